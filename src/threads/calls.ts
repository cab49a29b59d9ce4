import type { MessagePort, Worker } from "node:worker_threads";

/** One end of a conversation between two threads: calls that are answered, and notes that are not. */
export type Calls = {
  /** Resolves with what the other side's handler returned; rejects with its error, or when the other side is gone. */
  readonly call: <Answer>(method: string, args: unknown, transfer?: readonly ArrayBuffer[]) => Promise<Answer>;
  readonly note: (name: string, value: unknown) => void;
  /** Rejects all calls under way; the other thread has ended. */
  readonly fail: (error: Error) => void;
};

export type Handlers = {
  readonly [method: string]: (args: never) => unknown;
};

type Message =
  | { readonly kind: "call"; readonly id: number; readonly method: string; readonly args: unknown }
  | { readonly kind: "answer"; readonly id: number; readonly value: unknown }
  /** `name` and `code`: what an error loses on its way to another thread, and what it is known by there. */
  | {
      readonly kind: "error";
      readonly id: number;
      readonly error: unknown;
      readonly name?: string;
      readonly code?: string;
    }
  | { readonly kind: "note"; readonly name: string; readonly value: unknown };

/** An answer whose bytes move to the other thread instead of being copied. */
export class Transferred {
  readonly value: unknown;
  readonly transfer: readonly ArrayBuffer[];
  constructor(value: unknown, transfer: readonly ArrayBuffer[]) {
    this.value = value;
    this.transfer = transfer;
  }
}

/** Speaks over a port of our own threads. Both sides are this code, so what arrives is trusted to be a `Message`. */
export function callsOver(port: MessagePort | Worker, handlers: Handlers): Calls {
  const waiting = new Map<number, { resolve: (value: never) => void; reject: (error: unknown) => void }>();
  let nextId = 1;
  const post = (message: Message, transfer: readonly ArrayBuffer[] = []): void => {
    port.postMessage(message, [...transfer]);
  };

  const answer = async (id: number, method: string, args: unknown): Promise<void> => {
    try {
      const handler = handlers[method];
      if (handler === undefined) throw new Error(`no handler for ${method}`);
      const value: unknown = await handler(args as never);
      if (value instanceof Transferred) post({ kind: "answer", id, value: value.value }, value.transfer);
      else post({ kind: "answer", id, value });
    } catch (error) {
      post({ kind: "error", id, error, ...marksOf(error) });
    }
  };

  port.on("message", (message: Message) => {
    if (message.kind === "call") void answer(message.id, message.method, message.args);
    else if (message.kind === "note") void handlers[message.name]?.(message.value as never);
    else {
      const waiter = waiting.get(message.id);
      waiting.delete(message.id);
      if (message.kind === "answer") waiter?.resolve(message.value as never);
      else waiter?.reject(withMarks(message.error, message));
    }
  });

  return {
    call: <Answer>(method: string, args: unknown, transfer?: readonly ArrayBuffer[]) =>
      new Promise<Answer>((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        post({ kind: "call", id, method, args }, transfer);
      }),
    note: (name, value) => post({ kind: "note", name, value } as const),
    fail(error) {
      for (const waiter of waiting.values()) waiter.reject(error);
      waiting.clear();
    },
  };
}

type Marks = { readonly name?: string; readonly code?: string };

function marksOf(error: unknown): Marks {
  if (!(error instanceof Error)) return {};
  return { name: error.name, ...("code" in error && typeof error.code === "string" && { code: error.code }) };
}

function withMarks(error: unknown, { name, code }: Marks): unknown {
  if (!(error instanceof Error)) return error;
  return Object.assign(error, { ...(name !== undefined && { name }), ...(code !== undefined && { code }) });
}
