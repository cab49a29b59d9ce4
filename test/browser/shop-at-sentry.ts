import { z } from "zod";
import type { Json, JsonObject } from "../../src/protocol/json.ts";
import type { FakeSentry } from "../fakes/sentry/fake-sentry.ts";
import { ALL_SCOPES, startFakeSentry } from "../fakes/sentry/fake-sentry.ts";
import type { SentryProject } from "../fakes/sentry/world.ts";
import type { Kind } from "./example-events.ts";
import { eventsOf, KINDS } from "./example-events.ts";

export const SENTRY_TOKEN = "sntryu_4f2a9c7d81e6b3054f2a9c7d81e6b305";
/** May list projects, and nothing of their issues. */
export const NARROW_TOKEN = "sntryu_0000000000000000000000000000ab12";

export type ShopAtSentry = FakeSentry & { readonly shop: SentryProject };

/** A Sentry with the made-up shop's errors in one of its projects, and as many other projects as a company has. */
export async function startShopAtSentry(kinds: readonly Kind[] = KINDS.map(few)): Promise<ShopAtSentry> {
  const sentry = await startFakeSentry();
  sentry.allow(SENTRY_TOKEN, ALL_SCOPES);
  sentry.allow(NARROW_TOKEN, ["project:read"]);
  for (const name of OTHERS) sentry.addProject("northwind", name.toLowerCase().replaceAll(" ", "-"), name);
  const shop = sentry.addProject("northwind", "shop-web", "Shop, in the browser");
  sentry.addProject("northwind-labs", "shop-web", "Shop, the experiment");
  kinds.forEach((kind, index) => record(sentry, shop, kind, `kind${index}`));
  return { ...sentry, shop };
}

/** An eighth of the events, in the same shape. */
function few(kind: Kind): Kind {
  return { ...kind, hourly: kind.hourly.map((n) => Math.ceil(n / 8)), daily: [] };
}

const OTHERS = [
  "Accounts",
  "Billing",
  "Carrier hooks",
  "Catalogue",
  "Checkout API",
  "Data export",
  "Fraud check",
  "Gift cards",
  "Inventory",
  "Newsletter",
  "Returns",
  "Warehouse",
];

const Frame = z.looseObject({ filename: z.string(), function: z.string(), lineno: z.number(), in_app: z.boolean() });
const Sent = z.object({
  event_id: z.string(),
  timestamp: z.number(),
  level: z.enum(["fatal", "error", "warning", "info", "debug"]).default("error"),
  release: z.string().default("shop-web@2.14.0"),
  message: z.string().optional(),
  transaction: z.string().optional(),
  user: z.object({ id: z.string() }).optional(),
  tags: z.record(z.string(), z.string()).default({}),
  exception: z
    .object({
      values: z.array(
        z.looseObject({ type: z.string(), value: z.string(), stacktrace: z.object({ frames: z.array(Frame) }).optional() }),
      ),
    })
    .optional(),
});
type Sent = z.output<typeof Sent>;

/** Has the Sentry take in what an SDK would have sent of this kind. */
export function record(sentry: FakeSentry, project: SentryProject, kind: Kind, issue: string): void {
  const sent = eventsOf(kind, Date.now()).map((event) => Sent.parse(JSON.parse(JSON.stringify(event))));
  sent
    .toSorted((one, other) => one.timestamp - other.timestamp)
    .forEach((event) => {
      const { event_id: eventId, level, release, tags, user, timestamp } = event;
      const [place, atMs] = [placeOf(event), Math.round(timestamp * 1_000)];
      sentry.recordEvent(project, {
        issue,
        eventId,
        level,
        release,
        timestampMs: atMs,
        receivedAtMs: atMs,
        title: titleOf(event),
        culprit: place,
        tags: Object.entries({ environment: "production", ...tags }),
        ...(user !== undefined && { user: user.id }),
        entries: entriesOf(event),
      });
    });
}

function titleOf({ exception, message = "An event" }: Sent): string {
  const last = exception?.values.at(-1);
  return last === undefined ? message : `${last.type}: ${last.value}`;
}

function placeOf({ exception, transaction = "" }: Sent): string {
  const frame = exception?.values.at(-1)?.stacktrace?.frames.at(-1);
  return frame === undefined ? transaction : `${frame.filename} in ${frame.function}`;
}

function entriesOf({ exception, message = "" }: Sent): readonly Json[] {
  if (exception === undefined) return [{ type: "message", data: { formatted: message, message: null, params: null } }];
  const values = exception.values.map(({ type, value, stacktrace }) => ({
    type,
    value,
    module: null,
    mechanism: null,
    threadId: null,
    stacktrace: { frames: (stacktrace?.frames ?? []).map(frameOf), framesOmitted: null, hasSystemFrames: false },
  }));
  return [{ type: "exception", data: { values, hasSystemFrames: false, excOmitted: null } }];
}

function frameOf(sent: z.output<typeof Frame>): JsonObject {
  const text = (name: string): readonly string[] => z.array(z.string()).catch([]).parse(sent[name]);
  const line = z.string().catch("").parse(sent["context_line"]);
  const lines = [...text("pre_context"), line, ...text("post_context")];
  const first = sent.lineno - text("pre_context").length;
  return {
    filename: sent.filename,
    function: sent.function,
    lineNo: sent.lineno,
    colNo: null,
    absPath: null,
    module: null,
    inApp: sent.in_app,
    context: line === "" ? [] : lines.map((one, index) => [first + index, one]),
    vars: null,
  };
}
