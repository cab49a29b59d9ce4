import assert from "node:assert/strict";
import { test } from "node:test";
import { standingOf } from "../../src/outbound/address.ts";
import { systemLookup } from "../../src/outbound/reach.ts";
import { waitFor } from "../harness/wait-for.ts";
import { ask, clientWith, HOST, SECRET, startHttp } from "./remote.ts";

/** What an address is said to be, or "public". */
const addresses: readonly (readonly [address: string, what: string])[] = [
  ["127.0.0.1", "a loopback address"],
  ["127.255.255.255", "a loopback address"],
  ["::1", "a loopback address"],
  ["10.0.0.0", "a private address"],
  ["10.255.255.255", "a private address"],
  ["172.16.0.1", "a private address"],
  ["172.31.255.255", "a private address"],
  ["192.168.0.1", "a private address"],
  ["fc00::1", "a private address"],
  ["fdff:ffff::1", "a private address"],
  ["169.254.0.1", "a link-local address"],
  ["169.254.170.2", "a link-local address"],
  ["fe80::1", "a link-local address"],
  ["febf::1", "a link-local address"],
  ["169.254.169.254", "an address of a cloud's metadata service"],
  ["fd00:ec2::254", "an address of a cloud's metadata service"],
  ["fd20:ce::254", "an address of a cloud's metadata service"],
  ["100.100.100.200", "an address of a cloud's metadata service"],
  ["192.0.0.192", "an address of a cloud's metadata service"],
  ["168.63.129.16", "an address of a cloud's metadata service"],
  ["fec0::1", "a site-local address"],
  ["100.64.0.1", "an address shared behind a provider's NAT"],
  ["100.127.255.255", "an address shared behind a provider's NAT"],
  ["0.0.0.0", "an unspecified address"],
  ["0.1.2.3", "an unspecified address"],
  ["::", "an unspecified address"],
  ["255.255.255.255", "a broadcast address"],
  ["224.0.0.1", "a multicast address"],
  ["239.255.255.255", "a multicast address"],
  ["ff02::1", "a multicast address"],
  ["192.0.2.1", "an address for documentation"],
  ["198.51.100.1", "an address for documentation"],
  ["203.0.113.1", "an address for documentation"],
  ["2001:db8::1", "an address for documentation"],
  ["3fff:fff::1", "an address for documentation"],
  ["198.18.0.1", "an address for benchmarks"],
  ["198.19.255.255", "an address for benchmarks"],
  ["2001:2::1", "an address for benchmarks"],
  ["2001:0:4136:e378:8000:63bf:3fff:fdd2", "a Teredo address"],
  ["192.0.0.8", "a reserved address"],
  ["192.88.99.1", "a reserved address"],
  ["240.0.0.1", "a reserved address"],
  ["254.255.255.255", "a reserved address"],
  ["2001:10::1", "a reserved address"],
  ["2001:20::1", "a reserved address"],
  ["64:ff9b:1::1", "a reserved address"],
  ["100::1", "a reserved address"],
  ["4000::1", "a reserved address"],
  ["5f00::1", "a reserved address"],
  ["::127.0.0.1", "a reserved address"],
  ["::ffff:0:127.0.0.1", "a reserved address"],
  ["::ffff:127.0.0.1", "a loopback address"],
  ["::ffff:a00:1", "a private address"],
  ["::ffff:169.254.169.254", "an address of a cloud's metadata service"],
  ["64:ff9b::7f00:1", "a loopback address"],
  ["64:ff9b::a9fe:a9fe", "an address of a cloud's metadata service"],
  ["2002:7f00:1::", "a loopback address"],
  ["2002:a00:1:1::1", "a private address"],
  ["2002:a9fe:a9fe::1", "an address of a cloud's metadata service"],
  ["1.1.1.1", "public"],
  ["9.255.255.255", "public"],
  ["11.0.0.0", "public"],
  ["100.63.255.255", "public"],
  ["100.128.0.0", "public"],
  ["126.255.255.255", "public"],
  ["128.0.0.0", "public"],
  ["169.253.255.255", "public"],
  ["169.255.0.0", "public"],
  ["172.15.255.255", "public"],
  ["172.32.0.0", "public"],
  ["192.0.1.0", "public"],
  ["192.167.255.255", "public"],
  ["192.169.0.0", "public"],
  ["198.17.255.255", "public"],
  ["198.20.0.0", "public"],
  ["223.255.255.255", "public"],
  ["2001:200::1", "public"],
  ["2003::1", "public"],
  ["2606:4700:4700::1111", "public"],
  ["2a00:1450:4001::8a", "public"],
  ["::ffff:1.1.1.1", "public"],
  ["64:ff9b::1.1.1.1", "public"],
  ["2002:101:101::1", "public"],
];

