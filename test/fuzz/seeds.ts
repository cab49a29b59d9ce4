import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";
import { parseEnvelope } from "../../src/protocol/envelope.ts";
import { inflate, sniffCoding } from "../../src/protocol/inflate.ts";
import { decodeStoreBody } from "../../src/protocol/store-body.ts";

/** One captured request, taken apart: what mutations begin with. Texts are parsed again for each envelope that is made of them. */
export type Seed = {
  readonly name: string;
  readonly endpoint: "envelope" | "store";
  /** JSON text of the envelope's header; of a store request `{}`. */
  readonly header: string;
  readonly items: readonly SeedItem[];
  readonly userAgent: string;
};

export type SeedItem = {
  readonly type: string;
  /** JSON text of the item's header, without its length. */
  readonly header: string;
  readonly payload: Buffer;
};

const FOLDER = new URL("../fixtures/sdk-captures/", import.meta.url);
const MAX_BYTES = 10 * 1024 * 1024;
const Capture = z.object({ path: z.string(), headers: z.record(z.string(), z.string()), bodyBase64: z.string() });
const Header = z.record(z.string(), z.unknown());

/** All captured envelopes and store requests, in the order of their names. */
export function readSeeds(): readonly Seed[] {
  return readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .flatMap((name) => {
      const seed = seedOf(name, Capture.parse(JSON.parse(readFileSync(new URL(name, FOLDER), "utf8"))));
      return seed === undefined ? [] : [seed];
    });
}

function seedOf(name: string, { path, headers, bodyBase64 }: z.infer<typeof Capture>): Seed | undefined {
  const raw = Buffer.from(bodyBase64, "base64");
  const plain = inflate(raw, sniffCoding(raw), MAX_BYTES);
  if (!plain.ok) throw new Error(`${name} cannot be inflated`);
  const userAgent = headers["user-agent"] ?? "";
  if (path.includes("/store/")) {
    const json = decodeStoreBody(plain.value, MAX_BYTES);
    if (!json.ok) throw new Error(`${name} is no store request`);
    const item = { type: "event", header: '{"type":"event"}', payload: Buffer.from(json.value) };
    return { name, endpoint: "store", header: "{}", items: [item], userAgent };
  }
  if (!path.includes("/envelope/")) return undefined;
  const envelope = parseEnvelope(plain.value);
  if (!envelope.ok) throw new Error(`${name} is no envelope`);
  const text = Buffer.from(plain.value).toString();
  // Mutations name the key in another place: the DSN of the capture is not that of the server.
  const { dsn: _, ...header } = Header.parse(JSON.parse(text.slice(0, text.indexOf("\n"))));
  const items = envelope.value.items.map(({ type, header: { length: __, ...rest }, payload }) => ({
    type,
    header: JSON.stringify(rest),
    payload: Buffer.from(payload),
  }));
  return { name, endpoint: "envelope", header: JSON.stringify(header), items, userAgent };
}
