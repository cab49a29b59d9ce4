import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { zipOf } from "../../src/artifact/test-zip.ts";
import { drained } from "../harness/drained.ts";
import { CLI_VERSIONS, installCli, runCli } from "../harness/sentry-cli.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

/**
 * Real sentry-cli against a whole server: from the mapping that ProGuard wrote to a readable frame. The stack is what the program
 * of that mapping printed: `a.c: no coupon` at `shop.Main.main(SourceFile:2016)`.
 */

const MAPPING = fileURLToPath(new URL("../fixtures/proguard/mapping.txt", import.meta.url));
const [, CLI_3 = ""] = CLI_VERSIONS;
let server: TestServer;
let folder: string;
before(async () => {
  server = await startServer({ scopes: "org:ci project:releases event:read project:read org:read project:write" });
  folder = mkdtempSync(path.join(tmpdir(), "culprit-proguard-"));
  copyFileSync(MAPPING, path.join(folder, "mapping.txt"));
});
after(async () => {
  rmSync(folder, { recursive: true });
  await server[Symbol.asyncDispose]();
});

const Frame = z.object({
  module: z.string().nullable(),
  function: z.string().nullable(),
  filename: z.string().nullable(),
  lineNo: z.number().nullable(),
  unmapped: z.string().nullable(),
});
const Stack = z.object({ frames: z.array(Frame) });
const Exception = z.object({
  values: z.array(
    z.object({ type: z.string(), module: z.string().nullable(), stacktrace: Stack, rawStacktrace: Stack.nullable() }),
  ),
});
const Event = z.object({
  title: z.string(),
  culprit: z.string(),
  groupID: z.string(),
  entries: z.array(z.object({ type: z.string(), data: z.unknown() })),
});

type Door = { readonly id: string; readonly publicKey: string };

async function send(uuid: string, door?: Door): Promise<string> {
  const { id, publicKey } = door ?? { id: server.projectId, publicKey: server.publicKey };
  const eventId = randomUUID().replaceAll("-", "");
  const frames = [{ module: "shop.Main", function: "main", filename: "SourceFile", lineno: 2016, in_app: true }];
  const event = {
    event_id: eventId,
    platform: "java",
    exception: { values: [{ type: "c", module: "a", value: "no coupon", stacktrace: { frames } }] },
    debug_meta: { images: [{ type: "proguard", uuid }] },
  };
  const url = `${server.url}/api/${id}/envelope/?sentry_key=${publicKey}&sentry_version=7`;
  const body = `${JSON.stringify({ event_id: eventId })}\n{"type":"event"}\n${JSON.stringify(event)}`;
  assert.equal((await fetch(url, { method: "POST", body })).status, 200);
  await drained(server.url);
  return eventId;
}

async function eventOf(
  id: string,
  project = server.project,
): Promise<{
  readonly event: z.output<typeof Event>;
  readonly title: string;
  readonly stack: readonly string[];
  readonly raw: readonly z.output<typeof Frame>[] | undefined;
  readonly marks: readonly (string | null)[];
}> {
  const event = Event.parse(await server.read(`/projects/${server.organization}/${project}/events/${id}/`));
  const [exception] = Exception.parse(event.entries.find(({ type }) => type === "exception")?.data).values;
  assert.ok(exception);
  const { frames } = exception.stacktrace;
  return {
    event,
    title: `${exception.module}.${exception.type}`,
    stack: frames.map((frame) => `${frame.module}.${frame.function}(${frame.filename}:${frame.lineNo})`),
    raw: exception.rawStacktrace?.frames,
    marks: frames.map(({ unmapped }) => unmapped),
  };
}

const READABLE = [
  "shop.Main.main(Main.java:5)",
  "shop.Checkout.pay(Checkout.java:13)",
  "shop.Cart.total(Cart.java:11)",
  "shop.Cart.discount(Cart.java:16)",
];

