import type { Pair, Request } from "./types.ts";

/** Names whose values are secrets; the scrubber has taken most of them out when the event came. */
const SECRET = /auth|cookie|token|secret|passw|api[-_]?key|session|csrf|xsrf|credential|signature/i;
/** What a client sets by itself. */
const OWN = /^(host|content-length|connection|accept-encoding|transfer-encoding)$/i;
const isKept = ([name, value]: Pair): boolean => !SECRET.test(name) && value !== "[Filtered]";

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** The request as a command for a shell, with secrets left out. Undefined when it has no address. */
export function curlOf({ url, method, query, headers, data }: Request): string | undefined {
  if (url === null || !/^https?:\/\//i.test(url)) return undefined;
  const bare = url.replace(/[?#].*$/s, "").replace(/^(https?:\/\/)[^/@]*@/i, "$1");
  const asked = query.filter(isKept).map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  const parts = [`curl ${quoted(asked.length === 0 ? bare : `${bare}?${asked.join("&")}`)}`];
  if (method !== null && method !== "GET") parts.push(`-X ${quoted(method)}`);
  for (const header of headers) {
    if (isKept(header) && !OWN.test(header[0])) parts.push(`-H ${quoted(`${header[0]}: ${header[1]}`)}`);
  }
  if (data !== null && data !== "") parts.push(`--data-raw ${quoted(bodyOf(data))}`);
  return parts.join(" \\\n  ");
}

function bodyOf(data: unknown): string {
  if (typeof data === "string") return data;
  return JSON.stringify(data, (name, value: unknown) => (SECRET.test(name) ? "[left out]" : value));
}
