import type { Json, JsonObject } from "../../protocol/json.ts";
import { isJsonObject } from "../../protocol/json.ts";
import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";
import { parseEventJson } from "../event/parse.ts";

/** What a browser says of one violation of a page's policy, whichever of the two spellings it came in. */
export type CspReport = {
  /** Lower case, as `script-src-elem`: one of those a policy can have. */
  readonly effectiveDirective: string;
  readonly violatedDirective: string;
  /** An address, an origin, a scheme, or a word as `inline` and `eval`; `self` when the browser is silent. */
  readonly blockedUri: string;
  readonly documentUri?: string;
  readonly referrer?: string;
  readonly originalPolicy?: string;
  readonly disposition?: string;
  readonly sourceFile?: string;
  readonly lineNumber?: number;
  readonly columnNumber?: number;
  readonly statusCode?: number;
  readonly scriptSample?: string;
  /** Of the Reporting API: the browser's own name, and how long it had kept the report. */
  readonly userAgent?: string;
  readonly ageMs?: number;
};

export type SecurityReportProblem = { readonly kind: "invalid_json" | "security_report" | "unsupported-item" };

/** Reports of the Reporting API older than this have a clock that stood still. */
const MAX_AGE_MS = 7 * 86_400_000;

/**
 * Reads one report: `{"csp-report": {…}}` with hyphens, as `report-uri` sends it, or `{"type": "csp-violation", "body": {…}}` of
 * the Reporting API. Without a directive that a policy can have it says nothing. Source: W3C, "Content Security Policy Level 3".
 */
export function parseSecurityReport(bytes: Uint8Array): Result<CspReport, SecurityReportProblem> {
  const parsed = parseEventJson(bytes);
  if (!parsed.ok) return parsed;
  const outer = parsed.value;
  const { type, body: reportBody, "csp-report": legacy } = outer;
  if (isJsonObject(legacy)) return readReport(legacy, {});
  if (!isJsonObject(reportBody)) return readReport(outer, {});
  // Browsers send what else they report (crashes, deprecations) to the same address.
  if (type !== "csp-violation") return problem({ kind: "unsupported-item" });
  const { age, user_agent: userAgent, url } = outer;
  return readReport(
    { ...(typeof url === "string" && { "document-uri": url }), ...reportBody },
    {
      ...(typeof userAgent === "string" && { userAgent: userAgent.slice(0, 512) }),
      ...(typeof age === "number" && age > 0 && age < MAX_AGE_MS && { ageMs: age }),
    },
  );
}

function readReport(
  report: JsonObject,
  around: Pick<CspReport, "userAgent" | "ageMs">,
): Result<CspReport, SecurityReportProblem> {
  const violated = textIn(report, "violated-directive", "violatedDirective") ?? "";
  // Old browsers send the violated directive alone, with the sources it lists.
  const effective = textIn(report, "effective-directive", "effectiveDirective") ?? violated;
  const effectiveDirective = (effective.trim().split(/\s/, 1)[0] ?? "").toLowerCase();
  if (!DIRECTIVES.has(effectiveDirective)) return problem({ kind: "security_report" });

  const optional = {
    documentUri: textIn(report, "document-uri", "documentURL", "documentURI"),
    referrer: textIn(report, "referrer"),
    originalPolicy: textIn(report, "original-policy", "originalPolicy"),
    disposition: textIn(report, "disposition"),
    sourceFile: textIn(report, "source-file", "sourceFile"),
    lineNumber: numberIn(report, "line-number", "lineNumber"),
    columnNumber: numberIn(report, "column-number", "columnNumber"),
    statusCode: numberIn(report, "status-code", "statusCode", "status"),
    scriptSample: textIn(report, "script-sample", "scriptSample", "sample"),
  };
  return ok({
    effectiveDirective,
    violatedDirective: violated === "" ? effectiveDirective : violated,
    blockedUri: textIn(report, "blocked-uri", "blockedURL", "blockedURI") ?? "self",
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    ...around,
  });
}

/** The first of these names that holds a text. */
function textIn(report: JsonObject, ...names: readonly string[]): string | undefined {
  return firstIn(report, names, (value) => (typeof value === "string" && value.trim() !== "" ? value.trim() : undefined));
}

/** Some browsers send numbers as texts. */
function numberIn(report: JsonObject, ...names: readonly string[]): number | undefined {
  return firstIn(report, names, (value) => {
    const number = typeof value === "string" && /^\d{1,9}$/.test(value) ? Number(value) : value;
    return typeof number === "number" && Number.isSafeInteger(number) && number >= 0 ? number : undefined;
  });
}

function firstIn<T>(report: JsonObject, names: readonly string[], read: (value: Json) => T | undefined): T | undefined {
  for (const name of names) {
    const value = report[name];
    const found = value === undefined ? undefined : read(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

const DIRECTIVES: ReadonlySet<string> = new Set(
  (
    "base-uri block-all-mixed-content child-src connect-src default-src fenced-frame-src font-src form-action frame-ancestors " +
    "frame-src img-src manifest-src media-src navigate-to object-src plugin-types prefetch-src referrer reflected-xss " +
    "require-sri-for require-trusted-types-for sandbox script-src script-src-attr script-src-elem style-src style-src-attr " +
    "style-src-elem trusted-types upgrade-insecure-requests worker-src"
  ).split(" "),
);
