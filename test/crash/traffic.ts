import { randomUUID } from "node:crypto";
import type { TestServer } from "../harness/server.ts";
import { connect } from "../harness/connection.ts";

const SENDERS = 32;
/** Of so many requests one sends a body again: one for eight new ones, a little over the tenth that is wanted. */
const AGAIN_EVERY = 9;
const FUNCTIONS = 7;

/** What was sent, by event id. */
export type Ledger = {
  readonly events: Map<string, SentEvent>;
  /** The ids in the order of their first sending. */
  readonly ids: string[];
  requests: number;
  sentAgain: number;
  sentAgainOnLaterDay: number;
  /** Answers other than 200, by status. */
  readonly refused: Map<number, number>;
};

type SentEvent = {
  readonly firstDay: number;
  /** The kill before which it was answered 200 first; `undefined` while it never was. */
  answeredBeforeKill: number | undefined;
};

export function emptyLedger(): Ledger {
  return { events: new Map(), ids: [], requests: 0, sentAgain: 0, sentAgainOnLaterDay: 0, refused: new Map() };
}

/** Requests kept under way on a server until it is gone. */
export type Traffic = {
  readonly answers: () => number;
  /** When the server is gone: how many requests had been written at that moment and never got an answer. */
  readonly inFlightAt: (atNs: bigint) => Promise<number>;
};

/** `kill` and `day` are those of the time being. */
export function startTraffic(target: TestServer, ledger: Ledger, kill: number, day: number): Traffic {
  const unansweredNs: bigint[] = [];
  let answers = 0;
  const sendOneAfterAnother = async (): Promise<void> => {
    // It may have been killed already.
    const connection = await connect(target.url).catch(() => undefined);
    while (connection !== undefined) {
      const id = nextId(ledger, day);
      const sending = await connection.send(requestOf(target, id));
      if (sending.kind === "failed") {
        if (sending.writtenAtNs !== undefined) unansweredNs.push(sending.writtenAtNs);
        return;
      }
      answers += 1;
      const event = ledger.events.get(id);
      if (sending.status !== 200) ledger.refused.set(sending.status, (ledger.refused.get(sending.status) ?? 0) + 1);
      else if (event !== undefined) event.answeredBeforeKill ??= kill;
    }
  };
  const ended = Promise.all(Array.from({ length: SENDERS }, sendOneAfterAnother));
  return {
    answers: () => answers,
    async inFlightAt(atNs) {
      await ended;
      return unansweredNs.filter((writtenAtNs) => writtenAtNs <= atNs).length;
    },
  };
}

/** A new id; or an id sent before, lately or at any time, whether its answer came or not. */
function nextId(ledger: Ledger, day: number): string {
  ledger.requests += 1;
  const { ids, events } = ledger;
  if (ledger.requests % AGAIN_EVERY === 0) {
    const from = Math.random() < 0.5 ? Math.max(0, ids.length - 400) : 0;
    const id = ids[from + Math.floor(Math.random() * (ids.length - from))] ?? "";
    ledger.sentAgain += 1;
    if ((events.get(id)?.firstDay ?? day) < day) ledger.sentAgainOnLaterDay += 1;
    return id;
  }
  const id = randomUUID().replaceAll("-", "");
  ids.push(id);
  events.set(id, { firstDay: day, answeredBeforeKill: undefined });
  return id;
}

/** Half of the ids go as an envelope, half to the older store endpoint; the same id always in the same way. */
function requestOf(target: TestServer, id: string): string {
  const isEnvelope = Number.parseInt(id.slice(-1), 16) < 8;
  const event = JSON.stringify(eventOf(id));
  const body = isEnvelope ? `${JSON.stringify({ event_id: id })}\n{"type":"event"}\n${event}\n` : event;
  return [
    `POST /api/${target.projectId}/${isEnvelope ? "envelope" : "store"}/ HTTP/1.1`,
    `Host: ${new URL(target.url).host}`,
    `X-Sentry-Auth: Sentry sentry_version=7, sentry_key=${target.publicKey}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    "",
    body,
  ].join("\r\n");
}

/** Without a time of its own, so that its hour is that of its first arrival. */
function eventOf(id: string): unknown {
  const frames = [{ filename: "shop.py", function: functionOf(id), in_app: true, lineno: 3 }];
  return {
    event_id: id,
    platform: "python",
    user: { id: userOf(id) },
    exception: { values: [{ type: "CrashError", value: id, stacktrace: { frames } }] },
  };
}

/** The function that decides the issue of an event. */
export function functionOf(id: string): string {
  return `place_${Number.parseInt(id.slice(0, 8), 16) % FUNCTIONS}`;
}

/** Few enough for each issue to count them exactly. */
export function userOf(id: string): string {
  return id.slice(8, 10);
}
