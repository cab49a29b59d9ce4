import zlib from "node:zlib";
import type { Random } from "../harness/random.ts";
import { randomFrom } from "../harness/random.ts";
import type { Draft, Mutation } from "./mutate-envelope.ts";
import {
  breakJson,
  changedBytes,
  changeEnvelopeHeader,
  changeItemHeader,
  changeItems,
  changeLength,
  changePayloadBytes,
  changeValues,
  draftOf,
  envelopeBytes,
  treeOf,
} from "./mutate-envelope.ts";
import type { Seed } from "./seeds.ts";

/** Where a mutated request goes and whose it is. */
export type Address = { readonly host: string; readonly projectId: string; readonly publicKey: string };

export type FuzzRequest = {
  /** The kinds of mutation that made it. */
  readonly kinds: readonly string[];
  /** A whole HTTP request. */
  readonly bytes: Buffer;
};

/** Kinds of mutation and how often each is chosen. Those that spoil the framing are rare: most envelopes are to get further. */
const OF_ENVELOPE: readonly { readonly kind: string; readonly weight: number; readonly mutate: Mutation }[] = [
  { kind: "values", weight: 50, mutate: changeValues },
  { kind: "broken-json", weight: 10, mutate: breakJson },
  { kind: "payload-bytes", weight: 8, mutate: changePayloadBytes },
  { kind: "items", weight: 12, mutate: changeItems },
  { kind: "item-header", weight: 8, mutate: changeItemHeader },
  { kind: "envelope-header", weight: 6, mutate: changeEnvelopeHeader },
  { kind: "length", weight: 6, mutate: changeLength },
];
const WEIGHTS = OF_ENVELOPE.reduce((sum, { weight }) => sum + weight, 0);
/** Shares of requests whose bytes, coding and HTTP are changed besides. */
const BYTES_SHARE = 0.08;
const CODING_SHARE = 0.08;
const HTTP_SHARE = 0.08;

/** The request of this number: the same seed and number, the same request. */
export function makeRequest(seed: number, number: number, seeds: readonly Seed[], address: Address): FuzzRequest {
  const random = randomFrom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
  const from = random.pick(seeds);
  const draft = draftOf(from);
  giveNewIds(draft, random);
  const kinds: string[] = [];
  for (let times = 1 + random.below(3); times > 0; times -= 1) {
    const { kind, mutate } = weighted(random);
    kinds.push(kind);
    mutate(draft, random, seeds);
  }
  // Old SDKs send a bare event: what a mutation added beside it goes as an envelope.
  const [first] = draft.items;
  const isStore = from.endpoint === "store" && draft.items.length === 1 && first !== undefined && random.chance(0.7);
  let body = isStore ? first.payload : envelopeBytes(draft);
  if (random.chance(BYTES_SHARE)) {
    kinds.push("bytes");
    body = changedBytes(body, random);
  }
  const headers = new Map([
    ["Content-Type", isStore ? "application/json" : "application/x-sentry-envelope"],
    ["User-Agent", from.userAgent],
  ]);
  body = encoded(body, headers, random, kinds);
  let path = `/api/${address.projectId}/${isStore ? "store" : "envelope"}/`;
  if (random.chance(0.5)) path += `?sentry_key=${address.publicKey}&sentry_version=7`;
  else headers.set("X-Sentry-Auth", `Sentry sentry_key=${address.publicKey}, sentry_version=7, sentry_client=fuzz/1.0`);
  if (random.chance(HTTP_SHARE)) {
    kinds.push("http");
    path = changeHttp(path, headers, random);
  }
  return { kinds, bytes: requestBytes(path, headers, body, address.host, random.chance(0.05)) };
}

function weighted(random: Random): (typeof OF_ENVELOPE)[number] {
  let place = random.next() * WEIGHTS;
  return OF_ENVELOPE.find(({ weight }) => (place -= weight) < 0) ?? random.pick(OF_ENVELOPE);
}

/** Else nearly all would be events that came before. One in fifty stays one. */
function giveNewIds(draft: Draft, random: Random): void {
  if (random.chance(0.02)) return;
  const id = Array.from({ length: 4 }, () => Math.floor(random.next() * 2 ** 32).toString(16).padStart(8, "0")).join(""); // prettier-ignore
  if ("event_id" in draft.header) draft.header["event_id"] = id;
  for (const item of draft.items) {
    if (item.header["type"] !== "event") continue;
    const tree = treeOf(item.payload);
    if (tree !== undefined) item.payload = Buffer.from(JSON.stringify({ ...tree, event_id: id }));
  }
}

type Coding = readonly [string, (body: Buffer) => Buffer];

