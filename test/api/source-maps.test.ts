import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { z } from "zod";
import { mappingsText } from "../../src/artifact/test-maps.ts";
import { startRecorder } from "../clients/recorder.ts";
import { drained } from "../harness/drained.ts";
import { CLI_VERSIONS, installCli, runCli } from "../harness/sentry-cli.ts";
import type { TestServer } from "../harness/server.ts";
import { ADMIN_EMAIL, startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

/** Real sentry-cli against a whole server: from a build to a readable frame. */

let server: TestServer;
before(async () => {
  server = await startServer({ scopes: "org:ci project:releases event:read project:read org:read" });
});
after(() => server[Symbol.asyncDispose]());

const CART = "export function applyCoupon(cart) {\n  const rate = cart.coupon.percent;\n  return rate;\n}\n";

/** A build of one script, whose call at line 1, column 21 came from `cart.coupon.percent`. */
function makeBuild(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "culprit-build-"));
  mkdirSync(path.join(folder, "assets"));
  writeFileSync(
    path.join(folder, "assets", "app.min.js"),
    "function n(t){return t.c.p}n({});\n//# sourceMappingURL=app.min.js.map\n",
  );
  const mappings = mappingsText([
    [0, 0, 0, 0, 0],
    [0, 14, 0, 1, 15, 0],
    [0, 28, 0, 2, 2],
  ]);
  const map = {
    version: 3,
    file: "app.min.js",
    sources: ["../src/cart.js"],
    sourcesContent: [CART],
    names: ["percent"],
    mappings,
  };
  writeFileSync(path.join(folder, "assets", "app.min.js.map"), JSON.stringify(map));
  return folder;
}

const Frame = z.object({
  filename: z.string().nullable(),
  function: z.string().nullable(),
  lineNo: z.number().nullable(),
  context: z.array(z.tuple([z.number(), z.string()])),
  unmapped: z.string().nullish(),
});
const Event = z.object({
  title: z.string(),
  culprit: z.string(),
  groupID: z.string(),
  entries: z.array(z.object({ type: z.string(), data: z.unknown() })),
});
const Exception = z.object({
  values: z.array(
    z.object({
      stacktrace: z.object({ frames: z.array(Frame) }),
      rawStacktrace: z.object({ frames: z.array(Frame) }).nullable(),
    }),
  ),
});

async function send(event: object): Promise<string> {
  const eventId = randomUUID().replaceAll("-", "");
  const url = `${server.url}/api/${server.projectId}/envelope/?sentry_key=${server.publicKey}&sentry_version=7`;
  const body = `${JSON.stringify({ event_id: eventId })}\n{"type":"event"}\n${JSON.stringify({ event_id: eventId, ...event })}`;
  const response = await fetch(url, { method: "POST", body });
  assert.equal(response.status, 200);
  await drained(server.url);
  return eventId;
}

function errorAt(column: number, more: object = {}): object {
  const frames = [
    {
      function: "n",
      filename: "/assets/app.min.js",
      abs_path: "https://shop.example/assets/app.min.js",
      lineno: 1,
      colno: column,
      in_app: true,
    },
  ];
  return {
    platform: "javascript",
    exception: { values: [{ type: "TypeError", value: "t.c is undefined", stacktrace: { frames } }] },
    ...more,
  };
}

async function eventOf(
  id: string,
): Promise<
  z.output<typeof Event> & { readonly frame: z.output<typeof Frame>; readonly raw: z.output<typeof Frame> | undefined }
> {
  const event = Event.parse(await server.read(`/projects/${server.organization}/${server.project}/events/${id}/`));
  const exception = Exception.parse(event.entries.find(({ type }) => type === "exception")?.data).values[0];
  const frame = exception?.stacktrace.frames.at(-1);
  assert.ok(frame);
  return { ...event, frame, raw: exception?.rawStacktrace?.frames.at(-1) };
}

for (const version of CLI_VERSIONS) {
  test(`sentry-cli ${version} uploads by release and address, and the next frame is readable`, async (context) => {
    const cli = await installCli(version);
    if ("missing" in cli) return context.skip(cli.missing);
    const folder = makeBuild();
    context.after(() => rmSync(folder, { recursive: true }));
    const release = `shop@${version}`;
    const env = {
      SENTRY_URL: server.url,
      SENTRY_AUTH_TOKEN: server.token,
      SENTRY_ORG: server.organization,
      SENTRY_PROJECT: server.project,
    };
    const args = ["sourcemaps", "upload", "--release", release, "--dist", "web", "--wait", "."];
    const ran = await runCli(cli.program, folder, env, args);
    assert.equal(ran.code, 0, ran.output);

    const id = await send(errorAt(21, { release, dist: "web" }));
    const { frame, raw, culprit } = await eventOf(id);
    assert.deepEqual([frame.filename, frame.function, frame.lineNo], ["src/cart.js", "applyCoupon", 2]);
    assert.deepEqual(
      frame.context.find(([line]) => line === 2),
      [2, "  const rate = cart.coupon.percent;"],
    );
    assert.deepEqual([raw?.function, raw?.lineNo], ["n", 1]);
    assert.match(culprit, /applyCoupon/);
  });

  test(`sentry-cli ${version} injects debug ids, and a frame is found by its own without a release`, async (context) => {
    const cli = await installCli(version);
    if ("missing" in cli) return context.skip(cli.missing);
    const folder = makeBuild();
    context.after(() => rmSync(folder, { recursive: true }));
    // Each version its own content, so that the ids differ.
    writeFileSync(path.join(folder, "assets", "other.js"), `// ${version}\n`);
    const env = {
      SENTRY_URL: server.url,
      SENTRY_AUTH_TOKEN: server.token,
      SENTRY_ORG: server.organization,
      SENTRY_PROJECT: server.project,
    };
    assert.equal((await runCli(cli.program, folder, env, ["sourcemaps", "inject", "."])).code, 0);
    const uploaded = await runCli(cli.program, folder, env, ["sourcemaps", "upload", "--wait", "."]);
    assert.equal(uploaded.code, 0, uploaded.output);
    const script = readFileSync(path.join(folder, "assets", "app.min.js"), "utf8");
    const debugId = /debugId=([0-9a-f-]+)/.exec(script)?.[1] ?? "";
    const line = script.split("\n").findIndex((text) => text.includes("function n(t)")) + 1;
    const column = (script.split("\n")[line - 1] ?? "").indexOf("function n(t)") + 21;
    const event = errorAt(column, {
      debug_meta: { images: [{ type: "sourcemap", code_file: "https://shop.example/assets/app.min.js", debug_id: debugId }] },
    });
    const patched = JSON.parse(JSON.stringify(event).replace('"lineno":1', `"lineno":${line}`));
    const { frame } = await eventOf(await send(patched));
    assert.deepEqual([frame.filename, frame.function, frame.lineNo], ["src/cart.js", "applyCoupon", 2]);
  });
}

