import assert from "node:assert/strict";
import { z } from "zod";
import { drained } from "../harness/drained.ts";
import type { ServerOptions, TestServer } from "../harness/server.ts";
import { ADMIN_EMAIL, startServer } from "../harness/server.ts";

/** The events that clients look at: two of one issue, one of another. */
export const EVENT_IDS = ["a", "b", "c"].map((digit) => digit.repeat(32));

export type Place = TestServer & {
  /** Acts as the owner. */
  readonly userToken: string;
  /** Acts as the organisation, as CI does. */
  readonly organizationToken: string;
};

/** A server that holds the same things each time, so that what a client said to one can be said to another. */
export async function startPlace(options: ServerOptions = {}): Promise<Place> {
  const server = await startServer({ ...options, platform: "python" });
  const scopes = "org:admin project:admin team:admin member:admin event:admin project:releases";
  const tokenOf = async (...args: readonly string[]): Promise<string> =>
    z.object({ token: z.string() }).parse(JSON.parse(await server.culprit("token", "create", "--json", ...args))).token;
  const userToken = await tokenOf("--scopes", scopes, "--user", ADMIN_EMAIL);
  const organizationToken = await tokenOf("--scopes", "org:ci org:read project:read", "--organization", server.organization);
  await sendEvents(server);
  return { ...server, userToken, organizationToken };
}

async function sendEvents(server: TestServer): Promise<void> {
  const events = [
    ["PriceError", "no price"],
    ["PriceError", "no price"],
    ["TaxError", "no tax"],
  ] as const;
  for (const [index, [type, value]] of events.entries()) {
    const response = await fetch(`${server.url}/api/${server.projectId}/store/?sentry_key=${server.publicKey}`, {
      method: "POST",
      body: JSON.stringify({
        event_id: EVENT_IDS[index],
        platform: "python",
        level: "error",
        release: "shop@1.4.0",
        environment: "production",
        logger: "shop.prices",
        user: { id: "42", email: "zoe@example.com" },
        tags: { customer: "gold" },
        request: { url: "https://shop.example/cart", method: "POST" },
        exception: { values: [{ type, value, stacktrace: { frames: framesOf(type) } }] },
      }),
    });
    assert.equal(response.status, 200);
    // One after the other: then ids and numbers are the same each time.
    await drained(server.url);
  }
}

function framesOf(type: string): readonly object[] {
  return [
    { filename: "shop/app.py", function: "main", lineno: 3, in_app: true, context_line: "    cart()" },
    { filename: "shop/cart.py", function: type.toLowerCase(), lineno: 12, in_app: true, context_line: "    raise" },
  ];
}
