import assert from "node:assert/strict";
import { test } from "node:test";
import vm from "node:vm";
import { parseEnvelope } from "../protocol/envelope.ts";
import { dialogScript } from "./dialog-script.ts";
import { makeEnvelope } from "./make-envelope.ts";
import { K, K43, K_OFF, openDoor } from "./test-door.ts";

const ID = "9ec79c33ec9942ab8353589fcb2e04dc";
const DSN = `https://${K}@errors.example/42`;
const dialog = (query: { readonly [name: string]: string }) =>
  `/api/embed/error-page/?${new URLSearchParams({ dsn: DSN, eventId: ID, ...query }).toString()}`;

test("the loader holds the project's DSN, may be kept by caches, and is a sound script", async () => {
  await using door = await openDoor();
  for (const path of [`/js-sdk-loader/${K}.min.js`, `/js-sdk-loader/${K}.js`, `/${K}.min.js`]) {
    const answer = await door.send({ method: "GET", path });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers["content-type"], "text/javascript; charset=utf-8");
    assert.match(answer.headers["cache-control"] ?? "", /max-age=3600.*stale-if-error/);
    assert.equal(answer.headers["access-control-allow-origin"], "*");
    assert.ok(answer.body.includes(`"https://${K}@errors.example/below/42"`));
    assert.ok(new vm.Script(answer.body.toString()));
  }
});

test("a loader of no key, or of one that is switched off, does nothing", async () => {
  await using door = await openDoor();
  for (const key of ["nobody", K_OFF, "a".repeat(32)]) {
    const answer = await door.send({ method: "GET", path: `/js-sdk-loader/${key}.min.js` });
    assert.equal(answer.status, 200);
    assert.equal(new vm.Script(answer.body.toString()).runInNewContext({}), undefined);
  }
  const post = await door.send({ path: `/js-sdk-loader/${K}.min.js`, body: "x" });
  assert.equal(post.status, 405);
});

/** Runs the loader in a page of our making. */
async function runLoader(page: { readonly sdk?: object; readonly dataSdk?: string }) {
  await using door = await openDoor();
  const { body } = await door.send({ method: "GET", path: `/js-sdk-loader/${K}.min.js` });
  const warnings: string[] = [];
  const listeners = new Map<string, (event: object) => void>();
  const added: { src?: string; onload?: () => void; onerror?: () => void }[] = [];
  const window: { [name: string]: unknown } = {
    ...(page.sdk !== undefined && { Sentry: page.sdk }),
    addEventListener: (name: string, listener: (event: object) => void) => listeners.set(name, listener),
    removeEventListener: (name: string) => listeners.delete(name),
  };
  const document = {
    currentScript: { getAttribute: () => page.dataSdk ?? null },
    createElement: () => ({}),
    head: { appendChild: (script: object) => added.push(script) },
  };
  const context = { window, document, console: { warn: (line: string) => warnings.push(line) }, Error };
  new vm.Script(body.toString()).runInNewContext(context);
  return { window, warnings, listeners, added, run: (code: string) => new vm.Script(code).runInNewContext(context) as unknown };
}

/** Stands where the SDK would, and writes down what it is asked. */
function recordingSdk(): { readonly sdk: object; readonly asked: unknown[] } {
  const asked: unknown[] = [];
  const record = (name: string) => (value: unknown) => asked.push([name, value instanceof Error ? value.message : value]);
  return {
    asked,
    sdk: { init: record("init"), captureException: record("captureException"), captureMessage: record("captureMessage") },
  };
}

test("a page that has an SDK gets it started", async () => {
  const { sdk, asked } = recordingSdk();
  const { added } = await runLoader({ sdk });
  assert.deepEqual(JSON.parse(JSON.stringify(asked)), [["init", { dsn: `https://${K}@errors.example/below/42` }]]);
  assert.equal(added.length, 0);
});

test("without an SDK and a word where one is, the console says what to do", async () => {
  const { warnings, added, window } = await runLoader({});
  assert.match(warnings.join(), /data-sdk=/);
  assert.deepEqual([added.length, window["Sentry"]], [0, undefined]);
});

test("the SDK that the tag names is loaded, and what happened meanwhile is reported to it", async () => {
  const page = await runLoader({ dataSdk: "/vendor/sentry.min.js" });
  assert.deepEqual(
    page.added.map(({ src }) => src),
    ["/vendor/sentry.min.js"],
  );
  page.run(`window.Sentry.init({ release: "shop@2" }); window.Sentry.captureMessage("early")`);
  page.listeners.get("error")?.({ error: new Error("too soon") });
  const { sdk, asked } = recordingSdk();
  page.window["Sentry"] = sdk;
  page.added[0]?.onload?.();
  assert.deepEqual(JSON.parse(JSON.stringify(asked)), [
    ["init", { dsn: `https://${K}@errors.example/below/42`, release: "shop@2" }],
    ["captureMessage", "early"],
    ["captureException", "too soon"],
  ]);
  assert.equal(page.listeners.size, 0);
});

test("a bundle that is none, or cannot be had, is told to the console", async () => {
  const page = await runLoader({ dataSdk: "/nothing.js" });
  page.added[0]?.onload?.();
  page.added[0]?.onerror?.();
  assert.deepEqual(
    page.warnings.map((line) => /holds no Sentry SDK|could not be loaded/.exec(line)?.[0]),
    ["holds no Sentry SDK", "could not be loaded"],
  );
});

