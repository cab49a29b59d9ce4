import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { TestProvider } from "../../../test/fakes/oidc/provider.ts";
import { CLIENT_ID, CLIENT_SECRET, startProvider } from "../../../test/fakes/oidc/provider.ts";
import type { OidcSettings } from "../../account/oidc.ts";
import { hashPassword } from "../../account/password.ts";
import type { Api } from "../api.ts";
import { createApi } from "../api.ts";
import type { Populated } from "../test-world.ts";
import { openPopulatedWorld, ORIGIN, PUBLIC_URL } from "../test-world.ts";

const PASSWORD = "violet kettle";
let provider: TestProvider;
before(async () => void (provider = await startProvider(`${PUBLIC_URL}/api/0/auth/oidc/callback`)));
after(() => provider.close());

type Answered = { readonly status: number; readonly headers: { readonly [name: string]: unknown }; readonly text: string };
type Visitor = {
  readonly world: Populated;
  readonly ask: (method: string, path: string, body?: unknown) => Promise<Answered>;
  /** Begins at Culprit, signs in at the provider, comes back. Answers where the page leads. */
  readonly travel: (login: string, begin?: readonly [path: string, body: object]) => Promise<string>;
  readonly email: () => Promise<string | undefined>;
  readonly jar: Map<string, string>;
};

/** A browser with its cookies, before an API that knows the provider. */
async function openVisitor(change: Partial<OidcSettings> = {}, of?: Populated): Promise<Visitor> {
  const world = of ?? (await openPopulatedWorld());
  world.clock.nowMs = Date.now();
  const settings = {
    issuer: provider.issuer,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    name: "Northwind",
    domains: ["northwind.example"],
    role: "developer",
    organization: "acme",
    ...change,
  } as const;
  // The provider's clock is the machine's.
  const api: Api = await createApi({ ...world.deps, now: Date.now, oidc: settings });
  const jar = new Map<string, string>();
  const ask: Visitor["ask"] = async (method, path, body) => {
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await api.handle({
      method,
      path,
      headers: { cookie, origin: ORIGIN, ...(body !== undefined && { "content-type": "application/json" }) },
      body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)),
      clientIp: "192.0.2.7",
    });
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(String(response.headers["set-cookie"] ?? "")) ?? [];
    if (name !== "") jar.set(name, value);
    return { status: response.status, headers: response.headers, text: Buffer.from(response.body).toString() };
  };
  return {
    world,
    ask,
    jar,
    async travel(login, [path, body] = ["/api/0/auth/oidc/", { next: "account" }]) {
      const begun = await ask("POST", path, body);
      assert.equal(begun.status, 200, begun.text);
      const back = new URL(await provider.visit(JSON.parse(begun.text).url, login));
      const came = await ask("GET", `/api/0/auth/oidc/callback${back.search}`);
      assert.equal(came.status, 303, came.text);
      return String(came.headers["location"]);
    },
    async email() {
      const me = await ask("GET", "/api/0/auth/");
      return me.status === 200 ? JSON.parse(me.text).email : undefined;
    },
  };
}

const problemIn = (location: string): string => new URL(location).searchParams.get("problem") ?? "";

test("a newcomer of an allowed domain gets an account with the role, and is the same person the next time", async () => {
  const visitor = await openVisitor();
  assert.equal(await visitor.travel("nora"), `${PUBLIC_URL}/account`);
  assert.equal(await visitor.email(), "nora@northwind.example");
  const me = JSON.parse((await visitor.ask("GET", "/api/0/organizations/acme/members/me/")).text);
  assert.deepEqual([me.role, me.name], ["developer", "The nora"]);
  const again = await openVisitor({}, visitor.world);
  await again.travel("nora");
  const once = JSON.parse((await again.ask("GET", "/api/0/organizations/acme/members/?query=nora")).text);
  assert.equal(once.length, 1);
});