test(`${addresses.length} addresses are what they are taken for`, () => {
  const seen = addresses.map(([address]) => {
    const standing = standingOf(address);
    return [address, standing.kind === "public" ? "public" : standing.what];
  });
  assert.deepEqual(seen, addresses);
});

const forbidden = addresses.filter(([, what]) => what !== "public").map(([address]) => address);

test("no forbidden address is called, whether it is written in the URL or a name resolves to it", async (t) => {
  for (const address of forbidden) {
    const host = address.includes(":") ? `[${address}]` : address;
    const written = await ask(clientWith(t, ""), `http://${host}:9/${SECRET}`);
    assert.ok("kind" in written, address);
    assert.equal(written.kind, "private-address", address);

    const named = await ask(
      clientWith(t, "", async () => [{ address, family: address.includes(":") ? 6 : 4 }]),
      `https://${HOST}/${SECRET}`,
    );
    assert.ok("kind" in named, address);
    assert.equal(named.kind, "private-address", address);
    assert.ok(named.message.startsWith(`${HOST} resolves to ${address}, `), named.message);
  }
});

const spellings = [
  "http://2130706433/",
  "http://0x7f000001/",
  "http://0177.0.0.1/",
  "http://127.1/",
  "http://0/",
  "http://0x7f.0.0.1./",
  "http://127.0.0.1./",
  "http://%31%32%37.0.0.1/",
  "http://１２７.０.０.１/",
  "http://127。0。0。1/",
  "http:127.0.0.1",
  "http:\\\\127.0.0.1\\",
  "http://[::ffff:7f00:1]/",
  "http://[0:0:0:0:0:ffff:127.0.0.1]/",
  "http://[::FFFF:127.0.0.1]:8080/",
];
for (const url of spellings) {
  test(`${url} is seen to be an address of this machine`, async (t) => {
    const refused = await ask(clientWith(t, ""), url);
    assert.ok("kind" in refused);
    assert.equal(refused.kind, "private-address");
  });
}

for (const url of ["http://localhost/", "http://localhost./", "https://LOCALHOST:9000/"]) {
  test(`${url}, looked up by the system, is refused`, async (t) => {
    const refused = await ask(clientWith(t, "", systemLookup), url);
    assert.ok("kind" in refused);
    assert.equal(refused.kind, "private-address");
  });
}

const unusable = [
  "",
  "sentry.test",
  "ftp://sentry.test/",
  "file:///etc/passwd",
  "gopher://127.0.0.1:6379/_FLUSHALL",
  "data:text/plain,x",
  "javascript:alert(1)",
  "unix:/run/docker.sock",
  `http://user@${HOST}/`,
  `http://:${SECRET}@${HOST}/`,
  "http://[fe80::1%25eth0]/",
  `http://${"a.".repeat(200)}test/`,
];
for (const url of unusable) {
  test(`"${url.slice(0, 40)}" is not called at all`, async (t) => {
    const refused = await ask(clientWith(t, `${HOST}, 0.0.0.0/0, ::/0`), url);
    assert.ok("kind" in refused);
    assert.equal(refused.kind, "bad-address");
    assert.ok(!refused.message.includes(SECRET));
  });
}

const remedies = [
  {
    url: "https://sentry.lan/api/0/",
    address: "192.168.1.7",
    says: "sentry.lan resolves to 192.168.1.7, a private address. To allow it, set CULPRIT_OUTBOUND_ALLOW=sentry.lan (or 192.168.1.0/24) and restart.",
  },
  {
    url: "https://sentry.lan/",
    address: "fd12::7",
    says: "sentry.lan resolves to fd12::7, a private address. To allow it, set CULPRIT_OUTBOUND_ALLOW=sentry.lan (or fd12::7) and restart.",
  },
  {
    url: "http://10.1.2.3:9000/",
    address: "unused",
    says: "10.1.2.3 is a private address. To allow it, set CULPRIT_OUTBOUND_ALLOW=10.1.2.3 (or 10.1.2.0/24) and restart.",
  },
  {
    url: "http://[::1]:9000/",
    address: "unused",
    says: "::1 is a loopback address. To allow it, set CULPRIT_OUTBOUND_ALLOW=::1 and restart.",
  },
];
for (const { url, address, says } of remedies) {
  test(`the refusal of ${url} names the remedy`, async (t) => {
    const lookup = async () => [{ address, family: address.includes(":") ? 6 : 4 }];
    const refused = await ask(clientWith(t, "", lookup), url);
    assert.deepEqual(refused, { kind: "private-address", message: says });
  });
}

test("an allowed host is called", async (t) => {
  const url = await startHttp(t, (_request, response) => response.end("hello"));
  for (const allow of [HOST, "*.test", "127.0.0.1", "127.0.0.0/8"]) {
    const answer = await ask(clientWith(t, allow), url);
    assert.ok("status" in answer, JSON.stringify(answer));
    assert.equal(answer.body.toString(), "hello");
  }
});

