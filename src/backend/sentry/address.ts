import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";

/** A Sentry as people name it: its origin, and what their address says beyond that. */
export type SentryAddress = {
  /** `https://sentry.example.org`, without path and slash. */
  readonly origin: string;
  readonly organizationSlug: string | undefined;
  readonly projectSlug: string | undefined;
};

const MAX_LENGTH = 2_048;
/** Hosts below sentry.io that are no organisation's. */
const REGIONS: ReadonlySet<string> = new Set(["www", "us", "de", "us2", "app"]);
const SLUG = /^[a-z0-9_-]{1,100}$/i;

/**
 * Reads what was typed or copied as "the address of the Sentry": a host, an address of any page of it, of its API, of an issue. The
 * path names organisation and project where it does; Sentry's API is always at the root of its host. The problem is a sentence
 * with the remedy.
 */
export function readSentryAddress(typed: string): Result<SentryAddress, string> {
  const text = typed.trim();
  if (text === "" || text.length > MAX_LENGTH) return problem("Enter the address of the Sentry, such as https://sentry.io.");
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text.replace(/^\/+/, "")}`);
  if (url === null || url.hostname === "") {
    return problem(`"${text}" is no address. Enter it as https://sentry.io or https://sentry.example.org.`);
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return problem("The address must begin with https:// or http://.");
  }
  if (url.username !== "" || url.password !== "") {
    return problem(
      "This looks like a DSN, which can only send events. Enter the address of the Sentry itself, such as https://sentry.io.",
    );
  }
  return ok({ origin: url.origin, ...slugsIn(url) });
}

/** The patterns of Sentry's own addresses, past and present. */
const PATHS = [
  /^\/api\/0\/projects\/(?<organization>[^/]+)\/(?<project>[^/]+)/,
  /^\/api\/0\/organizations\/(?<organization>[^/]+)/,
  /^\/organizations\/(?<organization>[^/]+)(\/projects\/(?<project>[^/]+))?/,
  /^\/settings\/(?<organization>[^/]+)(\/projects\/(?<project>[^/]+))?/,
  // As the pages of old versions begin; of other pages of two parts, these are known.
  /^\/(?!(?:api|auth|issues|projects|explore|insights|dashboards|alerts|releases|account|manage|remote)\/)(?<organization>[^/]+)\/(?<project>[^/]+)\/?$/,
];

function slugsIn(url: URL): Pick<SentryAddress, "organizationSlug" | "projectSlug"> {
  const ofHost = organizationOfHost(url.hostname);
  const patterns = ofHost === undefined ? PATHS : PATHS.slice(0, -1);
  const found = patterns.map((pattern) => pattern.exec(url.pathname)?.groups).find((groups) => groups !== undefined);
  const slug = (text: string | undefined): string | undefined => (text !== undefined && SLUG.test(text) ? text : undefined);
  const organizationSlug = slug(found?.["organization"]) ?? ofHost;
  return { organizationSlug, projectSlug: organizationSlug === undefined ? undefined : slug(found?.["project"]) };
}

/** `acme.sentry.io` is the front door of the organisation acme. */
function organizationOfHost(hostname: string): string | undefined {
  const name = /^([a-z0-9-]+)\.sentry\.io$/.exec(hostname)?.[1];
  return name === undefined || REGIONS.has(name) ? undefined : name;
}
