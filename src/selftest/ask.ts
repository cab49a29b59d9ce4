import http from "node:http";
import https from "node:https";

const ANSWER_MS = 20_000;
const MAX_ANSWER_CHARS = 256 * 1024;

export type Question = {
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: Uint8Array | string;
};
/** `code` is that of the system or of TLS, as ECONNREFUSED; "TIMEOUT" when nothing came in time. */
export type Said =
  | {
      readonly kind: "answered";
      readonly status: number;
      /** Names in lower case; of several of a name, `set-cookie` alone has more than one line. */
      readonly headers: { readonly [name: string]: string };
      readonly text: string;
    }
  | { readonly kind: "failed"; readonly code: string };

/**
 * Asks with the very path and headers that are given: `fetch` mends the one and refuses some of the others. Follows no redirect.
 * `path` begins behind the address of `base`.
 */
export type AskAt = (path: string, question?: Question) => Promise<Said>;

export function askingAt(base: string): AskAt {
  const { protocol, hostname, port, pathname } = new URL(base);
  const prefix = pathname.replace(/\/$/, "");
  const request = protocol === "https:" ? https.request : http.request;
  return (path, { method = "GET", headers = {}, body } = {}) =>
    new Promise((resolve) => {
      const bytes = body === undefined ? undefined : Buffer.from(body);
      const length = bytes === undefined ? {} : { "content-length": String(bytes.length) };
      const asked = request({
        method,
        hostname: hostname.replace(/^\[|\]$/g, ""),
        ...(port !== "" && { port }),
        path: prefix + path,
        headers: { ...headers, ...length },
        agent: false,
        timeout: ANSWER_MS,
      });
      const timer = setTimeout(() => asked.destroy(Object.assign(new Error("no answer"), { code: "TIMEOUT" })), ANSWER_MS);
      const end = (said: Said): void => {
        clearTimeout(timer);
        resolve(said);
      };
      asked.once("error", (error: NodeJS.ErrnoException) => end({ kind: "failed", code: error.code ?? error.message }));
      asked.once("response", (response) => void read(response).then(end));
      asked.end(bytes);
    });
}

async function read(response: http.IncomingMessage): Promise<Said> {
  let text = "";
  try {
    for await (const chunk of response) {
      text += String(chunk);
      if (text.length > MAX_ANSWER_CHARS) break;
    }
  } catch (error) {
    return { kind: "failed", code: error instanceof Error ? error.message : String(error) };
  }
  const headers = Object.entries(response.headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join("\n") : (value ?? ""),
  ]);
  return { kind: "answered", status: response.statusCode ?? 0, headers: Object.fromEntries(headers), text };
}

/** The status of an answer, 0 when there was none. */
export function statusOf(said: Said): number {
  return said.kind === "answered" ? said.status : 0;
}

export function headerOf(said: Said, name: string): string {
  return said.kind === "answered" ? (said.headers[name] ?? "") : "";
}

export function textOf(said: Said): string {
  return said.kind === "answered" ? said.text : "";
}

/** What came, for a sentence: "401", or "no answer (ECONNRESET)". */
export function inWords(said: Said): string {
  return said.kind === "answered" ? String(said.status) : `no answer (${said.code})`;
}

/** Sends JSON, as a page does. */
export function json(body: unknown, headers: Question["headers"] = {}): Question {
  return { method: "POST", headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}
