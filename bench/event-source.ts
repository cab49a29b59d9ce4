import { allCapturedEvents, digested } from "../src/digest/event/test-captures.ts";
import type { DigestedEvent } from "../src/digest/recorder.ts";
import type { Event, Pair } from "../src/protocol/event.ts";
import type { Random } from "../test/harness/random.ts";
import { randomFrom } from "../test/harness/random.ts";
import { hash } from "node:crypto";

export type EventSourceDeps = {
  readonly projectId: number;
  readonly keyId: number;
  readonly events: number;
  readonly issues: number;
  readonly userKey: (userId: string) => number;
  /** Received time of the event at a place, Unix ms; it grows with the place. */
  readonly receivedAtMs: (index: number) => number;
  /** 32 lower-case hex digits. */
  readonly eventId: (index: number) => string;
};

export type EventSource = {
  /** The events from a place on; a batch is the same whenever it is asked for. */
  readonly batch: (from: number, count: number) => readonly DigestedEvent[];
};

/** Larger captured events are few and would only make the building slow. */
const LARGEST_BYTES = 20_000;
const USERS = 20_000;
const CUSTOMERS = 400;
const SERVERS = 12;
const RELEASES = 40;

const NOUNS = ["order", "cart", "invoice", "session", "payment", "stock", "label", "coupon", "address", "report"];
const ENDS = ["is not defined", "timed out", "was refused", "has no currency", "could not be read", "is locked", "is gone"];

/**
 * Digested events as a busy project has them: captured events of all SDKs, under the names of made-up issues. How often an
 * issue, a person or a customer comes up follows Zipf's law; each issue comes at least once, where there are as many events;
 * releases follow one another.
 */
export function openEventSource(deps: EventSourceDeps): EventSource {
  const captured = allCapturedEvents()
    .map(({ item }) => digested(item))
    .filter(({ event }) => JSON.stringify(event).length <= LARGEST_BYTES);
  const issue = zipf(deps.issues, 1.05);
  const user = zipf(USERS, 0.8);
  const customer = zipf(CUSTOMERS, 1);
  const everyNth = Math.max(1, Math.floor(deps.events / deps.issues));
  const signatures = Array.from({ length: deps.issues }, (_, number) => hash("md5", `issue ${number}`));

  const eventAt = (index: number, random: Random): DigestedEvent => {
    // Issues begin all along, the frequent ones as late as the rare ones.
    const isTurn = index % everyNth === 0 && index / everyNth < deps.issues;
    const number = isTurn ? ((index / everyNth) * 7_919) % deps.issues : issue(random);
    const like = captured[number % captured.length];
    if (like === undefined) throw new Error("there are no captured events");
    const userId = String(user(random));
    const place = {
      release: `shop@2.${releaseAt(index / deps.events, random)}.0`,
      environment: random.chance(0.85) ? "production" : random.chance(0.7) ? "staging" : "development",
    };
    const tags: readonly Pair[] = [
      ["environment", place.environment],
      ["release", place.release],
      ["customer", `customer-${customer(random)}`],
      ["server_name", `web-${random.below(SERVERS)}`],
      ["user", `id:${userId}`],
    ];
    const own = new Set(tags.map(([key]) => key));
    const receivedAtMs = deps.receivedAtMs(index);
    return {
      ...like,
      projectId: deps.projectId,
      keyId: deps.keyId,
      receivedAtMs,
      event: {
        ...like.event,
        ...place,
        event_id: deps.eventId(index),
        timestamp: receivedAtMs / 1_000,
        received: receivedAtMs / 1_000,
        user: userOf(userId),
      },
      ...titleOf(like, number),
      signature: signatures[number] ?? "",
      tags: [...like.tags.filter(([key]) => !own.has(key)), ...tags],
      userKey: deps.userKey(userId),
    };
  };
  return {
    batch: (from, count) => Array.from({ length: count }, (_, at) => eventAt(from + at, randomFrom(from + at))),
  };
}

function titleOf(like: DigestedEvent, number: number): Pick<DigestedEvent, "title" | "metadata"> {
  const value = `${NOUNS[number % NOUNS.length] ?? ""} ${number} ${ENDS[number % ENDS.length] ?? ""}`;
  const type = typeof like.metadata["type"] === "string" ? like.metadata["type"] : "Error";
  return { title: `${type}: ${value}`, metadata: { ...like.metadata, type, value } };
}

function userOf(id: string): NonNullable<Event["user"]> {
  const ip = `10.${Number(id) >> 12}.${(Number(id) >> 4) & 255}.${(Number(id) & 15) + 1}`;
  return { id, email: `user${id}@example.org`, username: `user-${id}`, ip_address: ip };
}

/** Most run the newest release, some the two before it. */
function releaseAt(share: number, random: Random): number {
  return Math.max(0, Math.floor(share * RELEASES) - (random.chance(0.8) ? 0 : 1 + random.below(2)));
}

/** Numbers from 0 below `count`; the n-th is as likely as 1 / n to the power given. */
function zipf(count: number, power: number): (random: Random) => number {
  const sums = new Float64Array(count);
  let sum = 0;
  for (let at = 0; at < count; at += 1) sums[at] = sum += 1 / (at + 1) ** power;
  return (random) => {
    const sought = random.next() * sum;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sums[middle] ?? sum) < sought) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}
