import { randomUUID } from "node:crypto";
import type { TestServer } from "./server.ts";

/** One answer, as far as a client looks at it. */
export type Sent =
  | { readonly kind: "answered"; readonly status: number; readonly id: string; readonly headers: Headers }
  /** Not sent at all, because of a limit that was told before. */
  | { readonly kind: "held-back" };

export type LimitedClient = {
  readonly send: (
    type: "event" | "session",
    more?: { readonly headers?: { readonly [name: string]: string } },
  ) => Promise<Sent>;
  /** When each category may be sent again, Unix ms; "all" stands for every one. */
  readonly limits: ReadonlyMap<string, number>;
};

const CATEGORY = { event: "error", session: "session" } as const;

/**
 * Sends envelopes and keeps to limits as the transport of the JavaScript SDK does: the rate-limit header of any answer first; on
 * a 429 without one `Retry-After`, for everything; a category that is limited is not sent until its time is over.
 */
export function limitedClient(server: TestServer, publicKey = server.publicKey): LimitedClient {
  const limits = new Map<string, number>();
  const isLimited = (category: string): boolean => (limits.get(category) ?? limits.get("all") ?? 0) > Date.now();

  const learn = (status: number, headers: Headers): void => {
    const header = headers.get("x-sentry-rate-limits");
    const retryAfter = headers.get("retry-after");
    if (header !== null) {
      for (const limit of header.trim().split(",")) {
        const [seconds = "", categories = ""] = limit.split(":", 5);
        const until = Date.now() + (Number.isNaN(Number.parseInt(seconds, 10)) ? 60 : Number.parseInt(seconds, 10)) * 1_000;
        if (categories === "") limits.set("all", until);
        else for (const category of categories.split(";")) limits.set(category, until);
      }
    } else if (status === 429) limits.set("all", Date.now() + Number(retryAfter ?? 60) * 1_000);
  };

  return {
    limits,
    async send(type, { headers = {} } = {}) {
      if (isLimited(CATEGORY[type])) return { kind: "held-back" };
      const id = randomUUID().replaceAll("-", "");
      const payload = type === "event" ? { event_id: id, message: "limits", platform: "node" } : { sid: id, status: "ok" };
      const header = type === "event" ? { event_id: id, sent_at: new Date().toISOString() } : {};
      const response = await fetch(`${server.url}/api/${server.projectId}/envelope/?sentry_version=7&sentry_key=${publicKey}`, {
        method: "POST",
        headers,
        body: [header, { type }, payload].map((line) => JSON.stringify(line)).join("\n"),
      });
      await response.arrayBuffer();
      learn(response.status, response.headers);
      return { kind: "answered", status: response.status, id, headers: response.headers };
    },
  };
}
