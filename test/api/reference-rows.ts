import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { rawRequest } from "../harness/raw-request.ts";
import type { TestServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

/** One request of a row: what is not said is that of an ordinary SDK. `P` in the path stands for the project, `K` for its key. */
export type Sending = {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Uint8Array;
  readonly isChunked?: boolean;
  /** False: no `X-Sentry-Auth`. */
  readonly isSigned?: boolean;
};
export type Answer = { readonly status: number; readonly text: string };

export const newId = (): string => randomUUID().replaceAll("-", "");

/** Fills in project and key of the server, wherever they are named. */
export function fill(server: TestServer, text: string): string {
  return text.replaceAll("{P}", server.projectId).replaceAll("{K}", server.publicKey);
}

export async function send(server: TestServer, sending: Sending): Promise<Answer> {
  const { method = "POST", path = "/api/{P}/envelope/", body = "", isChunked = false, isSigned = true, headers = {} } = sending;
  const auth = { "x-sentry-auth": `Sentry sentry_key=${server.publicKey}, sentry_version=7, sentry_client=row/1.0` };
  const filled = Object.entries(headers).map(([name, value]) => [name, fill(server, value)] as const);
  const answer = await rawRequest(new URL(server.url + fill(server, path)), {
    method,
    headers: { ...(isSigned && auth), ...Object.fromEntries(filled) },
    body: typeof body === "string" ? Buffer.from(fill(server, body)) : Buffer.from(body),
    isChunked,
  });
  return { status: answer.status, text: answer.body };
}

/** An envelope with one event under this id. */
export function eventEnvelope(id: string, event: object | string = { message: "row" }): string {
  const payload = typeof event === "string" ? event : JSON.stringify(event);
  return `{"event_id":"${id}"}\n{"type":"event","length":${Buffer.byteLength(payload)}}\n${payload}\n`;
}

/** The stored event in its canonical shape, once it is there. */
export async function stored(server: TestServer, id: string): Promise<{ readonly [field: string]: unknown }> {
  const path = `/projects/${server.organization}/${server.project}/events/${id}/json/`;
  return waitFor(
    async () => {
      const answer = await server.api(path);
      const text = await answer.text();
      return answer.status === 200 ? z.record(z.string(), z.unknown()).parse(JSON.parse(text)) : undefined;
    },
    { what: `event ${id} to be stored` },
  );
}

const Outcome = z.object({ outcome: z.string(), reason: z.string().nullable() });

/** What became of an event by its id, once it is decided: "invalid invalid_json". */
export async function outcome(server: TestServer, id: string): Promise<string> {
  const path = `/projects/${server.organization}/${server.project}/event-outcomes/${id}/`;
  const decided = await waitFor(
    async () => {
      const found = Outcome.parse(await server.read(path));
      return found.outcome === "unknown" ? undefined : found;
    },
    { what: `an outcome of ${id}` },
  );
  return `${decided.outcome} ${decided.reason ?? ""}`.trim();
}

const Groups = z.object({
  groups: z.array(z.object({ kind: z.string(), category: z.string(), reason: z.string(), quantity: z.number() })),
});

/** All outcomes so far, by "kind category reason". */
export async function outcomes(server: TestServer): Promise<ReadonlyMap<string, number>> {
  const { groups } = Groups.parse(await server.read(`/projects/${server.organization}/${server.project}/outcomes/`));
  return new Map(groups.map(({ kind, category, reason, quantity }) => [`${kind} ${category} ${reason}`.trim(), quantity]));
}

/** Changes settings of the project. */
export async function settle(server: TestServer, settings: object, below = ""): Promise<void> {
  const path = `/projects/${server.organization}/${server.project}/${below}`;
  const answer = await server.api(path, { method: "PUT", body: JSON.stringify(settings) });
  assert.ok(answer.ok, `PUT ${path}: ${answer.status} ${await answer.text()}`);
}
