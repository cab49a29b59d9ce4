import assert from "node:assert/strict";
import { test } from "node:test";
import zlib from "node:zlib";
import type { InflateLink } from "./inflate-link.ts";
import { createInflateLink } from "./inflate-link.ts";
import type { InspectJob } from "./inspect.ts";

/** A thread of our own making: never answers a body that says `hang`, ends at one that says `die`. */
const UNRULY = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { parentPort } from "node:worker_threads";
    parentPort.on("message", ({ body }) => {
      const word = Buffer.from(body).toString();
      if (word === "hang") for (;;);
      if (word === "die") process.exit(3);
      if (word === "throw") throw new Error("a bug");
      parentPort.postMessage({ ok: false, problem: { kind: "bad-event-id" } });
    });`)}`,
);
const job = (text: string): InspectJob => ({ form: "store", body: Buffer.from(text), codings: [], maxInflatedBytes: 1_000 });

async function withLink(
  timeoutMs: number,
  entry: URL | undefined,
  use: (link: InflateLink, replaced: readonly Error[]) => Promise<void>,
): Promise<void> {
  const replaced: Error[] = [];
  const link = createInflateLink(timeoutMs, (why) => replaced.push(why), entry);
  try {
    await use(link, replaced);
  } finally {
    await link.close();
  }
}

for (const word of ["hang", "die", "throw"]) {
  test(`a body that makes the thread ${word} is refused, and those behind it are answered by a new one`, async () => {
    await withLink(1_000, UNRULY, async (link, replaced) => {
      const answers = await Promise.all([
        link.inspect(job("ok")),
        link.inspect(job(word)),
        link.inspect(job("ok")),
        link.inspect(job("ok")),
      ]);
      const kinds = answers.map((answer) => (answer.ok ? "ok" : answer.problem.kind));
      assert.deepEqual(kinds, ["bad-event-id", "corrupt-coding", "bad-event-id", "bad-event-id"]);
      assert.equal(replaced.length, 1, "whoever runs the server is told why");
    });
  });
}

test("more than 256 waiting bodies are too many", async () => {
  await withLink(10_000, UNRULY, async (link) => {
    const answers = await Promise.all(Array.from({ length: 300 }, () => link.inspect(job("ok"))));
    assert.equal(answers.filter((answer) => !answer.ok && answer.problem.kind === "busy").length, 300 - 257);
  });
});

test("bodies that wait when the server stops are asked to come back", async () => {
  const link = createInflateLink(10_000, () => {}, UNRULY);
  const answering = Promise.all([link.inspect(job("hang")), link.inspect(job("ok"))]);
  await link.close();
  const kinds = [...(await answering), await link.inspect(job("ok"))].map((answer) => (answer.ok ? "ok" : answer.problem.kind));
  assert.deepEqual(kinds, ["closing", "closing", "closing"]);
});

test("a body comes back whole from the real thread, small or large", async () => {
  await withLink(10_000, undefined, async (link) => {
    for (const size of [10, 1 << 20]) {
      const text = `{"a":"${"x".repeat(size)}"}`;
      const body = zlib.gzipSync(text, { level: 0 });
      const inspected = await link.inspect({ form: "store", body, codings: ["gzip"], maxInflatedBytes: 2 << 20 });
      assert.ok(inspected.ok);
      assert.equal(inspected.value.coding, "gzip");
      assert.equal(zlib.gunzipSync(inspected.value.body).toString(), text);
    }
  });
});
