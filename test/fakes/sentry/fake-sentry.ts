import { once } from "node:events";
import http from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Json } from "../../../src/protocol/json.ts";
import type { Told } from "./routes.ts";
import { route } from "./routes.ts";
import type { RecordedEvent, Repo, SentryIssue, SentryProject, World } from "./world.ts";
import { addOrganization, addProject, newWorld, recordEvent } from "./world.ts";

/** How a Sentry may be while it is asked. */
export type Mood =
  | { readonly kind: "well" }
  /** Answers after a while. */
  | { readonly kind: "slow"; readonly ms: number }
  /** Answers after a while with what was true when it was asked. */
  | { readonly kind: "late"; readonly ms: number }
  /** Hangs up on everybody. */
  | { readonly kind: "down" }
  | { readonly kind: "rate-limited"; readonly retryAfter?: string }
  | { readonly kind: "broken"; readonly status: 500 | 502 | 503 | 504; readonly retryAfter?: string };

export type Heard = {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Json;
};

/** A Sentry in memory that speaks the Web API over HTTP, on a port of its own of 127.0.0.1. */
export type FakeSentry = {
  readonly origin: string;
  readonly world: World;
  /** Makes the organisation as well, if need be. Slugs may be used twice in different organisations. */
  readonly addProject: (organizationSlug: string, slug: string, name?: string) => SentryProject;
  readonly addRepo: (organizationSlug: string, repo: Repo) => void;
  /** Gives out a token, or changes what it may do. */
  readonly allow: (token: string, scopes: readonly string[]) => void;
  readonly recordEvent: (project: SentryProject, event: RecordedEvent) => SentryIssue;
  /** From now on, or for the next `times` requests; then as `after`, or well. */
  readonly be: (mood: Mood, times?: number, after?: Mood) => void;
  /** Every request, in order. */
  readonly heard: readonly Heard[];
  readonly close: () => Promise<void>;
};

export type FakeSentryOptions = {
  /** Unix ms; the machine's clock unless given. Charts end here, and ignoring for a while begins here. */
  readonly now?: () => number;
  /** Whether events get the tags that Sentry derives (level, release, user); true unless given. */
  readonly derivesTags?: boolean;
};

export const ALL_SCOPES: readonly string[] = ["org:read", "project:read", "event:read", "event:write"];

export async function startFakeSentry({ now = Date.now, derivesTags = true }: FakeSentryOptions = {}): Promise<FakeSentry> {
  const world = newWorld(now, derivesTags);
  const tokens = new Map<string, readonly string[]>();
  const heard: Heard[] = [];
  let mood: Mood = { kind: "well" };
  let moodAfter: Mood = { kind: "well" };
  let timesLeft = Number.POSITIVE_INFINITY;
  const nextMood = (): Mood => {
    timesLeft -= 1;
    return timesLeft >= 0 ? mood : moodAfter;
  };

  const server = http.createServer((request, response) => {
    const work = async (): Promise<void> => {
      const text = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>)).toString("utf8");
      const { method = "GET", url: path = "/" } = request;
      const { authorization } = request.headers;
      const body = jsonOf(text);
      heard.push({ method, path, authorization, body: body ?? null });
      const told = await inMood(nextMood(), () => {
        const scopes = tokens.get(/^Bearer (.+)$/.exec(authorization ?? "")?.[1] ?? "");
        if (scopes === undefined) return { status: 401, json: { detail: "Invalid token" } };
        if (body === undefined) return { status: 400, json: { detail: "JSON parse error" } };
        return route({ method, url: new URL(path, origin), body, world }, scopes);
      });
      if (told === undefined) response.destroy();
      else tell(response, told);
    };
    // A client that has gone is none of the Sentry's concern.
    work().catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the Sentry does not listen");
  const origin = `http://127.0.0.1:${address.port}`;

  return {
    origin,
    world,
    addProject: (organization, slug, name) => addProject(world, addOrganization(world, organization), slug, name),
    addRepo: (organization, repo) => void addOrganization(world, organization).repos.push(repo),
    allow: (token, scopes) => void tokens.set(token, scopes),
    recordEvent: (project, event) => recordEvent(world, project, event),
    be: (next, times = Number.POSITIVE_INFINITY, after = { kind: "well" }) => {
      mood = next;
      timesLeft = times;
      moodAfter = after;
    },
    heard,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Undefined means to hang up. */
async function inMood(mood: Mood, answer: () => Told): Promise<Told | undefined> {
  switch (mood.kind) {
    case "well":
      return answer();
    case "slow":
      await sleep(mood.ms);
      return answer();
    case "late": {
      const told = answer();
      await sleep(mood.ms);
      return told;
    }
    case "down":
      return undefined;
    case "rate-limited":
      return {
        status: 429,
        json: { detail: "You are attempting to use this endpoint too frequently." },
        headers: retryAfter(mood.retryAfter),
      };
    case "broken":
      return { status: mood.status, headers: { "content-type": "text/html", ...retryAfter(mood.retryAfter) } };
  }
}

function retryAfter(value: string | undefined): { readonly [name: string]: string } {
  return value === undefined ? {} : { "retry-after": value };
}

/** An empty body is none, under a JSON content type too. Undefined for what is no JSON. */
function jsonOf(text: string): Json | undefined {
  if (text === "") return null;
  try {
    const json: Json = JSON.parse(text);
    return json;
  } catch {
    return undefined;
  }
}

function tell(response: http.ServerResponse, { status, json, headers = {} }: Told): void {
  const body = json === undefined ? "<html><body>no Sentry behind this proxy</body></html>" : JSON.stringify(json);
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(body);
}
