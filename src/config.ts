import { isIP } from "node:net";
import path from "node:path";
import type { OidcSettings } from "./account/oidc.ts";
import type { AllowEntry } from "./outbound/allow-list.ts";
import { parseAllowList } from "./outbound/allow-list.ts";
import type { Result } from "./protocol/result.ts";
import { ok, problem } from "./protocol/result.ts";
import { readOidc } from "./read-oidc.ts";
import { DEFAULT_RETENTION_DAYS, MAX_RETENTION_DAYS, MIN_RETENTION_DAYS } from "./retention/retention.ts";

/** Everything the environment decides. Names and defaults: README, "Configuration". */
export type Config = {
  /** Public address without a trailing slash; goes into DSNs and links. May have a path below which all is served. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly dataDirectory: string;
  /** Undefined: generated into the data directory. */
  readonly secretKey: string | undefined;
  readonly admin: { readonly email: string; readonly password: string } | undefined;
  readonly trustedProxies: readonly string[];
  /** What outbound calls may reach although it is not public. */
  readonly outboundAllow: readonly AllowEntry[];
  /** The mail server that letters are given to, and whom they are from. */
  readonly mail: { readonly url: string; readonly from: string } | undefined;
  /** Days that events are kept. */
  readonly retentionDays: number;
  readonly logLevel: LogLevel;
  /** A provider of OpenID Connect to sign in with. */
  readonly oidc: OidcSettings | undefined;
};

export type LogLevel = "debug" | "info" | "warn" | "error";
export type ConfigProblem = { readonly name: string; readonly text: string };
type Environment = { readonly [name: string]: string | undefined };

/** Reads the whole environment and reports every problem at once, each with its remedy. */
export function readConfig(env: Environment): Result<Config, readonly ConfigProblem[]> {
  const problems: ConfigProblem[] = [];
  const complain = (name: string, text: string): void => void problems.push({ name, text });

  const port = readPort(env["CULPRIT_PORT"], complain);
  const host = env["CULPRIT_HOST"] ?? "127.0.0.1";
  const config: Config = {
    url: readUrl(env["CULPRIT_URL"], port, complain),
    host,
    port,
    dataDirectory: path.resolve(env["CULPRIT_DATA_DIR"] ?? "./data"),
    secretKey: readSecretKey(env["CULPRIT_SECRET_KEY"], complain),
    admin: readAdmin(env, complain),
    trustedProxies: readProxies(env["CULPRIT_TRUSTED_PROXIES"], complain),
    outboundAllow: readOutboundAllow(env["CULPRIT_OUTBOUND_ALLOW"], complain),
    mail: readMail(env, complain),
    retentionDays: readRetention(env["CULPRIT_RETENTION_DAYS"], complain),
    logLevel: readLogLevel(env["CULPRIT_LOG_LEVEL"], complain),
    oidc: readOidc(env, complain),
  };
  return problems.length === 0 ? ok(config) : problem(problems);
}

type Complain = (name: string, text: string) => void;

function readPort(text: string | undefined, complain: Complain): number {
  if (text === undefined) return 9000;
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  complain("CULPRIT_PORT", `"${text}" is not a port; give a number from 1 to 65535 (0 lets the system choose)`);
  return 9000;
}