const CODINGS: readonly Coding[] = [
  ["gzip", (body) => zlib.gzipSync(body, { level: 1 })],
  ["gzip", (body) => zlib.gzipSync(body, { level: 1 })],
  ["deflate", (body) => zlib.deflateSync(body, { level: 1 })],
  ["deflate", (body) => zlib.deflateRawSync(body, { level: 1 })],
  ["zstd", (body) => zlib.zstdCompressSync(body, { params: { [zlib.constants.ZSTD_c_compressionLevel]: 1 } })],
  ["br", (body) => zlib.brotliCompressSync(body, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } })],
];
const ODD_CODINGS = [
  "",
  "UTF-8",
  "identity",
  "foo",
  "gzip, gzip",
  "gzip,br",
  "br, gzip, deflate",
  "GZIP",
  "x-gzip",
  "*",
  "zstd",
] as const;

/** Half go as they are. Of the others some are not what their header says, or not whole. */
function encoded(body: Buffer, headers: Map<string, string>, random: Random, kinds: string[]): Buffer {
  const isChanged = random.chance(CODING_SHARE);
  if (isChanged) kinds.push("coding");
  if (random.chance(0.5)) {
    if (isChanged) headers.set("Content-Encoding", random.pick(ODD_CODINGS));
    return body;
  }
  const [name, encode] = random.pick(CODINGS);
  const whole = encode(body);
  headers.set("Content-Encoding", name);
  if (!isChanged) return whole;
  switch (random.below(5)) {
    case 0:
      return whole.subarray(0, random.below(whole.length + 1));
    case 1:
      return changedBytes(whole, random);
    case 2:
      headers.set("Content-Encoding", random.pick(ODD_CODINGS));
      return whole;
    case 3:
      headers.delete("Content-Encoding");
      return whole;
    default: {
      const [outer, encodeAgain] = random.pick(CODINGS);
      headers.set("Content-Encoding", `${name}, ${outer}`);
      return encodeAgain(whole);
    }
  }
}

/** Headers and path as nobody sends them; all of it sound HTTP, so that the server and not its parser is asked. */
function changeHttp(path: string, headers: Map<string, string>, random: Random): string {
  switch (random.below(10)) {
    case 0:
      headers.delete("X-Sentry-Auth");
      return path.replace(/\?.*/, "");
    case 1:
      headers.set(
        "X-Sentry-Auth",
        random.pick(["Sentry", "sentry sentry_key=", "Sentry sentry_key=x,sentry_version=abc", "Bearer x", ","]),
      );
      return path;
    case 2:
      headers.set(
        "Authorization",
        random.pick(["Basic !!!", "Basic Og==", "Bearer ", "Sentry sentry_version=7", "Digest a=b"]),
      );
      return path;
    case 3:
      headers.set(
        "Content-Type",
        random.pick(["text/plain", "", ";;;", "multipart/form-data", "multipart/form-data; boundary=x", "a/b; charset=\xff"]),
      );
      return path;
    case 4:
      headers.set("User-Agent", "x".repeat(random.below(4_000)));
      return path;
    case 5:
      headers.set("X-Forwarded-For", random.pick(["1.2.3.4", "::1, 10.0.0.1", "unknown", ",,,", "a".repeat(1_000)]));
      return path;
    case 6:
      headers.set("Origin", random.pick(["null", "https://a.example", "file://", "http://[", "x".repeat(2_000)]));
      return path;
    case 7:
      return `${path}${path.includes("?") ? "&" : "?"}${random.pick(["sentry_key=x", "sentry_version=%", "a=%00%ff", "&&&=", "sentry_client=%F0%9F", "x=".repeat(500)])}`;
    case 8:
      return path.replace(/\/(\d+)\//, random.pick(["//$1//", "/0$1/", "/x/", "/99999/", "/-1/", "/%31/", "/$1.0/"]));
    default:
      return path.replace(
        /(envelope|store)/,
        random.pick(["store", "envelope", "security", "minidump", "unknown", "envelope/x", "cron/a", "nel"]),
      );
  }
}

function requestBytes(
  path: string,
  headers: ReadonlyMap<string, string>,
  body: Buffer,
  host: string,
  isChunked: boolean,
): Buffer {
  const framing = isChunked ? "Transfer-Encoding: chunked" : `Content-Length: ${body.length}`;
  const lines = [...headers].map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const head = Buffer.from(`POST ${path} HTTP/1.1\r\nHost: ${host}\r\n${lines}${framing}\r\n\r\n`, "latin1");
  if (!isChunked) return Buffer.concat([head, body]);
  const middle = body.length >> 1;
  const chunks = [body.subarray(0, middle), body.subarray(middle)].filter(({ length }) => length > 0);
  const framed = chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]);
  return Buffer.concat([head, ...framed, Buffer.from("0\r\n\r\n")]);
}