async function upload(
  version: string,
  args: readonly string[],
): Promise<{ readonly code: number; readonly output: string } | string> {
  const cli = await installCli(version);
  if ("missing" in cli) return cli.missing;
  const { url, token, organization, project } = server;
  const env = { SENTRY_URL: url, SENTRY_AUTH_TOKEN: token, SENTRY_ORG: organization, SENTRY_PROJECT: project };
  return await runCli(cli.program, folder, env, args);
}

for (const version of CLI_VERSIONS) {
  test(`sentry-cli ${version} uploads a mapping, before its events and after them`, async (context) => {
    const uuid = randomUUID();
    const early = await send(uuid);
    const obfuscated = await eventOf(early);
    assert.deepEqual(obfuscated.stack, ["shop.Main.main(SourceFile:2016)"]);
    assert.deepEqual(obfuscated.marks, ["mapping-not-uploaded"]);
    const Problems = z.object({ problems: z.array(z.object({ code: z.string(), command: z.string().nullable() })) });
    const debug = `/projects/${server.organization}/${server.project}/events/${early}/source-map-debug/`;
    const [problem] = Problems.parse(await server.read(debug)).problems;
    assert.equal(problem?.code, "mapping-not-uploaded");
    assert.match(problem.command ?? "", new RegExp(`sentry-cli upload-proguard .*--uuid ${uuid}`));

    const ran = await upload(version, ["upload-proguard", "mapping.txt", "--uuid", uuid]);
    if (typeof ran === "string") return context.skip(ran);
    assert.equal(ran.code, 0, ran.output);
    const readable = await eventOf(await send(uuid));
    assert.deepEqual(readable.stack, READABLE);
    assert.equal(readable.title, "shop.NoCouponException");
    assert.equal(readable.event.title, "NoCouponException: no coupon");
    assert.match(readable.event.culprit, /shop\.Cart/);
    assert.deepEqual(
      readable.raw?.map(({ module, lineNo }) => [module, lineNo]),
      [["shop.Main", 2016]],
    );

    await waitFor(async () => (await eventOf(early)).stack.length === 4, { what: "the stored event to be mapped" });
    assert.deepEqual((await eventOf(early)).stack, READABLE);
    const List = z.array(z.object({ uuid: z.string(), symbolType: z.string() }));
    const listed = List.parse(await server.read(`/projects/${server.organization}/${server.project}/files/dsyms/`));
    assert.equal(listed.filter((file) => file.uuid === uuid && file.symbolType === "proguard").length, 1);
  });
}

test("a ZIP of mappings is taken, for its project alone; what is no mapping is refused in words", async (context) => {
  const uuid = randomUUID();
  const form = new FormData();
  const archive = zipOf([{ name: `proguard/${uuid}.txt`, bytes: readFileSync(MAPPING) }]);
  form.set("file", new Blob([Uint8Array.from(archive)]), "symbols.zip");
  const dsyms = `${server.url}/api/0/projects/${server.organization}/${server.project}/files/dsyms/`;
  const headers = { authorization: `Bearer ${server.token}` };
  const sent = await fetch(dsyms, { method: "POST", headers, body: form });
  assert.equal(sent.status, 201);
  assert.deepEqual((await eventOf(await send(uuid))).stack, READABLE);

  const Created = z.object({ id: z.string(), slug: z.string(), publicKey: z.string() });
  const other = Created.parse(JSON.parse(await server.culprit("project", "create", "other", "--json")));
  const foreign = await send(uuid, other);
  const { stack, marks } = await eventOf(foreign, other.slug);
  assert.deepEqual([stack, marks], [["shop.Main.main(SourceFile:2016)"], ["mapping-not-uploaded"]]);

  // Good enough for sentry-cli's own look at it.
  writeFileSync(path.join(folder, "broken.txt"), "    1:1:void x():1:1 -> a\n");
  const refused = await upload(CLI_3, ["upload-proguard", "broken.txt", "--uuid", randomUUID()]);
  if (typeof refused === "string") return context.skip(refused);
  assert.notEqual(refused.code, 0);
  assert.match(refused.output, /is no mapping of ProGuard or R8/);
});