test("the name is looked up once, and what it means a moment later does not count", async (t) => {
  const url = await startHttp(t, (_request, response) => response.end("hello"));
  let asked = 0;
  const rebinding = async () => [{ address: ++asked === 1 ? "127.0.0.1" : "10.255.255.1", family: 4 }];
  const outbound = clientWith(t, "127.0.0.1", rebinding);
  const answer = await ask(outbound, url, { limits: { totalMs: 2_000 } });
  assert.ok("status" in answer, JSON.stringify(answer));
  assert.equal(asked, 1);

  // The kept connection would do, yet the name now means something that may not be called.
  const second = await ask(outbound, url);
  assert.ok("kind" in second);
  assert.equal(second.kind, "private-address");
});

test("a call that waited for a free connection is pinned to the address checked for it", async (t) => {
  const url = await startHttp(t, (_request, response) => setTimeout(() => response.end("hello"), 30));
  const outbound = clientWith(t, "127.0.0.1");
  const answers = await Promise.all(Array.from({ length: 30 }, () => ask(outbound, url)));
  assert.ok(answers.every((answer) => "status" in answer && answer.status === 200));
});

test("of several addresses those that may be called are used, and no other", async (t) => {
  const url = await startHttp(t, (_request, response) => response.end("hello"));
  const mixed = async () => [
    { address: "10.255.255.1", family: 4 },
    { address: "fd00::1", family: 6 },
    { address: "127.0.0.1", family: 4 },
  ];
  const answer = await ask(clientWith(t, "127.0.0.1", mixed), url, { limits: { connectMs: 1_000 } });
  assert.ok("status" in answer, JSON.stringify(answer));
});

const redirects = [
  { status: 301, to: "http://169.254.169.254/latest/meta-data/", says: /redirects to http:\/\/169\.254\.169\.254\./ },
  { status: 302, to: "https://other.test/path?token=1", says: /redirects to https:\/\/other\.test\./ },
  { status: 303, to: "//other.test:8443/x", says: /redirects to http:\/\/other\.test:8443\./ },
  { status: 307, to: "/auth/login/", says: /another page of its own/ },
  { status: 308, to: "file:///etc/passwd", says: /no web address/ },
  { status: 300, to: "http://[::1]:1/", says: /redirects to http:\/\/\[::1\]:1\./ },
];
for (const { status, to, says } of redirects) {
  test(`a redirect (${status}) to ${to} is not followed, and its target is named without its path`, async (t) => {
    let calls = 0;
    const url = await startHttp(t, (_request, response) => {
      calls += 1;
      response.writeHead(status, { location: to }).end("moved");
    });
    const refused = await ask(clientWith(t, "0.0.0.0/0, ::/0, 169.254.0.0/16"), url);
    assert.ok("kind" in refused);
    assert.equal(refused.kind, "redirect");
    assert.match(refused.message, says);
    assert.equal(calls, 1);
    assert.ok(!/latest|token=|passwd|login/.test(refused.message), refused.message);
  });
}

test("the body of a redirect is not waited for, and its connection closed", async (t) => {
  let closed = false;
  const url = await startHttp(t, (_request, response) => {
    response.on("close", () => void (closed = true));
    response.writeHead(302, { location: "https://other.test/" }).write("moved");
  });
  const refused = await ask(clientWith(t, HOST), url);
  assert.ok("kind" in refused);
  assert.equal(refused.kind, "redirect");
  await waitFor(() => closed, { what: "the connection to be closed", timeoutMs: 2_000 });
});

test("a caller's headers cannot change to whom a request goes or where it ends", async (t) => {
  let seen: unknown;
  const url = await startHttp(t, (request, response) => {
    seen = { ...request.headers, host: request.headers.host?.replace(/:\d+$/, "") };
    request.resume().on("end", () => response.end());
  });
  const headers = {
    Host: "evil.test",
    "Content-Length": "1",
    "Transfer-Encoding": "chunked",
    "Accept-Encoding": "br",
    "X-A": "1",
  };
  const answer = await ask(clientWith(t, HOST), url, { method: "PUT", body: "{}", headers });
  assert.ok("status" in answer, JSON.stringify(answer));
  assert.deepEqual(seen, {
    host: HOST,
    authorization: `Bearer ${SECRET}`,
    connection: "keep-alive",
    "user-agent": "Culprit",
    "x-a": "1",
    "accept-encoding": "gzip",
    "content-length": "2",
  });
});

test("a line break in a header is refused without telling the header", async (t) => {
  const url = await startHttp(t, (_request, response) => response.end());
  const refused = await ask(clientWith(t, HOST), url, { headers: { authorization: `${SECRET}\r\nx: y` } });
  assert.ok("kind" in refused);
  assert.equal(refused.kind, "bad-address");
  assert.ok(!refused.message.includes(SECRET));
});
