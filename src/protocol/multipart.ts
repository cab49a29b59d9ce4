/** One part of a form: a field when it has no file name. */
export type Part = {
  readonly name: string;
  readonly fileName?: string;
  readonly contentType?: string;
  /** A view into the body. */
  readonly bytes: Uint8Array;
};

const MAX_PARTS = 200;
const MAX_PART_HEADER_BYTES = 8 * 1_024;
const CRLF = "\r\n";

/** The boundary that a `multipart/form-data` content type names. */
export function boundaryOf(contentType: string): string | undefined {
  if (!/^multipart\/form-data\b/i.test(contentType)) return undefined;
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]{1,200})"|([^\s;"]{1,200}))/i.exec(contentType) ?? [];
  return quoted ?? plain;
}

/**
 * Takes a form apart, in time linear in its size: undefined when it has not the form of one, or holds too much. What stands before
 * the first boundary and after the last is passed over. Source: RFC 7578, RFC 2046 §5.1.
 */
export function parseMultipart(body: Uint8Array, boundary: string): readonly Part[] | undefined {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const marker = `--${boundary}`;
  const parts: Part[] = [];
  let position = buffer.subarray(0, marker.length).equals(Buffer.from(marker)) ? 0 : after(buffer, CRLF + marker, 0, 2);
  while (position !== undefined) {
    const behind = position + marker.length;
    if (buffer.toString("latin1", behind, behind + 2) === "--") return parts;
    if (parts.length === MAX_PARTS) return undefined;
    const headerStart = after(buffer, CRLF, behind, 2);
    const headerEnd = headerStart === undefined ? -1 : buffer.indexOf(CRLF + CRLF, headerStart - 2);
    if (headerStart === undefined || headerEnd < 0 || headerEnd - headerStart > MAX_PART_HEADER_BYTES) return undefined;
    const start = headerEnd + 4;
    // An empty part ends with the very newline that ends its header.
    const end = buffer.indexOf(CRLF + marker, start - 2);
    if (end < 0) return undefined;
    const part = partOf(buffer.toString("utf8", headerStart, headerEnd), body.subarray(start, Math.max(start, end)));
    if (part !== undefined) parts.push(part);
    position = end + 2;
  }
  return undefined;
}

/** The position `skip` bytes behind where the text starts next. */
function after(buffer: Buffer, text: string, from: number, skip: number): number | undefined {
  const found = buffer.indexOf(text, from);
  return found < 0 ? undefined : found + skip;
}

/** Undefined without a name: nobody can say what it is. */
function partOf(header: string, bytes: Uint8Array): Part | undefined {
  const disposition = /^content-disposition:(.*)$/im.exec(header)?.[1] ?? "";
  const name = parameterOf(disposition, "name");
  if (name === undefined) return undefined;
  const fileName = parameterOf(disposition, "filename");
  const contentType = /^content-type:(.*)$/im.exec(header)?.[1]?.trim();
  return { name, bytes, ...(fileName !== undefined && { fileName }), ...(contentType ? { contentType } : {}) };
}

function parameterOf(disposition: string, name: string): string | undefined {
  const [, quoted, plain] = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]+))`, "i").exec(disposition) ?? [];
  return quoted?.replaceAll(/\\(.)/g, "$1") ?? plain;
}
