import { inflate, sniffCoding } from "../protocol/inflate.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import { eventOfForm } from "./form-event.ts";
import type { MadeItem } from "./made-item.ts";
import type { Part } from "../protocol/multipart.ts";
import { boundaryOf, parseMultipart } from "../protocol/multipart.ts";
import type { InspectProblem } from "./problem.ts";

const DUMP_FIELD = "upload_file_minidump";

/** Files of an event sent before, as they stand in a form. */
export function itemsOfFiles(body: Uint8Array, contentType: string): Result<readonly MadeItem[], InspectProblem> {
  const parts = partsOf(body, contentType);
  return parts === undefined ? problem({ kind: "bad-form" }) : ok(parts.filter(isFile).map((part) => attachmentOf(part)));
}

/**
 * A crash dump of a native program: alone, or in a form with what its uploader knows. Nobody here reads dumps, so an event stands
 * for it that says what the form says and that the program crashed; the dump is its attachment.
 */
export function itemsOfMinidump(
  body: Uint8Array,
  contentType: string,
  maxBytes: number,
): Result<readonly MadeItem[], InspectProblem> {
  const isForm = boundaryOf(contentType) !== undefined;
  const parts = isForm ? partsOf(body, contentType) : [{ name: DUMP_FIELD, fileName: "minidump.dmp", bytes: body }];
  if (parts === undefined) return problem({ kind: "bad-form" });
  const sent = parts.find(({ name }) => name === DUMP_FIELD);
  if (sent === undefined) return problem({ kind: "no-minidump" });
  const dump = unpacked(nested(sent), maxBytes);
  if (!dump.ok) return dump;

  const fields = parts.filter((part) => part !== sent && !isFile(part));
  const event = eventOfForm(fields.map(({ name, bytes }) => [name, Buffer.from(bytes).toString("utf8")]));
  return ok([
    eventItem({ exception: { values: [{ type: "Minidump", mechanism: { type: "minidump", handled: false } }] }, ...event }),
    attachmentOf({ ...dump.value, contentType: "application/x-dmp" }, "event.minidump"),
    ...parts.filter((part) => part !== sent && isFile(part)).map((part) => attachmentOf(part)),
  ]);
}

/** The archive of Unreal Engine's crash reporter, unopened, and an event that stands for it. */
export function itemsOfUnreal(body: Uint8Array, userId: string | undefined): readonly MadeItem[] {
  const mechanism = { type: "unreal", handled: false };
  const event: JsonObject = {
    exception: { values: [{ type: "Unreal Engine crash", mechanism }] },
    ...(userId !== undefined && { user: { id: userId.slice(0, 128) } }),
  };
  const archive = { name: "crash", fileName: "crash.ue4crash", contentType: "application/octet-stream", bytes: body };
  return [eventItem(event), attachmentOf(archive)];
}

function eventItem(event: JsonObject): MadeItem {
  const payload = Buffer.from(JSON.stringify({ platform: "native", level: "fatal", ...event }));
  return { header: { type: "event" }, payload };
}

function partsOf(body: Uint8Array, contentType: string): readonly Part[] | undefined {
  const boundary = boundaryOf(contentType);
  return boundary === undefined ? undefined : parseMultipart(body, boundary);
}

function isFile({ fileName }: Part): boolean {
  return fileName !== undefined;
}

/** Special files of crash uploaders are told by the name of their field. */
const TYPES: ReadonlyMap<string, string> = new Map([
  ["__sentry-event", "event.payload"],
  ["__sentry-breadcrumb1", "event.breadcrumbs"],
  ["__sentry-breadcrumb2", "event.breadcrumbs"],
  ["view-hierarchy.json", "event.view_hierarchy"],
]);

function attachmentOf({ name, fileName, contentType, bytes }: Part, type = TYPES.get(name)): MadeItem {
  const header = {
    type: "attachment",
    // Header lines have a bound; nobody needs more of a name.
    filename: (fileName ?? name).slice(0, 255).toWellFormed(),
    ...(contentType !== undefined && { content_type: contentType.slice(0, 100) }),
    ...(type !== undefined && { attachment_type: type }),
  };
  return { header, payload: bytes };
}

/** Old Electron on Linux sends the whole form as the field's value. */
function nested(part: Part): Part {
  const start = Buffer.from(part.bytes.subarray(0, 300)).toString("latin1");
  const boundary = /^--([^\r\n]{1,200})\r\n/.exec(start)?.[1];
  const inner = boundary === undefined ? undefined : parseMultipart(part.bytes, boundary);
  return inner?.find(({ name }) => name === DUMP_FIELD) ?? part;
}

/** Dumps come packed, too; gzip, zlib and zstd are taken off. What only others can open is kept as it is. */
function unpacked(part: Part, maxBytes: number): Result<Part, InspectProblem> {
  if (hasMagic(part.bytes, ...DUMPS)) return ok(part);
  if (hasMagic(part.bytes, ...CLOSED)) return ok(part);
  const coding = hasMagic(part.bytes, ZSTD) ? "zstd" : sniffCoding(part.bytes);
  if (coding === "identity") return problem({ kind: "bad-minidump" });
  const inflated = inflate(part.bytes, coding, maxBytes);
  if (!inflated.ok) return problem({ kind: inflated.problem.kind === "too-large" ? "inflates-too-far" : "bad-minidump" });
  if (!hasMagic(inflated.value, ...DUMPS)) return problem({ kind: "bad-minidump" });
  const fileName = (part.fileName ?? "minidump.dmp").replace(/\.(?:gz|zst|zz)$/, "");
  return ok({ ...part, fileName, bytes: inflated.value });
}

const DUMPS = ["MDMP", "PMDM"];
const ZSTD = "(\u00b5/\u00fd";
/** xz and bzip2. */
const CLOSED = ["\u00fd7zXZ\0", "BZh"];

function hasMagic(bytes: Uint8Array, ...magics: readonly string[]): boolean {
  const start = Buffer.from(bytes.subarray(0, 8)).toString("latin1");
  return magics.some((magic) => start.startsWith(magic));
}
