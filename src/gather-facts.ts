import { accessSync, constants, existsSync, readFileSync, statfsSync, statSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import path from "node:path";
import { tokenContext } from "./backend/sentry/connection.ts";
import { readLastBackup } from "./backup/last-backup.ts";
import type { Answer, DirectoryFacts, Facts } from "./checkup/facts.ts";
import type { Config } from "./config.ts";
import { keyIn, lockDataDirectory } from "./data-directory.ts";
import { open } from "./outbound/sealed.ts";
import { readStoreFacts } from "./store/sqlite/read/store-facts.ts";

const ANSWER_MS = 5_000;
const MAX_ANSWER_CHARS = 16_384;

/** What of the configuration a checkup looks at. */
export type FactsConfig = Pick<Config, "url" | "host" | "port" | "trustedProxies" | "dataDirectory" | "secretKey"> & {
  readonly hasMail: boolean;
};

/** What a server knows of itself, without asking itself. */
export type Inside = Pick<Facts, "load"> & { readonly ready: boolean; readonly reason: string };

/**
 * Looks at everything that a checkup judges. Makes and changes nothing, above all no data directory and no key. `inside`: the
 * server on the directory, when it is the one that looks; `askOutside` asks an address, `ask` if not given.
 */
export async function gatherFacts(config: FactsConfig, inside?: Inside, askOutside = ask): Promise<Facts> {
  const directory = directoryFacts(config.dataDirectory);
  const isUsable = directory.kind === "usable";
  const key = secretKeyOf(config);
  const isRunning = isUsable && (inside !== undefined || isLocked(config.dataDirectory));
  const local = `http://${localHost(config.host)}:${config.port}`;
  const askHere = async (): Promise<Answer> => (inside === undefined ? await ask(`${local}/readyz`) : answerOf(inside));
  const [here, outside] = isRunning ? await Promise.all([askHere(), askOutside(`${config.url}/readyz`)]) : [];
  const { url, host, port, trustedProxies, hasMail } = config;
  return {
    nowMs: Date.now(),
    config: { url, host, port, trustedProxies, hasMail },
    directory,
    secretKey: key.kind,
    store: isUsable
      ? readStoreFacts(path.join(config.dataDirectory, "culprit.db"), ({ projectId, origin, sealed }) =>
          key.key === undefined ? false : open(key.key, tokenContext(projectId, origin), sealed).ok,
        )
      : undefined,
    isRunning,
    here,
    outside,
    load: inside?.load ?? (isRunning ? loadIn(await ask(`${local}/metrics`)) : undefined),
    lastBackupAtMs: readLastBackup(config.dataDirectory),
  };
}

function answerOf({ ready, reason }: Inside): Answer {
  return { kind: "answered", status: ready ? 200 : 503, text: `${reason}\n`, location: undefined, dateMs: Date.now() };
}

function directoryFacts(directory: string): DirectoryFacts {
  if (!existsSync(directory)) return { kind: "missing", path: directory };
  try {
    accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(directory);
    // Windows has no such rights to show.
    const isOpenToOthers = process.platform !== "win32" && (statSync(directory).mode & 0o077) !== 0;
    return { kind: "usable", path: directory, isOpenToOthers, freeBytes: bavail * bsize };
  } catch (error) {
    return { kind: "refused", path: directory, why: error instanceof Error ? error.message : String(error) };
  }
}

function secretKeyOf({ secretKey, dataDirectory }: FactsConfig): { readonly kind: Facts["secretKey"]; readonly key?: string } {
  if (secretKey !== undefined) return { kind: "configured", key: secretKey };
  try {
    const key = keyIn(readFileSync(path.join(dataDirectory, "secret.key"), "utf8"));
    return key === undefined ? { kind: "damaged" } : { kind: "stored", key };
  } catch {
    return { kind: "missing" };
  }
}

/** Without a lock file no server has ever been there, and none is made. */
function isLocked(dataDirectory: string): boolean {
  if (!existsSync(path.join(dataDirectory, "lock"))) return false;
  const lock = lockDataDirectory({ path: dataDirectory });
  lock?.release();
  return lock === undefined;
}

function localHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

/** Follows nothing: where an address leads on is part of the answer. */
export async function ask(url: string): Promise<Answer> {
  return new Promise((resolve) => {
    const fail = (error: NodeJS.ErrnoException): void => resolve({ kind: "failed", code: error.code ?? error.message });
    const options = { agent: false, signal: AbortSignal.timeout(ANSWER_MS) };
    const request = (url.startsWith("https:") ? https : http).get(url, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        if (text.length < MAX_ANSWER_CHARS) text += chunk;
        else response.destroy();
      });
      response.on("error", fail);
      response.on("close", () => {
        const { location, date } = response.headers;
        const dateMs = Date.parse(date ?? "");
        const clock = Number.isNaN(dateMs) ? undefined : dateMs;
        resolve({ kind: "answered", status: response.statusCode ?? 0, text, location, dateMs: clock });
      });
    });
    request.on("error", (error) => fail(error.name === "AbortError" ? Object.assign(error, { code: "TIMEOUT" }) : error));
  });
}

function loadIn(answer: Answer): Facts["load"] {
  if (answer.kind !== "answered" || answer.status !== 200) return undefined;
  const valueOf = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(answer.text)?.[1] ?? Number.NaN);
  const logDepthBytes = valueOf("culprit_log_depth_bytes");
  const digestLagMs = valueOf("culprit_digest_lag_seconds") * 1_000;
  return Number.isNaN(logDepthBytes) || Number.isNaN(digestLagMs) ? undefined : { logDepthBytes, digestLagMs };
}