const asked = [
  { name: "no event", path: dialog({ eventId: "" }), status: 400, field: "eventId" },
  { name: "an event that is none", path: dialog({ eventId: "x" }), status: 400, field: "eventId" },
  { name: "no dsn", path: dialog({ dsn: "" }), status: 404, field: "dsn" },
  { name: "a dsn of nobody", path: dialog({ dsn: `https://${"a".repeat(32)}@errors.example/42` }), status: 404, field: "dsn" },
  { name: "a key of another project", path: dialog({ dsn: `https://${K43}@errors.example/42` }), status: 404, field: "dsn" },
];
for (const { name, path, status, field } of asked) {
  test(`the dialog for ${name} is refused with ${status}`, async () => {
    await using door = await openDoor();
    const answer = await door.send({ method: "GET", path });
    assert.equal(answer.status, status);
    assert.ok(answer.body.includes(`"${field}":`), answer.body.toString());
    assert.equal(answer.headers["access-control-allow-origin"], "*");
    assert.equal((await door.send({ path, body: "comments=x" })).status, status);
    assert.equal(door.logged.length, 0);
  });
}

test("the dialog posts to the public address, with the words of the page", async () => {
  await using door = await openDoor();
  const answer = await door.send({ method: "GET", path: dialog({ title: "Oje", name: "Ada" }) });
  assert.deepEqual([answer.status, answer.headers["content-type"]], [200, "text/javascript; charset=utf-8"]);
  assert.deepEqual([answer.headers["x-content-type-options"], answer.headers["cache-control"]], ["nosniff", "no-store"]);
  const text = answer.body.toString();
  assert.ok(text.includes(`https://errors.example/below/api/embed/error-page/?dsn=${encodeURIComponent(DSN)}&eventId=${ID}`));
  assert.ok(text.includes('"title":"Oje"') && text.includes('"name":"Ada"'));
});

test("nothing that a page gives the dialog becomes code", () => {
  const hostile = `</script><script>alert(1)</script>"'\\\u2028\u2029\${1}\n*/`;
  const query = new URLSearchParams({ title: hostile, name: hostile, email: hostile, __proto__: hostile });
  const script = dialogScript(`https://errors.example/?${query.toString()}`, query);
  assert.ok(!/<\/?script|\u2028|\u2029/.test(script));
  // Run without a page it asks for one, and has not run anything else.
  let isWaiting = false;
  new vm.Script(script).runInNewContext({
    document: { addEventListener: () => (isWaiting = true) },
    alert: () => assert.fail(),
  });
  assert.ok(isWaiting);
  assert.ok(!/innerHTML|eval\(|setAttribute\("style/.test(script));
});

test("a preflight of the form is answered", async () => {
  await using door = await openDoor();
  const answer = await door.send({ method: "OPTIONS", path: dialog({}) });
  assert.deepEqual([answer.status, answer.headers["access-control-allow-methods"]], [200, "GET, POST, OPTIONS"]);
});

test("a user's report is kept as one about its event", async () => {
  await using door = await openDoor();
  const answer = await door.send({ path: dialog({}), body: "name=Ada&email=&comments=It+broke" });
  assert.deepEqual([answer.status, answer.json, door.logged[0]?.eventId], [200, {}, ID]);
  const sentBack = await door.send({ path: dialog({}), body: "email=nobody&comments=x" });
  assert.equal(sentBack.status, 400);
  assert.match(sentBack.body.toString(), /"errors":\{"email":\["an e-mail address/);
});

test("a page of a site that may not send gets no dialog", async () => {
  await using door = await openDoor({ allowedOriginsOf: () => ["*.ok.example"] });
  const headers = { referer: "https://evil.example/" };
  assert.equal((await door.send({ method: "GET", path: dialog({}), headers })).status, 403);
  assert.equal((await door.send({ path: dialog({}), headers, body: "comments=x" })).status, 403);
  assert.equal(
    (await door.send({ method: "GET", path: dialog({}), headers: { referer: "https://a.ok.example/" } })).status,
    200,
  );
});

test("the form becomes the item an SDK would send", () => {
  const form = new URLSearchParams({ name: " Ada ", email: "ada@example.org", comments: "It broke\nagain" });
  const made = makeEnvelope(Buffer.from(form.toString()), { kind: "user-report", eventId: ID }, 1_000);
  assert.ok(made.ok);
  const parsed = parseEnvelope(made.value);
  assert.ok(parsed.ok);
  assert.equal(parsed.value.header.eventId, ID);
  const [item] = parsed.value.items;
  assert.equal(item?.type, "user_report");
  assert.deepEqual(JSON.parse(Buffer.from(item.payload).toString()), {
    event_id: ID,
    name: "Ada",
    email: "ada@example.org",
    comments: "It broke\nagain",
  });
});

const wrong: readonly { readonly form: { readonly [field: string]: string }; readonly fields: readonly string[] }[] = [
  { form: { comments: "x", email: "nobody" }, fields: ["email"] },
  { form: { comments: "x", email: `${"a".repeat(70)}@example.org` }, fields: ["email"] },
  { form: { comments: "x", name: "n".repeat(129) }, fields: ["name"] },
  { form: { comments: "x".repeat(4_097) }, fields: ["comments"] },
  { form: { name: "Ada" }, fields: ["comments"] },
  { form: { email: "<a@b>", name: "n".repeat(999) }, fields: ["name", "email", "comments"] },
];
for (const { form, fields } of wrong) {
  test(`a form is sent back for its ${fields.join(", ")} (${Object.keys(form).join(", ")})`, () => {
    const made = makeEnvelope(Buffer.from(new URLSearchParams(form).toString()), { kind: "user-report", eventId: ID }, 1_000);
    assert.ok(!made.ok && made.problem.kind === "bad-user-report");
    assert.deepEqual(Object.keys(made.problem.errors), fields);
  });
}
