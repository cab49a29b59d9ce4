import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { request } from "node:https";
import { test } from "node:test";
import { z } from "zod";
import { askThrough, CERTIFICATE, noNginx, publicAddress, startNginx } from "../harness/nginx.ts";
import type { TestServer } from "../harness/server.ts";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

const skip = noNginx();
const StoredEvent = z.object({ user: z.object({ ip_address: z.string().nullish() }).nullish() });
const Issues = z.array(z.object({ title: z.string() }));

/** Another machine, as far as this one has some. Linux alone listens on all of 127.0.0.0/8. */
const CLIENT = process.platform === "linux" ? "127.0.0.7" : undefined;

/** A server below a path, which believes nginx. */
async function serverBehind(url: string, env: { readonly [name: string]: string } = {}): Promise<TestServer> {
  return startServer({
    env: { CULPRIT_URL: url, CULPRIT_TRUSTED_PROXIES: "127.0.0.1", NODE_EXTRA_CA_CERTS: CERTIFICATE, ...env },
  });
}

/** Where the SDK of a DSN sends, as SDKs make it of the address. */
function envelopeAddress(dsn: string): string {
  const { origin, pathname, username } = new URL(dsn);
  const cut = pathname.lastIndexOf("/");
  return `${origin}${pathname.slice(0, cut)}/api/${pathname.slice(cut + 1)}/envelope/?sentry_key=${username}&sentry_version=7`;
}

function envelopeOf(id: string, message: string): string {
  const event = { event_id: id, platform: "javascript", message, user: { id: "7", ip_address: "{{auto}}" } };
  return [{ event_id: id }, { type: "event" }, event].map((line) => JSON.stringify(line)).join("\n");
}

const newId = (): string => randomUUID().replaceAll("-", "");

async function storedIp(server: TestServer, id: string): Promise<string | undefined> {
  const found = await waitFor(
    async () => {
      const response = await server.api(`/projects/${server.organization}/${server.project}/events/${id}/`);
      return response.status === 200 && StoredEvent.parse(await response.json());
    },
    { what: `event ${id}` },
  );
  return found.user?.ip_address ?? undefined;
}

test(
  "below a path of a site with TLS, an SDK's envelope and culprit send arrive by the DSN as it is shown",
  { skip },
  async () => {
    const { port, url } = await publicAddress();
    await using server = await serverBehind(url);
    await using nginx = await startNginx(port, server.url);
    assert.match(server.dsn, new RegExp(`^https://[0-9a-f]{32}@localhost:${port}/errors/1$`));

    const id = newId();
    const sent = await askThrough(envelopeAddress(server.dsn), { method: "POST", body: envelopeOf(id, "through the proxy") });
    assert.equal(sent.status, 200, sent.text);
    await server.culprit("send", "--message", "from the command line");
    const titles = await waitFor(
      async () => {
        const issues = Issues.parse(await server.read(`/projects/${server.organization}/${server.project}/issues/`));
        return issues.length === 2 && issues.map(({ title }) => title).toSorted();
      },
      { what: "both events" },
    );
    assert.deepEqual(titles, ["from the command line", "through the proxy"]);
    assert.equal((await askThrough(`https://localhost:${port}/`)).text, "the team's own site");
    // What is for the operator alone does not pass, although nginx asks from this machine.
    assert.equal((await askThrough(`${url}/metrics`)).status, 403);
    assert.doesNotMatch(nginx.output(), /\[(error|crit|alert|emerg)\]/);
  },
);

