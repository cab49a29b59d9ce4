import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { contractEvent } from "../../src/backend/test-world.ts";
import { fakeGitlab } from "../fakes/codehost/fake-gitlab.ts";
import { GOOD_TOKEN, shopWorld } from "../fakes/codehost/world.ts";
import { ALL_SCOPES, startFakeSentry } from "../fakes/sentry/fake-sentry.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

const Issues = z.array(z.object({ id: z.string(), status: z.string(), link: z.object({ state: z.string() }).nullable() }));

test("an error that a Sentry keeps becomes an issue at a GitLab, and all three follow each other", async (context) => {
  const sentry = await startFakeSentry();
  const shop = sentry.addProject("acme", "shop");
  sentry.addRepo("acme", { status: "active", integrationId: "7", externalSlug: "11" });
  sentry.allow("sentry-token-0123456789", ALL_SCOPES);
  const nowMs = Date.now();
  const remote = sentry.recordEvent(
    shop,
    contractEvent({ title: "PriceError: no price", receivedAtMs: nowMs, timestampMs: nowMs }),
  );
  const host = shopWorld("acme");
  const gitlab = await fakeGitlab(host, "");
  const server = await startServer({ env: { CULPRIT_OUTBOUND_ALLOW: "127.0.0.1" } });
  context.after(async () => {
    await server[Symbol.asyncDispose]();
    await gitlab.close();
    await sentry.close();
  });
  const send = async (method: string, path: string, body: object): Promise<void> => {
    const headers = { "content-type": "application/json" };
    const response = await server.api(path, { method, headers, body: JSON.stringify(body) });
    assert.ok(response.ok, `${method} ${path}: ${response.status} ${await response.text()}`);
  };
  const project = `/projects/${server.organization}/${server.project}/`;
  await send("PUT", `${project}backend/`, {
    kind: "sentry",
    origin: sentry.origin,
    token: "sentry-token-0123456789",
    organization: "acme",
    project: "shop",
  });
  await send("PUT", `${project}code-host/`, { kind: "gitlab", origin: gitlab.origin, token: GOOD_TOKEN, repository: "11" });
  const issue = async () => {
    const [one] = Issues.parse(await server.read(`${project}issues/?query=`));
    assert.ok(one !== undefined);
    return one;
  };
  const becomes = (what: string, is: () => boolean | Promise<boolean>) => waitFor(is, { what, timeoutMs: 40_000 });
  const { id } = await issue();

  await send("POST", `/issues/${id}/link/`, {});
  const [made] = host.repositories[0]?.issues ?? [];
  assert.ok(made !== undefined && host.repositories[0] !== undefined);
  assert.equal(made.title, "PriceError: no price");
  await becomes("the Sentry to be told of the link", () =>
    sentry.heard.some(({ method, path }) => method === "PUT" && path.includes("/integrations/7")),
  );

  await gitlab.setState(host.repositories[0], made, "closed");
  await becomes("the error to be resolved at the Sentry", () => remote.status === "resolved");
  await becomes("the error to be resolved here", async () => (await issue()).status === "resolved");
  assert.deepEqual(made.notes, []);
  await gitlab.setState(host.repositories[0], made, "open");
  await becomes("the error to be unresolved at the Sentry", () => remote.status === "unresolved");

  await send("PUT", `/issues/${id}/`, { status: "resolved" });
  await becomes("the issue to be closed with a note", () => made.state === "closed" && made.notes.length === 1);
  assert.equal(remote.status, "resolved");
});