test("nobody comes in from another domain, with an address that is not verified, or where newcomers are not wanted", async () => {
  for (const [login, change] of [
    ["nora", { domains: ["acme.example"] }],
    ["unverified-nora", {}],
    ["nora", { domains: [] }],
  ] as const) {
    const visitor = await openVisitor(change);
    assert.match(problemIn(await visitor.travel(login)), /no account for you here/);
    assert.equal(await visitor.email(), undefined);
  }
});

test("an account with the same address is not opened, until its owner joins the provider to it", async () => {
  const visitor = await openVisitor();
  const { world } = visitor;
  const { id } = { id: await world.addMember(world.acme, "ada2@northwind.example", "owner") };
  await world.store.commands.setPassword({ userId: id, passwordHash: await hashPassword(PASSWORD) });
  assert.match(problemIn(await visitor.travel("ada2")), /Sign in with its password/);
  assert.equal(await visitor.email(), undefined);

  await visitor.ask("POST", "/api/0/auth/", { email: "ada2@northwind.example", password: PASSWORD });
  const wrong = await visitor.ask("POST", "/api/0/users/me/identities/", { password: "guess" });
  assert.equal(wrong.status, 400);
  const joined = await visitor.travel("somebody", ["/api/0/users/me/identities/", { password: PASSWORD }]);
  assert.equal(joined, `${PUBLIC_URL}/account`);
  const later = await openVisitor({}, world);
  await later.travel("somebody");
  assert.equal(await later.email(), "ada2@northwind.example", "found by the provider's name for the person");
  const other = await openVisitor({}, world);
  await other.travel("nora");
  await other.ask("PUT", "/api/0/users/me/", { name: "x" });
  const stolen = await other.travel("somebody", ["/api/0/users/me/identities/", {}]);
  assert.match(problemIn(stolen), /another account/);
});

test("a code that another browser began, or with another state, signs nobody in", async () => {
  const victim = await openVisitor();
  const attacker = await openVisitor({}, victim.world);
  const begun = await attacker.ask("POST", "/api/0/auth/oidc/", {});
  const back = new URL(await provider.visit(JSON.parse(begun.text).url, "mallory"));
  const without = await victim.ask("GET", `/api/0/auth/oidc/callback${back.search}`);
  assert.match(problemIn(String(without.headers["location"])), /begun in another browser/);
  await victim.ask("POST", "/api/0/auth/oidc/", {});
  const crossed = await victim.ask("GET", `/api/0/auth/oidc/callback${back.search}`);
  assert.match(problemIn(String(crossed.headers["location"])), /begun in another browser/);
  assert.equal(await victim.email(), undefined);
  // The one who began it comes in, and the code works once.
  await attacker.ask("GET", `/api/0/auth/oidc/callback${back.search}`);
  assert.equal(await attacker.email(), "mallory@northwind.example");
  const replayed = await attacker.ask("GET", `/api/0/auth/oidc/callback${back.search}`);
  assert.match(problemIn(String(replayed.headers["location"])), /refused/);
});

test("a wrong secret, a wrong issuer and a page elsewhere end in words, and lead nowhere else", async () => {
  const wrong = await openVisitor({ clientSecret: "guess" });
  assert.match(problemIn(await wrong.travel("nora")), /refused \(401\)/);
  const issuer = await openVisitor({ issuer: `${provider.issuer}/` });
  const begun = await issuer.ask("POST", "/api/0/auth/oidc/", {});
  assert.deepEqual([begun.status, /mend CULPRIT_OIDC_ISSUER/.test(begun.text)], [503, true]);
  const lured = await openVisitor();
  assert.equal(await lured.travel("nora", ["/api/0/auth/oidc/", { next: "https://evil.example/" }]), `${PUBLIC_URL}/`);
});

test("without a provider, its addresses are not there", async () => {
  const world = await openPopulatedWorld();
  const begun = await world.ask("/api/0/auth/oidc/", { method: "POST", body: {} });
  assert.equal(begun.status, 404);
  assert.deepEqual((await world.ask("/api/0/auth/ways/")).json, { password: true, oidc: null });
});
