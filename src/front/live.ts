import type { ServerResponse } from "node:http";
import type { ApiRequest, StreamGrant } from "../api/api-message.ts";
import type { IssueChanges } from "../digest/recorder.ts";
import { refuse } from "./api-door.ts";

const MAX_STREAMS = 1_000;
const TELL_EVERY_MS = 1_000;
const KEEP_ALIVE_MS = 25_000;
const ASK_AGAIN_MS = 60_000;
/** A reader that lets this much pile up is gone or hostile. */
const MAX_UNSENT_BYTES = 256 * 1024;
/** Ids told in one message; whoever sees the list cut off reloads what it shows. */
const MAX_IDS = 200;

/** Event streams: which issues of which project changed, ids only, at most one message a second and project. */
export type Live = {
  readonly open: (response: ServerResponse, asked: ApiRequest) => void;
  readonly publish: (changes: readonly IssueChanges[]) => void;
  readonly streamCount: () => number;
  readonly close: () => void;
};

type Stream = { readonly response: ServerResponse; readonly asked: ApiRequest; projectIds: ReadonlySet<number> };
type Pending = { readonly issues: Set<number>; readonly newIssues: Set<number> };

export function createLive(grantOf: (asked: ApiRequest) => Promise<StreamGrant | undefined>): Live {
  const streams = new Set<Stream>();
  const pending = new Map<number, Pending>();

  const drop = (stream: Stream): void => {
    streams.delete(stream);
    stream.response.end();
  };
  const write = (stream: Stream, text: string): void => {
    if (stream.response.writableLength > MAX_UNSENT_BYTES) drop(stream);
    else stream.response.write(text);
  };
  const tell = (): void => {
    for (const [projectId, { issues, newIssues }] of pending) {
      const text = messageOf(projectId, issues, newIssues);
      for (const stream of streams) if (stream.projectIds.has(projectId)) write(stream, text);
    }
    pending.clear();
  };
  const askAgain = async (): Promise<void> => {
    for (const stream of streams) {
      const grant = await grantOf(stream.asked).catch(() => undefined);
      if (grant === undefined) drop(stream);
      else stream.projectIds = new Set(grant.projectIds);
    }
  };
  const timers = [
    setInterval(tell, TELL_EVERY_MS),
    setInterval(() => streams.forEach((stream) => write(stream, ": keep-alive\n\n")), KEEP_ALIVE_MS),
    setInterval(() => void askAgain(), ASK_AGAIN_MS),
  ];
  for (const timer of timers) timer.unref();

  return {
    open(response, asked) {
      if (streams.size >= MAX_STREAMS) {
        refuse(response, 503, "Too many open streams; the page asks again by itself.");
        return;
      }
      void openStream(response, asked, grantOf, (stream) => {
        streams.add(stream);
        response.on("close", () => streams.delete(stream));
      });
    },
    publish(changes) {
      if (streams.size > 0) for (const change of changes) addTo(pending, change);
    },
    streamCount: () => streams.size,
    close() {
      for (const timer of timers) clearInterval(timer);
      for (const stream of streams) drop(stream);
    },
  };
}

async function openStream(
  response: ServerResponse,
  asked: ApiRequest,
  grantOf: (asked: ApiRequest) => Promise<StreamGrant | undefined>,
  add: (stream: Stream) => void,
): Promise<void> {
  const grant = await grantOf(asked).catch(() => undefined);
  if (grant === undefined) {
    refuse(response, 401, "Sign in to follow changes.");
    return;
  }
  if (response.destroyed) return;
  response.writeHead(200, {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    // Proxies that collect answers would hold every message back.
    "X-Accel-Buffering": "no",
  });
  response.write("retry: 3000\n\n");
  add({ response, asked, projectIds: new Set(grant.projectIds) });
}

function addTo(pending: Map<number, Pending>, change: IssueChanges): void {
  let waiting = pending.get(change.projectId);
  if (waiting === undefined) pending.set(change.projectId, (waiting = { issues: new Set(), newIssues: new Set() }));
  for (const id of change.issueIds) if (waiting.issues.size < MAX_IDS) waiting.issues.add(id);
  for (const id of change.newIssueIds) if (waiting.newIssues.size < MAX_IDS) waiting.newIssues.add(id);
}

function messageOf(projectId: number, issues: ReadonlySet<number>, newIssues: ReadonlySet<number>): string {
  const data = { projectId: String(projectId), issues: [...issues].map(String), newIssues: [...newIssues].map(String) };
  return `event: changed\ndata: ${JSON.stringify(data)}\n\n`;
}
