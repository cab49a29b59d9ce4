import type { IncomingMessage, ServerResponse } from "node:http";
import type { LogWriter } from "../log/log.ts";
import type { ClientKey } from "../project/project.ts";
import type { OutcomeCount } from "../protocol/outcome.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Claim } from "./admit.ts";
import { admit, claimOf, headerText, keyInEnvelope, mismatch, rawQueryOf } from "./admit.ts";
import { answerKept, answerProblem, answerScript } from "./answer.ts";
import { appendRequest } from "./append.ts";
import type { Kept } from "./backlog.ts";
import type { ByteBudget, Lease } from "./byte-budget.ts";
import { createByteBudget } from "./byte-budget.ts";
import { inTurn } from "./in-turn.ts";
import { contentCodings } from "./content-encoding.ts";
import { preflightHeaders } from "./cors.ts";
import { newEventId } from "../protocol/event-id.ts";
import { categoryOf, isNeverLimited, methodsOf, takenAs } from "./endpoint.ts";
import type { Inspection } from "./inspect.ts";
import type { ArrivedBody, Inspector } from "./inspector.ts";
import { createInspector } from "./inspector.ts";
import { loggedOf } from "./logged.ts";
import type { IngestLimits } from "./limits.ts";
import { NO_LIMITS } from "./limits.ts";
import { isOriginAllowed } from "../project/origin.ts";
import type { DoorOutcome, Plan, RefusedEvent } from "./plan.ts";
import { planOf } from "./plan.ts";
import type { IngestProblem } from "./problem.ts";
import { outcomeOf } from "./problem.ts";
import { declaresTooMuch, drain, readBody } from "./read-body.ts";
import type { IngestRoute } from "./route.ts";
import { isIngestUrl, routeOf } from "./route.ts";
import { scriptFor } from "./scripts.ts";
import type { IngestSizes } from "./sizes.ts";
import { DEFAULT_SIZES } from "./sizes.ts";

export type IngestDeps = {
  readonly log: LogWriter;
  /** The client key with this public part, active or not; answered from memory. */
  readonly keys: (publicKey: string) => ClientKey | undefined;
  /** Called for each item, or whole request, that ends at the door. */
  readonly countOutcome: (outcome: OutcomeCount) => void;
  /** Received time, Unix ms, never smaller than before. */
  readonly now: () => number;
  /** Unix ms, by which limits and expiry go; default: `now`. Received time can stand still for long after a clock was set back. */
  readonly wallClock?: () => number;
  readonly clientIpOf: (request: IncomingMessage) => string;
  /** Why nothing can be kept now, if so: requests are then answered 503. */
  readonly cannotKeep: () => "log-full" | "disk-low" | undefined;
  /** Sites whose browsers may send with a key; default: all. */
  readonly allowedOriginsOf?: (key: ClientKey) => readonly string[];
  /** Path of the public address, below which all is served; requests without it are taken too. */
  readonly basePath?: string;
  /** The public address: scripts for pages hold it. */
  readonly publicUrl: string;
  readonly limits?: IngestLimits;
  readonly sizes?: Partial<IngestSizes>;
  /** After a request is durable: where it ends in the log, how long it is there, and how many errors it holds. */
  readonly onKept?: (kept: Kept, nowMs: number) => void;
  /** Of each event refused at the door whose id could be read. */
  readonly onRefused?: (projectId: number, event: RefusedEvent, nowMs: number) => void;
  /** What no client can cause: a broken disk, a bug. The request was answered 503 or 500. */
  readonly onFailure?: (error: unknown) => void;
};

export type Ingest = {
  /** Whether a path (below the base path, query or not) is ingest's. */
  readonly matches: (path: string) => boolean;
  /** Answers one request, sooner or later. Never throws. */
  readonly handle: (request: IncomingMessage, response: ServerResponse) => void;
  /** Bodies held at the moment. */
  readonly bytesInFlight: () => number;
  readonly close: () => Promise<void>;
};

/** The HTTP edge for SDKs: `envelope` and `store`, in every spelling that SDKs have. */
export function createIngest(deps: IngestDeps): Ingest {
  const sizes = { ...DEFAULT_SIZES, ...deps.sizes };
  const door: Door = {
    deps,
    sizes,
    limits: deps.limits ?? NO_LIMITS,
    budget: createByteBudget(sizes.maxBytesInFlight),
    later: inTurn(),
    inspector: createInspector(sizes, (why) => deps.onFailure?.(why)),
  };
  return {
    matches: isIngestUrl,
    handle: (request, response) => void handle(request, response, door),
    bytesInFlight: () => door.budget.heldBytes(),
    close: () => door.inspector.close(),
  };
}

