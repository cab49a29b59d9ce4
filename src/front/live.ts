import type { ServerResponse } from "node:http";
import type { ApiRequest, ApiResponse, StreamGrant } from "../api/api-message.ts";
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
  /** Somebody's rights may have changed: asks for each stream whether it may go on. Otherwise that is asked once a minute. */
  readonly askAgain: () => void;
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
  const asking = { isUnderWay: false, isDue: false };
  const askAgain = async (): Promise<void> => {
    asking.isDue = true;
    if (asking.isUnderWay) return;
    asking.isUnderWay = true;
    while (asking.isDue) {
      asking.isDue = false;
      for (const stream of streams) {
        const grant = await grantOf(stream.asked).catch(() => undefined);
        if (grant === undefined) drop(stream);
        else stream.projectIds = new Set(grant.projectIds);
      }
    }
    asking.isUnderWay = false;
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
    askAgain: () => void askAgain(),
    streamCount: () => streams.size,
    close() {
      for (const timer of timers) clearInterval(timer);
      for (const stream of streams) drop(stream);
    },
  };
}

type AskApi = (request: ApiRequest) => Promise<ApiResponse>;

/** Asks the API; when that may have changed who sees what, open streams are asked about too: who is removed hears of nothing more. */
export function askingStreamsAgain(ask: AskApi, streams: Pick<Live, "askAgain">): AskApi {
  return async (request) => {
    const answer = await ask(request);
    if (answer.status < 300 && mayChangeRights(request)) streams.askAgain();
    return answer;
  };
}

function mayChangeRights({ method, path }: Pick<ApiRequest, "method" | "path">): boolean {
  if (method === "GET" || method === "HEAD") return false;
  return (
    /\/(members|teams|users|auth|api-tokens|org-auth-tokens)(\/|\?|$)/.test(path) ||
    /^\/api\/0\/(organizations|projects)(\/[^/?]+){1,2}\/?(\?|$)/.test(path)
  );
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
