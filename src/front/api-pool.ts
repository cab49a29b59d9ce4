import { MessageChannel, Worker } from "node:worker_threads";
import type { MessagePort } from "node:worker_threads";
import type { ApiRequest, ApiResponse, StreamGrant } from "../api/api-message.ts";
import type { ApiThreadData } from "../api/api-thread.ts";
import type { Calls, Handlers } from "../threads/calls.ts";
import { callsOver } from "../threads/calls.ts";
import { THREAD_HEAP } from "../threads/heap.ts";

export type ApiPool = {
  readonly ask: (request: ApiRequest) => Promise<ApiResponse>;
  readonly grantOf: (request: ApiRequest) => Promise<StreamGrant | undefined>;
  readonly stop: () => Promise<void>;
};

export type ApiPoolDeps = {
  /** At most; the second and further ones start when all before them are busy. */
  readonly threads: number;
  readonly data: Omit<ApiThreadData, "commandPort">;
  /** Gives the writer its end of an api thread's line. */
  readonly connect: (port: MessagePort) => void;
  /** What api threads may ask of the main thread. */
  readonly handlers: Handlers;
  readonly onProblem: (error: Error) => void;
};

type Member = { readonly calls: Calls; readonly worker: Worker; waiting: number };

/** The api threads. A thread that dies is replaced; what it was answering fails with 500 and nothing else is touched. */
export function startApiPool(deps: ApiPoolDeps): ApiPool {
  let isStopping = false;
  const start = (index: number): Member => {
    const line = new MessageChannel();
    deps.connect(line.port1);
    const data: ApiThreadData = { ...deps.data, commandPort: line.port2 };
    const worker = new Worker(new URL("../api/api-thread.ts", import.meta.url), {
      workerData: data,
      transferList: [line.port2],
      resourceLimits: THREAD_HEAP,
      name: `api ${index}`,
    });
    const member: Member = { calls: callsOver(worker, deps.handlers), worker, waiting: 0 };
    worker.once("error", (error) => deps.onProblem(error instanceof Error ? error : new Error(String(error))));
    worker.once("exit", () => {
      member.calls.fail(new Error("the api thread ended"));
      if (!isStopping) setTimeout(() => void (members[index] = start(index)), 500);
    });
    return member;
  };
  const members: Member[] = [start(0)];
  const choose = (request: ApiRequest): Member => {
    const member = chooseMember(members, request);
    // An idle installation keeps one thread's memory; where people wait there are more, from then on.
    if (member.waiting > 0 && members.length < deps.threads) members.push(start(members.length));
    return member;
  };

  const call = async <Answer>(member: Member, method: string, request: ApiRequest): Promise<Answer> => {
    member.waiting += 1;
    try {
      return await member.calls.call<Answer>(method, request);
    } finally {
      member.waiting -= 1;
    }
  };
  return {
    ask: (request) => call<ApiResponse>(choose(request), "request", request),
    grantOf: (request) => call<StreamGrant | undefined>(choose(request), "grant", request),
    async stop() {
      isStopping = true;
      await Promise.all(members.map((member) => member.worker.terminate()));
    },
  };
}

/** Passwords are checked by the first thread alone, one at a time: the hash takes a thread of the pool that the log syncs in. */
function chooseMember(members: readonly Member[], request: ApiRequest): Member {
  const [first, ...others] = members;
  if (first === undefined) throw new Error("the pool is empty");
  if (checksPasswords(request)) return first;
  return others.reduce((best, member) => (member.waiting < best.waiting ? member : best), first);
}

/**
 * Whether a request may check or make a password, or guesses are counted at it. All of these go to one thread, which counts in its
 * memory: a spelling that another thread would answer would give whoever guesses as many guesses again.
 */
export function checksPasswords({ method, path }: Pick<ApiRequest, "method" | "path">): boolean {
  if (method === "GET" || method === "HEAD") return false;
  const [pathname = ""] = path.split(/[?#]/, 1);
  return /^\/+api\/+0\/+(auth|setup|invitations|users)(\/|$)/i.test(plain(pathname));
}

function plain(pathname: string): string {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return pathname;
  }
}
