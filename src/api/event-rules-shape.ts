import { z } from "zod";
import type { EventRules, OwnRules, RulesChange } from "../project/event-rules.ts";
import { DEFAULT_RULES, isAddressRange } from "../project/event-rules.ts";
import { globProblem } from "../grouping/glob.ts";

/** Rules of events as they stand in Sentry's project and organisation objects: lists of the filters are lines of a text. */
const MAX_ENTRIES = 50;
const MAX_FIELD_CHARS = 200;

const LISTS = {
  "filters:error_messages": "errorMessages",
  "filters:releases": "releases",
  "filters:blacklisted_ips": "ipAddresses",
} as const satisfies { readonly [option: string]: keyof EventRules };
const SWITCHES = {
  "filters:react-hydration-errors": "hydrationErrors",
  "filters:chunk-load-error": "chunkLoadErrors",
} as const satisfies { readonly [option: string]: keyof EventRules };

type Problem = (text: string) => string | undefined;

/** Lines of a text, or a list of texts. Empty ones are passed over. */
function texts(problemOf: Problem) {
  return z
    .union([z.string().transform((text) => text.split("\n")), z.array(z.string())], "must be a list of texts")
    .transform((entries) => [...new Set(entries.map((entry) => entry.trim()).filter((entry) => entry !== ""))])
    .superRefine((entries, context) => {
      if (entries.length > MAX_ENTRIES) context.addIssue(`must not be more than ${MAX_ENTRIES}`);
      for (const entry of entries) {
        const problem = problemOf(entry);
        if (problem !== undefined) context.addIssue(`“${entry.slice(0, MAX_FIELD_CHARS)}” ${problem}`);
      }
    })
    .nullish();
}

const addressProblem: Problem = (text) =>
  isAddressRange(text) ? undefined : "is neither an address nor a range such as 192.0.2.0/24";
const fieldProblem: Problem = (text) =>
  text.length > MAX_FIELD_CHARS ? `must not be longer than ${MAX_FIELD_CHARS} characters` : undefined;

const onOrOff = z.boolean("must be true or false").nullish();
const fields = texts(fieldProblem);
const patterns = texts(globProblem);

/** Options and fields of a body that changes rules; `null` takes over what the organisation or the default says. */
export const rulesOptions = {
  "filters:error_messages": patterns,
  "filters:releases": patterns,
  "filters:blacklisted_ips": texts(addressProblem),
  "filters:react-hydration-errors": onOrOff,
  "filters:chunk-load-error": onOrOff,
};
export const rulesFields = {
  dataScrubber: onOrOff,
  dataScrubberDefaults: onOrOff,
  scrubIPAddresses: onOrOff,
  sensitiveFields: fields,
  safeFields: fields,
};
type Fields = z.output<z.ZodObject<typeof rulesFields>> & {
  readonly options?: z.output<z.ZodObject<typeof rulesOptions>> | undefined;
};

/** The `options` of a body: these, and no others. */
export function optionsOf<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape).join(", ");
  return z.strictObject(shape, `holds an option that cannot be changed; known are ${known}`).optional();
}

/** What a body changes, without what it does not speak of. */
export function rulesChangeOf(body: Fields): RulesChange {
  const { options, dataScrubber, dataScrubberDefaults, scrubIPAddresses, sensitiveFields, safeFields } = body;
  const said = {
    dataScrubber,
    dataScrubberDefaults,
    scrubIpAddresses: scrubIPAddresses,
    sensitiveFields,
    safeFields,
    errorMessages: options?.["filters:error_messages"],
    releases: options?.["filters:releases"],
    ipAddresses: options?.["filters:blacklisted_ips"],
    hydrationErrors: options?.["filters:react-hydration-errors"],
    chunkLoadErrors: options?.["filters:chunk-load-error"],
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

type SerialisedRules = { readonly options: object; readonly [field: string]: unknown };

/**
 * Rules as fields of an object. Switches are those in force; lists are one's own, so that a client that writes back what it has
 * read does not take over the organisation's. `inheritedRules` names the fields that are not one's own.
 */
export function serialiseRules(own: OwnRules, inForce: EventRules): SerialisedRules {
  const list = (name: keyof typeof LISTS): string => (own[LISTS[name]] ?? []).join("\n");
  return {
    options: {
      ...Object.fromEntries(Object.entries(SWITCHES).map(([option, rule]) => [option, inForce[rule]])),
      "filters:error_messages": list("filters:error_messages"),
      "filters:releases": list("filters:releases"),
      "filters:blacklisted_ips": list("filters:blacklisted_ips"),
    },
    dataScrubber: inForce.dataScrubber,
    dataScrubberDefaults: inForce.dataScrubberDefaults,
    scrubIPAddresses: inForce.scrubIpAddresses,
    sensitiveFields: own.sensitiveFields ?? [],
    safeFields: own.safeFields ?? [],
    inheritedRules: Object.entries(NAMES).flatMap(([rule, name]) => (Object.hasOwn(own, rule) ? [] : [name])),
  };
}

/** Of those whose name here is not the one in the body. */
const NAMES: { readonly [rule: string]: string } = {
  ...Object.fromEntries(Object.entries({ ...LISTS, ...SWITCHES }).map(([option, rule]) => [rule, option])),
  dataScrubber: "dataScrubber",
  dataScrubberDefaults: "dataScrubberDefaults",
  scrubIpAddresses: "scrubIPAddresses",
  sensitiveFields: "sensitiveFields",
  safeFields: "safeFields",
} satisfies { readonly [rule in keyof typeof DEFAULT_RULES]?: string };
