import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import test from "node:test";
import { z } from "zod";
import { drained } from "../harness/drained.ts";
import { startServer } from "../harness/server.ts";

/** Data directories of released versions, made by test/harness/make-data-fixture.ts. */
const FIXTURES = "test/fixtures";
const VERSIONS = readdirSync(FIXTURES).filter((name) => name.startsWith("data-"));

const Issue = z.object({
  id: z.string(),
  shortId: z.string(),
  title: z.string(),
  culprit: z.string(),
  status: z.string(),
  count: z.string(),
});
const Meaning = z.object({
  organization: z.string(),
  project: z.string(),
  projectId: z.string(),
  publicKey: z.string(),
  token: z.string(),
  issues: z.array(Issue),
  event: z.looseObject({}),
});

test("there is a data directory of a released version to start on", () => assert.ok(VERSIONS.length > 0));

for (const version of VERSIONS) {
  test(`this version starts on ${version}, killed at work, and shows every issue as it was`, async () => {
    const meaning = Meaning.parse(JSON.parse(readFileSync(`${FIXTURES}/${version}/meaning.json`, "utf8")));
    const { organization, project, projectId, publicKey, token } = meaning;
    await using server = await startServer({ dataFrom: `${FIXTURES}/${version}/data`, isSetUp: false });
    await drained(server.url);
    assert.equal(
      readdirSync(server.dataDir).filter((name) => /^culprit\.db\.v\d+$/.test(name)).length,
      1,
      "the old store is kept",
    );
    const list = async (): Promise<readonly z.infer<typeof Issue>[]> => {
      const response = await server.api(`/projects/${organization}/${project}/issues/?query=&limit=100`, {
        headers: { authorization: `Bearer ${token}` },
      });
      return z.array(Issue).parse(await response.json());
    };
    assert.deepEqual(await list(), meaning.issues);

    // The same error once more is the same issue.
    const sent = await fetch(`${server.url}/api/${projectId}/store/?sentry_key=${publicKey}&sentry_version=7`, {
      method: "POST",
      body: JSON.stringify({ ...meaning.event, event_id: "e".repeat(32) }),
    });
    assert.equal(sent.status, 200);
    await drained(server.url);
    const after = await list();
    const grown = after.filter(({ id, count }) =>
      meaning.issues.some((old) => old.id === id && Number(old.count) + 1 === Number(count)),
    );
    assert.equal(after.length, meaning.issues.length);
    assert.equal(grown.length, 1);
  });
}
