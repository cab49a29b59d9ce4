import { readdirSync, readFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import { z } from "zod";
import type { RawAnswer } from "../harness/raw-request.ts";
import { rawRequest } from "../harness/raw-request.ts";
import { drained } from "../harness/drained.ts";
import type { TestServer } from "../harness/server.ts";

/** Requests of real SDKs, sent again to a whole server: see the README beside them. */
const CAPTURES = new URL("../fixtures/sdk-captures/", import.meta.url);
const EXPECTED = new URL("captures.expected.tsv", import.meta.url);
/** The DSN of all captures. */
const KEY = "9f2c7a51d3e84b60a1c5f7e8d2b3a4c6";
// PHP writes the slash as `\/`.
const DSN = new RegExp(`${KEY}@127\\.0\\.0\\.1:\\d+\\\\?/42`, "g");
/** What belongs to a connection, and not to the request. */
const HOP_BY_HOP = new Set(["host", "connection", "content-length", "transfer-encoding", "expect"]);

const Capture = z.object({
  what: z.string(),
  method: z.string(),
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  bodyBase64: z.string(),
});
const Frames = z.object({ frames: z.array(z.object({ function: z.string().nullable(), inApp: z.boolean() })) }).nullable();
const Event = z.object({
  title: z.string(),
  culprit: z.string().nullable(),
  user: z
    .object({
      id: z.string().nullable(),
      email: z.string().nullable(),
      username: z.string().nullable(),
      ip_address: z.string().nullable(),
    })
    .nullable(),
  entries: z.array(z.object({ type: z.string(), data: z.unknown() })),
});
const Traces = z.object({ values: z.array(z.object({ stacktrace: Frames })) });

/** What became of one captured event: the name of its file, then title, culprit, innermost in-app function and person. */
export type CapturedRow = readonly string[];

export function captureFolders(): readonly string[] {
  return readdirSync(CAPTURES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name.startsWith("sentry-"))
    .map(({ name }) => name)
    .toSorted();
}

/** Rows of the committed table. Fields are JSON strings, so that line breaks and tabs in titles are seen. */
export function expectedRows(folder: string): readonly CapturedRow[] {
  return readFileSync(EXPECTED, "utf8")
    .split("\n")
    .filter((line) => line.startsWith(`"${folder}/`))
    .map((line) => line.split("\t").map((field) => z.string().parse(JSON.parse(field))));
}

/** Sends all that one folder holds to the server's project and reads each event back. Throws when a request is refused. */
export async function replay(server: TestServer, folder: string): Promise<readonly CapturedRow[]> {
  const sent: { readonly name: string; readonly id: string }[] = [];
  for (const file of readdirSync(new URL(`${folder}/`, CAPTURES)).toSorted()) {
    const capture = Capture.parse(JSON.parse(readFileSync(new URL(`${folder}/${file}`, CAPTURES), "utf8")));
    const answer = await sendAgain(server, capture);
    if (answer.status !== 200) throw new Error(`${folder}/${file} was answered ${answer.status}: ${answer.body}`);
    if (!holdsEvent(capture)) continue;
    sent.push({
      name: `${folder}/${file.replace(/\.json$/, "")}`,
      id: z.object({ id: z.string() }).parse(JSON.parse(answer.body)).id,
    });
  }
  await drained(server.url);
  const where = `/projects/${server.organization}/${server.project}/events`;
  return Promise.all(sent.map(async ({ name, id }) => rowOf(name, Event.parse(await server.read(`${where}/${id}/`)))));
}

/** What is not as the table says, in sentences; for captures that stand in for an SDK. */
export async function capturedProblems(server: TestServer, folder: string): Promise<readonly string[]> {
  try {
    const [found, wanted] = [await replay(server, folder), expectedRows(folder)];
    const different = found.filter((row, index) => row.join("\t") !== wanted[index]?.join("\t"));
    return different.map((row) => `not as captures.expected.tsv says: ${row.join(" | ")}`);
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function holdsEvent({ what, path }: z.infer<typeof Capture>): boolean {
  const types = /\[([^\]]*)\]$/.exec(what)?.[1]?.split(/,\s*/) ?? [];
  return types.includes("event") || (path.includes("/store/") && !types.includes("transaction"));
}

/** The request as it was, but for the DSN, which is the server's own. */
async function sendAgain(
  server: TestServer,
  { method, path, headers, bodyBase64 }: z.infer<typeof Capture>,
): Promise<RawAnswer> {
  const ours = (text: string): string => text.replaceAll(KEY, server.publicKey);
  const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name));
  return rawRequest(new URL(ours(path).replace("/api/42/", `/api/${server.projectId}/`), server.url), {
    method,
    headers: Object.fromEntries(kept.map(([name, value]) => [name, ours(value)])),
    body: withDsn(Buffer.from(bodyBase64, "base64"), server.dsn),
    isChunked: headers["transfer-encoding"] === "chunked",
  });
}

/** The DSN stands in the header of some envelopes, and one of another project would be refused. */
function withDsn(body: Buffer, dsn: string): Buffer {
  const isGzip = body[0] === 0x1f && body[1] === 0x8b;
  const plain = (isGzip ? gunzipSync(body) : body).toString("latin1");
  const changed = Buffer.from(plain.replace(DSN, dsn.replace(/^https?:\/\//, "")), "latin1");
  return isGzip ? gzipSync(changed) : changed;
}

function rowOf(name: string, event: z.infer<typeof Event>): CapturedRow {
  // The exception's own stack before those of threads.
  const innermost = ["exception", "stacktrace", "threads"]
    .flatMap((wanted) => event.entries.filter(({ type }) => type === wanted))
    .map(({ type, data }) =>
      type === "stacktrace" ? [Frames.parse(data)] : Traces.parse(data).values.map((one) => one.stacktrace),
    )
    .map((stacktraces) => stacktraces.map((one) => one?.frames.findLast((frame) => frame.inApp)?.function))
    .map((functions) => functions.findLast((one) => one !== undefined))
    .find((one) => one !== undefined);
  const { id, email, username, ip_address: ip } = event.user ?? { id: null, email: null, username: null, ip_address: null };
  return [
    name,
    event.title,
    event.culprit ?? "",
    innermost ?? "",
    [id, email, username, ip].map((part) => part ?? "-").join(" "),
  ];
}