function readUrl(text: string | undefined, port: number, complain: Complain): string {
  if (text === undefined) return `http://localhost:${port}`;
  const url = URL.parse(text);
  if (url === null || (url.protocol !== "http:" && url.protocol !== "https:") || url.search !== "" || url.hash !== "") {
    complain("CULPRIT_URL", `"${text}" is not an http(s) address without query, such as https://errors.example.org`);
    return `http://localhost:${port}`;
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

function readSecretKey(text: string | undefined, complain: Complain): string | undefined {
  if (text !== undefined && text.length < 32) {
    complain("CULPRIT_SECRET_KEY", "is shorter than 32 characters; make one with: openssl rand -hex 32");
  }
  return text;
}

function readAdmin(env: Environment, complain: Complain): Config["admin"] {
  const email = env["CULPRIT_ADMIN_EMAIL"];
  const password = env["CULPRIT_ADMIN_PASSWORD"];
  if (email === undefined && password === undefined) return undefined;
  if (email === undefined) complain("CULPRIT_ADMIN_EMAIL", "is missing beside CULPRIT_ADMIN_PASSWORD; set both or neither");
  else if (!/^[^\s@]+@[^\s@]+$/.test(email)) complain("CULPRIT_ADMIN_EMAIL", `"${email}" is not an e-mail address`);
  if (password === undefined) complain("CULPRIT_ADMIN_PASSWORD", "is missing beside CULPRIT_ADMIN_EMAIL; set both or neither");
  else if (password.length < 10) complain("CULPRIT_ADMIN_PASSWORD", "is shorter than 10 characters; choose a longer one");
  return { email: email ?? "", password: password ?? "" };
}

function readProxies(text: string | undefined, complain: Complain): readonly string[] {
  const entries = (text ?? "").split(/[\s,]+/).filter((entry) => entry !== "");
  for (const entry of entries) {
    const [address = "", bits, ...rest] = entry.split("/");
    const version = isIP(address);
    const widest = version === 4 ? 32 : 128;
    const good =
      version !== 0 && rest.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= widest));
    if (!good)
      complain(
        "CULPRIT_TRUSTED_PROXIES",
        `"${entry}" is not an address or range such as 10.0.0.0/8; separate several by commas`,
      );
  }
  return entries;
}

function readOutboundAllow(text: string | undefined, complain: Complain): readonly AllowEntry[] {
  const { entries, problems } = parseAllowList(text ?? "");
  for (const entryProblem of problems) complain("CULPRIT_OUTBOUND_ALLOW", entryProblem);
  return entries;
}

function readMail(env: Environment, complain: Complain): Config["mail"] {
  const text = env["CULPRIT_SMTP_URL"];
  const from = env["CULPRIT_MAIL_FROM"];
  if (text === undefined) {
    if (from !== undefined) complain("CULPRIT_MAIL_FROM", "needs CULPRIT_SMTP_URL beside it; set both or neither");
    return undefined;
  }
  const url = URL.parse(text);
  const isGood = url !== null && /^smtps?:$/.test(url.protocol) && url.hostname !== "" && /^\/?$/.test(url.pathname);
  if (!isGood || `${url.search}${url.hash}` !== "" || !isDecodable(url.username) || !isDecodable(url.password)) {
    // The address may hold a password, so it is not repeated.
    complain(
      "CULPRIT_SMTP_URL",
      "is no address of a mail server; write smtp://user:password@mail.example.org:587 (smtps:// for TLS from the beginning), signs such as @ in the password percent-encoded",
    );
    return undefined;
  }
  if (from !== undefined && !/^([^<>"\p{Cc}]*<[^\s@<>]+@[^\s@<>]+>|[^\s@<>]+@[^\s@<>]+)$/u.test(from)) {
    complain("CULPRIT_MAIL_FROM", `"${from}" is no e-mail address; write errors@example.org or Culprit <errors@example.org>`);
  }
  const host = URL.parse(env["CULPRIT_URL"] ?? "")?.hostname ?? url.hostname;
  return { url: text, from: from ?? `Culprit <culprit@${host}>` };
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function readRetention(text: string | undefined, complain: Complain): number {
  if (text === undefined) return DEFAULT_RETENTION_DAYS;
  const days = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (days >= MIN_RETENTION_DAYS && days <= MAX_RETENTION_DAYS) return days;
  complain(
    "CULPRIT_RETENTION_DAYS",
    `"${text}" is not a number of days; give one from ${MIN_RETENTION_DAYS} to ${MAX_RETENTION_DAYS}`,
  );
  return DEFAULT_RETENTION_DAYS;
}

function readLogLevel(text: string | undefined, complain: Complain): LogLevel {
  if (text === undefined) return "info";
  if (text === "debug" || text === "info" || text === "warn" || text === "error") return text;
  complain("CULPRIT_LOG_LEVEL", `"${text}" is none of debug, info, warn, error`);
  return "info";
}
