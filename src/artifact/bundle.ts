import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import { z } from "zod";
import { plainDebugId } from "./debug-id.ts";
import type { BlobFile } from "./packed-map.ts";
import type { ZipDirectory, ZipEntry, ZipProblem } from "./zip.ts";
import { readZipDirectory, readZipEntry } from "./zip.ts";

/** A file of a bundle before it is read. */
export type BundleFile = {
  readonly entry: ZipEntry;
  readonly type: string;
  readonly url: string;
  readonly debugId: string | undefined;
  /** The header `sourcemap` that the uploader gave it. */
  readonly mapUrl: string | undefined;
};
export type Bundle = {
  /** Of the bundle as a whole, when its maker named it. */
  readonly debugId: string | undefined;
  readonly files: readonly BundleFile[];
  readonly read: (file: BundleFile, maxBytes: number) => Result<Buffer, ZipProblem>;
};

const MAX_FILES = 20_000;
const MAX_MANIFEST_BYTES = 32 * 1_024 * 1_024;
const MAX_URL_CHARS = 2_048;

const text = z.string().max(MAX_URL_CHARS);
const manifestShape = z.object({
  debug_id: text.nullish(),
  files: z.record(
    z.string(),
    z.object({ type: text.nullish(), url: text.nullish(), headers: z.record(z.string(), z.string()).nullish() }),
  ),
});

/**
 * Reads what a bundle says it holds: an eight-byte head (`SYSB`, version 2) or none, then a ZIP with a `manifest.json`. Only the
 * manifest is unpacked, and only files that it names are ever read. Source: reference sentry-web-api §6.4.
 */
export function openBundle(file: BlobFile): Result<Bundle, ZipProblem> {
  const directory = readZipDirectory(file, MAX_FILES);
  if (!directory.ok) return directory;
  const entries = new Map<string, ZipEntry>();
  for (const entry of directory.value.entries) {
    if (entries.has(entry.name)) return bad(`it holds ${JSON.stringify(entry.name.slice(0, 100))} twice`);
    entries.set(entry.name, entry);
  }
  const manifest = readManifest(directory.value, entries.get("manifest.json"));
  if (!manifest.ok) return manifest;

  const files: BundleFile[] = [];
  for (const [name, { type, url, headers }] of Object.entries(manifest.value.files)) {
    const entry = entries.get(name);
    if (isOutside(name)) return bad("it names a file outside of itself");
    if (entry === undefined) return bad(`its manifest names ${JSON.stringify(name.slice(0, 100))}, which is not in it`);
    const header = headerOf(headers ?? {});
    files.push({
      entry,
      type: type ?? "",
      url: url ?? "",
      debugId: plainDebugId(header("debug-id") ?? ""),
      mapUrl: header("sourcemap") ?? header("x-sourcemap"),
    });
  }
  const debugId = plainDebugId(manifest.value.debug_id ?? "");
  return ok({ debugId, files, read: (wanted, maxBytes) => readZipEntry(directory.value, wanted.entry, maxBytes) });
}

type Manifest = z.output<typeof manifestShape>;

function readManifest(archive: ZipDirectory, entry: ZipEntry | undefined): Result<Manifest, ZipProblem> {
  if (entry === undefined) return bad("it has no manifest.json");
  const bytes = readZipEntry(archive, entry, MAX_MANIFEST_BYTES);
  if (!bytes.ok) return bad(`its manifest cannot be read: ${bytes.problem.detail}`);
  try {
    const parsed = manifestShape.safeParse(JSON.parse(bytes.value.toString("utf8")));
    return parsed.success ? ok(parsed.data) : bad("its manifest has not the form of one");
  } catch {
    return bad("its manifest is no JSON");
  }
}

/** Names of headers are written in any case. */
function headerOf(headers: { readonly [name: string]: string }): (name: string) => string | undefined {
  const byName = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.slice(0, MAX_URL_CHARS)]));
  return (name) => byName.get(name);
}

function isOutside(name: string): boolean {
  return name.startsWith("/") || /^[a-z]:|\\/i.test(name) || name.split("/").includes("..");
}

function bad(detail: string): Result<never, ZipProblem> {
  return problem({ kind: "bad-zip", detail });
}
