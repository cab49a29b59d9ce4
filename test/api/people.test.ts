import assert from "node:assert/strict";
import { test } from "node:test";
import { startServer } from "../harness/server.ts";

test("an owner who is shut out comes in again by the command line, beside the running server, and the log says so", async () => {
  await using server = await startServer();
  const link = (await server.culprit("user", "reset-password", "owner@example.org", "--json")).trim();
  const token = new URL(JSON.parse(link).link).searchParams.get("token");
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${server.url}/api/0${path}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
  assert.equal((await post("/auth/reset/", { token, password: "violet kettle" })).status, 204);
  assert.equal((await post("/auth/", { email: "owner@example.org", password: "a long enough password" })).status, 401);
  const signed = await post("/auth/", { email: "owner@example.org", password: "violet kettle" });
  assert.equal(signed.status, 200);
  await server.culprit("user", "reset-totp", "owner@example.org");
  await server.culprit("user", "create", "--email", "ada@example.org", "--role", "reporter");
  await server.culprit("user", "make-owner", "ada@example.org");
  await assert.rejects(server.culprit("user", "make-owner", "nobody@example.org"), /There is no user/);

  const log = JSON.stringify(await server.read(`/organizations/${server.organization}/audit-logs/`));
  for (const told of ["members.reset-link.create", "members.totp.remove", "ada@example.org owner", "auth.reset.create"]) {
    assert.ok(log.includes(told), told);
  }
  assert.ok(!log.includes(token ?? "-"));
});

test("roles, invitations and the log outlive kill -9", async () => {
  await using server = await startServer();
  const made = await server.api(`/organizations/${server.organization}/members/`, {
    method: "POST",
    body: JSON.stringify({ email: "nora@example.org", orgRole: "maintainer" }),
  });
  const { inviteLink } = (await made.json()) as { readonly inviteLink: string };
  await server.kill9();
  await server.restart();
  const joined = await fetch(`${server.url}/api/0/invitations/accept/`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token: new URL(inviteLink).searchParams.get("token"), password: "violet kettle" }),
  });
  assert.equal(joined.status, 201, await joined.text());
  const members = JSON.stringify(await server.read(`/organizations/${server.organization}/members/?query=nora`));
  assert.ok(members.includes('"role":"maintainer"'), members);
});
