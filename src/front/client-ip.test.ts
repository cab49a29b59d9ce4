import assert from "node:assert/strict";
import http from "node:http";
import { test } from "node:test";
import { clientIpReader } from "./client-ip.ts";

const cases = [
  { name: "without configured proxies a forwarding header is ignored", proxies: [], header: "9.9.9.9", want: "127.0.0.1" },
  { name: "a trusted proxy's header is believed", proxies: ["127.0.0.0/8"], header: "9.9.9.9", want: "9.9.9.9" },
  {
    name: "what the client wrote further left is ignored",
    proxies: ["127.0.0.1"],
    header: "1.1.1.1, 9.9.9.9",
    want: "9.9.9.9",
  },
  {
    name: "a chain of our proxies is walked",
    proxies: ["127.0.0.1", "10.0.0.0/8"],
    header: "9.9.9.9, 10.1.2.3",
    want: "9.9.9.9",
  },
  { name: "ports and brackets are dropped", proxies: ["127.0.0.1"], header: "[2001:db8::1]:443", want: "2001:db8::1" },
  { name: "nonsense ends the walk", proxies: ["127.0.0.1"], header: "9.9.9.9, unknown", want: "127.0.0.1" },
];

for (const { name, proxies, header, want } of cases) {
  test(name, async () => {
    const clientIpOf = clientIpReader(proxies);
    const server = http.createServer((request, response) => response.end(clientIpOf(request)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const address = server.address();
      assert.ok(address !== null && typeof address === "object");
      const response = await fetch(`http://127.0.0.1:${address.port}/`, { headers: { "X-Forwarded-For": header } });
      assert.equal(await response.text(), want);
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
}