const [CLI_2 = ""] = CLI_VERSIONS;
test(`sentry-cli ${CLI_2} uploads file by file where there are no chunks, and the next frame is readable`, async (context) => {
  const cli = await installCli(CLI_2);
  if ("missing" in cli) return context.skip(cli.missing);
  const folder = makeBuild();
  context.after(() => rmSync(folder, { recursive: true }));
  await using recorder = await startRecorder(/\/chunk-upload\//);
  recorder.passTo(server.url);
  // An organisation's token would say itself where it is good.
  const made = await server.culprit(
    "token",
    "create",
    "--json",
    "--scopes",
    "project:releases org:read",
    "--user",
    ADMIN_EMAIL,
  );
  const env = {
    SENTRY_URL: recorder.url,
    SENTRY_AUTH_TOKEN: z.object({ token: z.string() }).parse(JSON.parse(made)).token,
    SENTRY_ORG: server.organization,
    SENTRY_PROJECT: server.project,
  };
  const ran = await runCli(cli.program, folder, env, ["sourcemaps", "upload", "--release", "shop@old", "."]);
  assert.equal(ran.code, 0, ran.output);
  const sent = recorder.take().filter(({ method, path: asked }) => method === "POST" && asked.endsWith("/files/"));
  assert.deepEqual(
    sent.map(({ status }) => status),
    [201, 201],
    ran.output,
  );
  const { frame } = await eventOf(await send(errorAt(21, { release: "shop@old" })));
  assert.deepEqual([frame.filename, frame.function, frame.lineNo], ["src/cart.js", "applyCoupon", 2]);
});

test("files that come late make the events before them readable, and later ones join their issue", async (context) => {
  const cli = await installCli("3.8.0");
  if ("missing" in cli) return context.skip(cli.missing);
  const folder = makeBuild();
  context.after(() => rmSync(folder, { recursive: true }));
  const release = "shop@late";
  const ids = [await send(errorAt(21, { release })), await send(errorAt(21, { release }))];
  const sent = await eventOf(ids[0] ?? "");
  assert.deepEqual([sent.frame.filename, sent.frame.unmapped], ["/assets/app.min.js", "script-not-uploaded"]);

  const env = {
    SENTRY_URL: server.url,
    SENTRY_AUTH_TOKEN: server.token,
    SENTRY_ORG: server.organization,
    SENTRY_PROJECT: server.project,
  };
  const ran = await runCli(cli.program, folder, env, ["sourcemaps", "upload", "--release", release, "--wait", "."]);
  assert.equal(ran.code, 0, ran.output);
  const isReadable = async (id: string): Promise<boolean> => (await eventOf(id)).frame.function === "applyCoupon";
  for (const id of ids) await waitFor(() => isReadable(id), { what: "the stored event to be mapped" });

  const mapped = await eventOf(ids[0] ?? "");
  assert.deepEqual([mapped.frame.lineNo, mapped.raw?.function], [2, "n"]);
  const Issue = z.object({ culprit: z.string(), count: z.string() });
  const issue = Issue.parse(await server.read(`/issues/${mapped.groupID}/`));
  assert.match(issue.culprit, /applyCoupon/);
  const laterId = await send(errorAt(21, { release }));
  const later = await eventOf(laterId);
  assert.equal(later.groupID, mapped.groupID);
  // The explanation owns up to it that the event was grouped by what it was, and not by what is shown.
  const why = async (id: string) =>
    Why.parse(await server.read(`/projects/${server.organization}/${server.project}/events/${id}/grouping-info/`));
  const [old, young] = [await why(ids[0] ?? ""), await why(laterId)];
  assert.deepEqual([old.matches, old.mappedLater, young.matches, young.mappedLater], [false, true, true, false]);
  assert.deepEqual([old.signatureNow, young.signatureNow], [young.signature, young.signature]);
});

const Why = z.object({ signature: z.string(), matches: z.boolean(), mappedLater: z.boolean(), signatureNow: z.string() });
