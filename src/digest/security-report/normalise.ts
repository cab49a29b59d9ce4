import type { Json, JsonObject } from "../../protocol/json.ts";
import type { CspReport } from "./parse.ts";

/** What the request says of the report it brought. */
export type ReportOrigin = {
  /** Unix ms. */
  readonly receivedAtMs: number;
  readonly userAgent?: string;
  /** The item's header: `sentry_release` and `sentry_environment` stood in the query of the policy's report address. */
  readonly itemHeader: JsonObject;
};

/** The report as an event's payload, for the way that all events go. Source: reference sentry-ingest §4.9. */
export function eventOfReport(report: CspReport, { receivedAtMs, userAgent, itemHeader }: ReportOrigin): JsonObject {
  const { sentry_release: release, sentry_environment: environment } = itemHeader;
  const browser = report.userAgent ?? userAgent;
  const headers: Json[] = [];
  if (browser !== undefined) headers.push(["User-Agent", browser]);
  if (report.referrer !== undefined) headers.push(["Referer", withoutSecrets(report.referrer)]);
  const blocked = blockedOf(report);
  return {
    type: "csp",
    logger: "csp",
    platform: "other",
    timestamp: (receivedAtMs - (report.ageMs ?? 0)) / 1_000,
    logentry: { formatted: messageOf(report, blocked) },
    culprit: report.violatedDirective,
    // The browser is the user's own, and sends from where the user is.
    user: { ip_address: "{{auto}}" },
    request: { ...(report.documentUri !== undefined && { url: report.documentUri }), headers },
    tags: [
      ["effective-directive", report.effectiveDirective],
      ["blocked-uri", blocked.slice(0, 200)],
      ...(report.disposition === undefined ? [] : [["disposition", report.disposition]]),
    ],
    ...(typeof release === "string" && { release }),
    ...(typeof environment === "string" && { environment }),
    // A browser is no SDK, though its name stands where others name theirs.
    sdk: { name: "csp-report" },
    csp: cspOf(report, blocked),
  };
}

function cspOf(report: CspReport, blocked: string): JsonObject {
  const { documentUri, referrer, sourceFile, originalPolicy, disposition, scriptSample } = report;
  const fields: { readonly [name: string]: Json | undefined } = {
    effective_directive: report.effectiveDirective,
    violated_directive: report.violatedDirective,
    blocked_uri: blocked,
    document_uri: documentUri === undefined ? undefined : withoutSecrets(documentUri),
    referrer: referrer === undefined ? undefined : withoutSecrets(referrer),
    source_file: sourceFile === undefined ? undefined : withoutSecrets(sourceFile),
    line_number: report.lineNumber,
    column_number: report.columnNumber,
    status_code: report.statusCode,
    disposition,
    original_policy: originalPolicy,
    script_sample: scriptSample,
  };
  return Object.fromEntries(Object.entries(fields).filter((field): field is [string, Json] => field[1] !== undefined));
}

/** What was blocked: a word, a scheme, or an address. One on the page's own origin becomes `self`, as old browsers write it. */
function blockedOf({ blockedUri, documentUri }: CspReport): string {
  const blocked = withoutSecrets(blockedUri);
  const origin = originOf(blocked);
  return origin !== undefined && documentUri !== undefined && origin === originOf(documentUri) ? "self" : blocked;
}

function originOf(address: string): string | undefined {
  const url = URL.parse(address);
  return url !== null && url.host !== "" ? url.origin : undefined;
}

/** Without query, fragment and sign-in: what a page asks for may hold a key (Stripe's does), and nobody needs it here. */
function withoutSecrets(address: string): string {
  const url = URL.parse(address);
  if (url === null) return address.replace(/[?#].*$/s, "");
  // Of a `data:` or `blob:` address only the scheme says anything, and the rest can be anything.
  return url.host === "" ? url.protocol.slice(0, -1) : `${url.protocol}//${url.host}${url.pathname}`;
}

const LOCAL: { readonly [word: string]: string } = {
  inline: "inline",
  eval: "eval",
  "wasm-eval": "WebAssembly",
  "trusted-types-policy": "policy of trusted types in",
  "trusted-types-sink": "untrusted text in",
};

/** `Blocked 'script' from 'cdn.example.com'`, `Blocked inline 'style'`. Groups read well when their titles differ only in that. */
function messageOf({ effectiveDirective }: CspReport, blocked: string): string {
  const what = `'${effectiveDirective.replace(/-src(?:-elem|-attr)?$/, "")}'`;
  const local = Object.hasOwn(LOCAL, blocked) ? LOCAL[blocked] : undefined;
  if (local !== undefined) return `Blocked ${local} ${what}`;
  return `Blocked ${what} from '${URL.parse(blocked)?.host || blocked}'`;
}
