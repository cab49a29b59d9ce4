import type { IncomingMessage } from "node:http";
import type { Category } from "../protocol/outcome.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Claim } from "./admit.ts";
import { queryOf, rawQueryOf } from "./admit.ts";
import type { Making } from "./make-envelope.ts";
import type { IngestProblem } from "./problem.ts";
import type { Endpoint, IngestRoute } from "./route.ts";

/** What is peculiar to an endpoint, but for what is in its body. */
type Traits = {
  readonly methods: readonly string[];
  /** What a request counts as that was refused before its items were known. */
  readonly category: Category;
  /** Content types, when others are 415. */
  readonly contentTypes?: ReadonlySet<string>;
  /** Senders that take any refusal for a failure of their own: what is over a limit is counted, and answered like the rest. */
  readonly isNeverLimited?: true;
};

const REPORT_TYPES = new Set([
  "application/csp-report",
  "application/json",
  "application/reports+json",
  "application/expect-ct-report",
  "application/expect-ct-report+json",
  "application/expect-staple-report",
]);

const TRAITS: { readonly [endpoint in Endpoint]: Traits } = {
  envelope: { methods: ["POST"], category: "unknown" },
  store: { methods: ["GET", "POST"], category: "error" },
  security: { methods: ["POST"], category: "security", contentTypes: REPORT_TYPES },
  cron: { methods: ["GET", "POST"], category: "monitor", isNeverLimited: true },
  // Of which signals it consists is in the body, and nobody looks into that.
  otlp: { methods: ["POST"], category: "span" },
  loader: { methods: ["GET", "HEAD"], category: "default" },
  minidump: { methods: ["POST"], category: "error", isNeverLimited: true },
  unreal: { methods: ["POST"], category: "error" },
  attachments: { methods: ["POST"], category: "attachment" },
  "error-page": { methods: ["GET", "POST"], category: "feedback" },
};

export function methodsOf({ endpoint }: IngestRoute): readonly string[] {
  return [...TRAITS[endpoint].methods, "OPTIONS"];
}

export function categoryOf({ endpoint }: IngestRoute): Category {
  return TRAITS[endpoint].category;
}

export function isNeverLimited({ endpoint }: IngestRoute): boolean {
  return TRAITS[endpoint].isNeverLimited === true;
}

/** How the body is to be read. `form` also decides how large it may be. */
export type Taken = { readonly form: "envelope" | "store"; readonly made?: Making };

/** What the body of this request is, by its route and headers. */
export function takenAs(request: IncomingMessage, route: IngestRoute, { eventId = "" }: Claim): Result<Taken, IngestProblem> {
  const contentType = contentTypeOf(request);
  const { contentTypes } = TRAITS[route.endpoint];
  // Without a type it is what the endpoint is for: people try it by hand.
  if (contentTypes !== undefined && contentType !== "" && !contentTypes.has(contentType)) {
    return problem({ kind: "unsupported-type", supported: [...contentTypes] });
  }
  switch (route.endpoint) {
    case "envelope":
      return ok({ form: "envelope" });
    case "store":
      return ok({ form: contentType === "application/x-sentry-envelope" ? "envelope" : "store" });
    case "security":
      return ok({ form: "store", made: { kind: "reports", itemHeader: reportHeader(request) } });
    case "cron":
      return ok({ form: "store", made: { kind: "check-in", slug: route.part ?? "", query: rawQueryOf(request) } });
    case "error-page":
      return ok({ form: "store", made: { kind: "user-report", eventId } });
    case "minidump":
      return ok({ form: "envelope", made: { kind: "minidump", contentType: request.headers["content-type"] ?? "" } });
    case "unreal":
      return ok({ form: "envelope", made: { kind: "unreal", userId: queryOf(request)?.get("UserID") ?? undefined } });
    case "attachments":
      return ok({ form: "envelope", made: { kind: "files", eventId, contentType: request.headers["content-type"] ?? "" } });
    case "loader":
      return problem({ kind: "not-found" });
    case "otlp":
      return ok({
        form: "envelope",
        made: { kind: "counted", itemType: OTLP_ITEMS.get(route.part ?? "") ?? "otel_traces_data" },
      });
  }
}

const OTLP_ITEMS = new Map([
  ["traces", "otel_traces_data"],
  ["logs", "otel_log"],
  ["metrics", "trace_metric"],
]);

/** Lower case and without parameters; "" when there is none. */
function contentTypeOf(request: IncomingMessage): string {
  return (request.headers["content-type"] ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** A browser sends reports without a word of its own: what the page is stands in the query of the address in its policy. */
function reportHeader(request: IncomingMessage): { readonly [name: string]: string } {
  const query = queryOf(request);
  return Object.fromEntries(
    ["sentry_release", "sentry_environment"].flatMap((name) => {
      const value = query?.get(name)?.slice(0, 200);
      return value ? [[name, value]] : [];
    }),
  );
}
