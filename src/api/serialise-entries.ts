import type { Breadcrumb, Event, Request } from "../protocol/event.ts";
import { dateOrNull } from "./dates.ts";
import type { SourceLinks } from "./source-links.ts";
import { hasSystemFrames, serialiseException, serialiseStacktrace, serialiseThread } from "./serialise-stacktrace.ts";

export type Entry = { readonly type: string; readonly data: unknown };

/** An event's parts in the order a person reads them, the exception first. Only what is there. */
export function entriesOf(event: Event, linkOf: SourceLinks = () => undefined): readonly Entry[] {
  const entries: Entry[] = [];
  const add = (type: string, data: unknown): void => {
    if (data !== undefined && data !== null) entries.push({ type, data });
  };
  add("exception", exceptionOf(event, linkOf));
  add("message", messageOf(event));
  add("csp", event.csp);
  add("stacktrace", serialiseStacktrace(event.stacktrace, linkOf));
  add("template", event.template);
  add(
    "threads",
    event.threads === undefined ? undefined : { values: event.threads.values.map((thread) => serialiseThread(thread, linkOf)) },
  );
  add("breadcrumbs", breadcrumbsOf(event.breadcrumbs?.values));
  add("request", event.request === undefined ? undefined : requestOf(event.request));
  add("debugmeta", event.debug_meta);
  return entries;
}

function exceptionOf(event: Event, linkOf: SourceLinks): object | undefined {
  const values = event.exception?.values;
  if (values === undefined || values.length === 0) return undefined;
  return {
    values: values.map((exception) => serialiseException(exception, linkOf)),
    hasSystemFrames: values.some(({ stacktrace }) => hasSystemFrames(stacktrace)),
    excOmitted: null,
  };
}

function messageOf(event: Event): object | undefined {
  const { logentry } = event;
  const formatted = logentry?.formatted ?? logentry?.message;
  if (formatted === undefined) return undefined;
  return { formatted, message: logentry?.message ?? null, params: logentry?.params ?? null };
}

function breadcrumbsOf(values: readonly Breadcrumb[] | undefined): object | undefined {
  if (values === undefined || values.length === 0) return undefined;
  return {
    values: values.map((crumb) => ({
      timestamp: dateOrNull(crumb.timestamp === undefined ? undefined : crumb.timestamp * 1_000),
      type: crumb.type,
      category: crumb.category ?? null,
      level: crumb.level,
      message: crumb.message ?? null,
      data: crumb.data ?? null,
      event_id: crumb.event_id ?? null,
    })),
  };
}

function requestOf(request: Request): object {
  return {
    url: absoluteUrl(request.url),
    method: request.method ?? null,
    query: request.query_string ?? [],
    fragment: request.fragment ?? null,
    data: request.data ?? null,
    inferredContentType: request.inferred_content_type ?? null,
    headers: request.headers ?? [],
    cookies: request.cookies ?? [],
    env: request.env ?? null,
    apiTarget: request.api_target ?? null,
  };
}

/** Clients that check types take an absolute address or null. */
function absoluteUrl(url: string | undefined): string | null {
  return url !== undefined && URL.canParse(url) ? url : null;
}