type Door = {
  readonly deps: IngestDeps;
  readonly sizes: IngestSizes;
  readonly limits: IngestLimits;
  readonly budget: ByteBudget;
  readonly later: (work: () => void) => void;
  readonly inspector: Inspector;
};

async function handle(request: IncomingMessage, response: ServerResponse, door: Door): Promise<void> {
  const lease = door.budget.lease();
  try {
    const route = routeOf(withoutBase(request.url ?? "/", door.deps.basePath));
    if (request.method === "OPTIONS" && route !== undefined) {
      response.writeHead(200, preflightHeaders(headerText(request, "access-control-request-headers"))).end();
      return;
    }
    const script = scriptFor(request, route, { ...door.deps, nowMs: wallClockOf(door) });
    if (script !== undefined) {
      if (script.ok) answerScript(response, script.value);
      else refuse(request, response, script.problem, door);
      return;
    }
    const received = await receive(request, route, lease, door);
    if (received.ok) {
      // On a 429 the limits stand alone; what need not be sent at all is said when there is nothing more pressing.
      const { eventId, limits, switchedOff } = received.value;
      answerKept(request, response, route, eventId, [...limits, ...switchedOff]);
    } else if (route !== undefined && received.problem.kind === "rate-limited" && isNeverLimited(route)) {
      answerKept(request, response, route, newEventId());
      drain(request, door.sizes.maxBodyBytes);
    } else refuse(request, response, received.problem, door);
  } catch (error) {
    door.deps.onFailure?.(error);
    refuse(request, response, { kind: "internal" }, door);
  } finally {
    lease.release();
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, refused: IngestProblem, door: Door): void {
  if (refused.kind === "aborted") return;
  const answer = (): void => {
    answerProblem(response, refused);
    drain(request, door.sizes.maxBodyBytes);
  };
  if (isOfMany(refused)) door.later(answer);
  else answer();
}

/** Refused for there being too many like it. */
function isOfMany({ kind }: IngestProblem): boolean {
  return kind === "rate-limited" || kind === "log-full" || kind === "busy";
}

/** SDKs behind a proxy that takes the base path off send without it. */
function withoutBase(url: string, basePath = ""): string {
  return basePath !== "" && url.startsWith(`${basePath}/`) ? url.slice(basePath.length) : url;
}

/**
 * The way of one request, cheapest refusals first (design §2): route → key → limits of the whole key → declared size →
 * bounded read → bounded inflate → framing → limits per category → append.
 */
async function receive(
  request: IncomingMessage,
  route: IngestRoute | undefined,
  lease: Lease,
  door: Door,
): Promise<Result<Plan, IngestProblem>> {
  if (route === undefined) return problem({ kind: "not-found" });
  const allowed = methodsOf(route);
  if (!allowed.includes(request.method ?? "")) return problem({ kind: "wrong-method", allow: allowed.join(", ") });
  const claim = claimOf(request, route);
  if (!claim.ok) return claim;

  const ask = { request, route, claim: claim.value };
  const named = claim.value.auth === undefined ? undefined : keyOf(claim.value.auth.publicKey, ask, door);
  if (named?.ok === false) return named;
  const cannotKeep = door.deps.cannotKeep();
  if (cannotKeep !== undefined) return counted(door, named?.value, { kind: cannotKeep }, route);

  const arrived = await arrive(ask, lease, door);
  if (!arrived.ok) return counted(door, named?.value, arrived.problem, route);
  const inspected = await door.inspector.inspect(arrived.value);
  if (!inspected.ok) return counted(door, named?.value, unnamed(inspected.problem, named === undefined), route);

  const key = named ?? keyFromEnvelope(inspected.value, ask, door);
  if (!key.ok) return key;
  const other = mismatch(inspected.value.header.dsn, key.value);
  if (other !== undefined) return counted(door, key.value, other, route);
  return keep(inspected.value, key.value, claim.value, request, door);
}

type Asked = { readonly request: IncomingMessage; readonly route: IngestRoute; readonly claim: Claim };

/** The key of this name, if it may send here and no limit on all that it sends is in force. */
function keyOf(publicKey: string, { request, route, claim }: Asked, door: Door): Result<ClientKey, IngestProblem> {
  const nowMs = wallClockOf(door);
  const found = door.deps.keys(publicKey);
  const admitted = admit(found, claim.projectId, route.isGitLab || route.endpoint === "error-page", nowMs);
  // Requests with a key that we do not know belong to nobody's count.
  if (!admitted.ok) return counted(door, found, admitted.problem, route);
  const { origin, referer } = request.headers;
  const allowed = door.deps.allowedOriginsOf?.(admitted.value) ?? ["*"];
  if (!isOriginAllowed({ origin, referer }, allowed)) return counted(door, found, { kind: "origin-not-allowed" }, route);
  const limit = door.limits.ofKey(admitted.value, nowMs);
  return limit === undefined ? admitted : counted(door, found, { kind: "rate-limited", limits: [limit] }, route);
}

function keyFromEnvelope(inspection: Inspection, asked: Asked, door: Door): Result<ClientKey, IngestProblem> {
  const named = keyInEnvelope(inspection.header.dsn);
  return named.ok ? keyOf(named.value, asked, door) : named;
}

/** An envelope that should have named its key and cannot be read is a failed authentication. */
function unnamed(found: IngestProblem, isUnnamed: boolean): IngestProblem {
  if (!isUnnamed) return found;
  if (found.kind === "empty-body") return { kind: "no-auth" };
  const isHeader = found.kind === "bad-envelope" && (found.reason === "invalid-header" || found.reason === "missing-header");
  return isHeader ? { kind: "bad-envelope-auth" } : found;
}

/** The body, whole, with what its headers say of it. The pixel form has it in the query. */
async function arrive({ request, route, claim }: Asked, lease: Lease, door: Door): Promise<Result<ArrivedBody, IngestProblem>> {
  const taken = takenAs(request, route, claim);
  if (!taken.ok) return taken;
  if (request.method === "GET") return ok({ ...taken.value, body: bodyInQuery(request, route), codings: [] });
  if (declaresTooMuch(request, door.sizes.maxBodyBytes)) return problem({ kind: "body-too-large" });
  const codings = contentCodings(headerText(request, "content-encoding"));
  if (codings === undefined) return problem({ kind: "unsupported-coding" });
  // Nobody will look into it: it need not be inflated.
  const isLookedInto = taken.value.made?.kind !== "counted";
  const body = await readBody(request, lease, door.sizes, isLookedInto ? door.inspector.earlyLook(codings) : undefined);
  if (!body.ok) return body;
  if (!isLookedInto) return ok({ ...taken.value, body: Buffer.from("-"), codings: [] });
  return ok({ ...taken.value, body: body.value, codings });
}

/** The pixel form of the store endpoint has all of its body there; what else a GET says is read where it is looked into. */
function bodyInQuery(request: IncomingMessage, route: IngestRoute): Buffer {
  return Buffer.from(route.endpoint === "store" ? rawQueryOf(request) : "");
}

/** Appends what is to be kept, waits until it is durable, and counts what is not. */
async function keep(
  inspection: Inspection,
  key: ClientKey,
  claim: Claim,
  request: IncomingMessage,
  door: Door,
): Promise<Result<Plan, IngestProblem>> {
  const receivedAtMs = door.deps.now();
  const plan = planOf(inspection, key, door.limits, wallClockOf(door));
  const count = (outcome: DoorOutcome): void => countFor(door, key, receivedAtMs, outcome);
  if (plan.isLogged) {
    const logged = {
      ...loggedOf(inspection, key, claim, request, door.deps.clientIpOf(request)),
      ...plan.logged,
      receivedAtMs,
    };
    const appended = await appendRequest(door.deps.log, logged, (error) => door.deps.onFailure?.(error));
    if (!appended.ok) {
      const outcome = outcomeOf(appended.problem);
      if (outcome !== undefined) for (const item of plan.unloggedItems) count({ ...item, ...outcome });
      return appended;
    }
    const { position, nextPosition: end } = appended.value;
    door.deps.onKept?.({ projectId: key.projectId, end, bytes: end - position, errors: plan.errors }, wallClockOf(door));
  }
  for (const outcome of plan.doorOutcomes) count(outcome);
  for (const event of plan.refusedEvents) door.deps.onRefused?.(key.projectId, event, receivedAtMs);
  return plan.isLimited ? problem({ kind: "rate-limited", limits: plan.limits }) : ok(plan);
}

function wallClockOf({ deps: { now, wallClock = now } }: Door): number {
  return wallClock();
}

/** Counts a request that is refused as a whole, if its key is known; nobody has looked at its items. */
function counted(
  door: Door,
  key: ClientKey | undefined,
  refused: IngestProblem,
  route: IngestRoute,
): { readonly ok: false; readonly problem: IngestProblem } {
  const outcome = key === undefined ? undefined : outcomeOf(refused);
  if (key !== undefined && outcome !== undefined) {
    countFor(door, key, door.deps.now(), { ...outcome, category: categoryOf(route), quantity: 1 });
  }
  return problem(refused);
}

function countFor(door: Door, key: ClientKey, receivedAtMs: number, outcome: DoorOutcome): void {
  const hour = Math.floor(receivedAtMs / 3_600_000);
  door.deps.countOutcome({ projectId: key.projectId, keyId: key.id, ...outcome, hour });
}