test("bodies are bounded by Culprit and not by the proxy", { skip }, async () => {
  const { port, url } = await publicAddress();
  await using server = await serverBehind(url);
  await using nginx = await startNginx(port, server.url);
  // More than nginx takes by itself (1 MiB), less than Culprit does.
  const attachment = Buffer.alloc(8 * 1024 ** 2, "a");
  const id = newId();
  const head = `${envelopeOf(id, "with a file")}\n{"type":"attachment","length":${attachment.length},"filename":"log.txt"}\n`;
  const sent = await askThrough(envelopeAddress(server.dsn), {
    method: "POST",
    body: Buffer.concat([Buffer.from(head), attachment]),
  });
  assert.equal(sent.status, 200, sent.text);
  assert.doesNotMatch(nginx.output(), /\[(error|crit|alert|emerg)\]/);
});

test(
  "the client's address is that of the connection, whatever a client says of itself",
  { skip: skip || CLIENT === undefined },
  async () => {
    const { port, url } = await publicAddress();
    await using server = await serverBehind(url);
    await using nginx = await startNginx(port, server.url);
    const send = async (from: string, headers: { readonly [name: string]: string }): Promise<string | undefined> => {
      const id = newId();
      const asked = { method: "POST", body: envelopeOf(id, "who am I"), headers, from };
      const sent = await askThrough(envelopeAddress(server.dsn), asked);
      assert.equal(sent.status, 200, sent.text);
      return storedIp(server, id);
    };
    assert.equal(await send(CLIENT ?? "", {}), CLIENT);
    for (const forged of ["6.6.6.6", "6.6.6.6, 127.0.0.1", "127.0.0.1, 6.6.6.6", ", ,6.6.6.6", "6.6.6.6:80"]) {
      assert.equal(await send(CLIENT ?? "", { "X-Forwarded-For": forged }), CLIENT, forged);
    }
    // Not even from the proxy's own machine, whose address is believed.
    assert.equal(await send("127.0.0.1", { "X-Forwarded-For": "6.6.6.6" }), "127.0.0.1");
    for (const name of ["Forwarded", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP"]) {
      assert.equal(await send(CLIENT ?? "", { [name]: name === "Forwarded" ? "for=6.6.6.6" : "6.6.6.6" }), CLIENT, name);
    }
    assert.doesNotMatch(nginx.output(), /\[(error|crit|alert|emerg)\]/);
  },
);

test(
  "a proxy that is not named in CULPRIT_TRUSTED_PROXIES is not believed",
  { skip: skip || CLIENT === undefined },
  async () => {
    const { port, url } = await publicAddress();
    await using server = await serverBehind(url, { CULPRIT_TRUSTED_PROXIES: "10.9.8.7" });
    await using nginx = await startNginx(port, server.url);
    const id = newId();
    const body = envelopeOf(id, "who am I");
    await askThrough(envelopeAddress(server.dsn), { method: "POST", body, from: CLIENT ?? "" });
    assert.equal(await storedIp(server, id), "127.0.0.1");
    assert.doesNotMatch(nginx.output(), /\[(error|crit|alert|emerg)\]/);
  },
);

test("the stream of changes comes through the proxy when things change, not when a buffer is full", { skip }, async () => {
  const { port, url } = await publicAddress();
  await using server = await serverBehind(url);
  await using nginx = await startNginx(port, server.url);
  let heard = "";
  const stream = request(`${url}/api/0/organizations/${server.organization}/live/`, {
    ca: readFileSync(CERTIFICATE),
    family: 4,
    agent: false,
    headers: { Authorization: `Bearer ${server.token}` },
  });
  stream.on("response", (response) => response.on("data", (chunk: Buffer) => void (heard += chunk.toString())));
  stream.on("error", () => undefined);
  stream.end();
  try {
    await waitFor(() => heard.includes("retry:"), { what: "the stream to open" });
    await askThrough(envelopeAddress(server.dsn), { method: "POST", body: envelopeOf(newId(), "live") });
    await waitFor(() => heard.includes("event: changed"), { what: "the change in the stream" });
  } finally {
    stream.destroy();
  }
  assert.match(heard, /"projectId":"1"/);
  assert.doesNotMatch(nginx.output(), /\[(error|crit|alert|emerg)\]/);
});
