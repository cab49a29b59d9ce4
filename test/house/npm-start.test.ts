import assert from "node:assert/strict";
import test from "node:test";
import { startServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

test("npm start serves, and a SIGTERM to npm ends the server and not npm alone", async () => {
  await using server = await startServer({ command: ["npm", "start"], isSetUp: false });
  assert.match(server.output(), /Set it up here/);

  await server.stop("SIGTERM");
  await waitFor(
    () =>
      fetch(`${server.url}/healthz`).then(
        () => false,
        () => true,
      ),
    { what: "the server behind npm to end", timeoutMs: 20_000 },
  );
});
