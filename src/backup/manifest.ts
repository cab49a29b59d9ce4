import { createHash, createHmac, hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { z } from "zod";

/** What stands in `manifest.json` of a backup. Paths are below it, with forward slashes. */
export type Manifest = z.output<typeof manifestShape>;

export const MANIFEST = "manifest.json";
/** Goes up when a backup is laid out in another way. */
const FORMAT = 1;

const manifestShape = z.object({
  format: z.literal(FORMAT),
  /** ISO 8601. */
  madeAt: z.string(),
  /** Tells whether a key is the one the backup was made under, and nothing of the key. */
  keyCheck: z.string(),
  store: z.object({ version: z.int(), events: z.int(), issues: z.int() }),
  files: z.array(
    z.object({
      path: z.string().regex(/^(culprit\.db|log\/[^/]+|blobs\/[0-9a-f]{2}\/[0-9a-f]{62})$/),
      bytes: z.int(),
      sha256: z.string(),
    }),
  ),
});

export function manifestOf(rest: Omit<Manifest, "format">): string {
  return `${JSON.stringify({ format: FORMAT, ...rest }, null, 1)}\n`;
}

/** Throws with words for people. */
export function readManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  const read = manifestShape.safeParse(json);
  if (read.success) return read.data;
  throw new Error(
    `${MANIFEST} is not that of a backup which this Culprit can read. It is damaged, or made by a newer version.`,
  );
}

export function keyCheckOf(secretKey: string): string {
  return createHmac("sha256", hash("sha256", secretKey)).update("culprit backup").digest("hex").slice(0, 16);
}

/** Lower-case hex. */
export async function sha256Of(file: string): Promise<string> {
  const sum = createHash("sha256");
  await pipeline(createReadStream(file), sum);
  return sum.digest("hex");
}
