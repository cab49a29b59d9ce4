import type { Exactness, Preview } from "../../../alert/alert.ts";
import type { RuleSettings, Trigger } from "../../../alert/rule.ts";
import { passesFilters } from "../../../alert/rule.ts";
import type { Database } from "../database.ts";

// Every issue that had events lately, the newest first; more than these are not looked at.
const MAX_ISSUES = 2_000;
const LIST_ISSUES = `
  SELECT id, status, substatus, status_since_ms, first_seen_ms, user_count FROM issue
  WHERE project_id = ? AND last_seen_ms >= ? AND connection_id = 0 ORDER BY last_seen_ms DESC LIMIT ${MAX_ISSUES}`;
const LIST_TAGS = `
  SELECT DISTINCT tag.key, tag.value FROM signature JOIN signature_tag ON signature_tag.signature_id = signature.id
    JOIN tag ON tag.id = signature_tag.tag_id
  WHERE signature.issue_id = ?`;
const LIST_HOURS = `
  SELECT hour, sum(signature_hour.event_count) AS total FROM signature
    JOIN signature_hour ON signature_hour.signature_id = signature.id
  WHERE signature.issue_id = ? AND hour >= ? GROUP BY hour ORDER BY hour`;

const DAYS = 7;
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

type IssueRow = {
  readonly id: number;
  readonly status: string;
  readonly substatus: string | null;
  readonly status_since_ms: number;
  readonly first_seen_ms: number;
  readonly user_count: number;
};
/** When a trigger would have fired, Unix ms. */
type Firing = { readonly index: number; readonly atMs: number };

/** What a rule would have done in the last days, from roll-ups alone: no event is read. */
export function previewRule(db: Database, projectId: number, settings: RuleSettings, nowMs: number): Preview {
  const fromMs = nowMs - DAYS * DAY_MS;
  const issues = db.statement(LIST_ISSUES).all(projectId, fromMs) as IssueRow[];
  const hasFilters = settings.filters.length > 0 || settings.environment !== undefined;
  const firings = issues
    .filter(({ id }) => !hasFilters || passesFilters(settings, tagsOf(db, id)))
    .flatMap((issue) => firingsOf(db, issue, settings, { fromMs, nowMs }));
  const isCut = issues.length === MAX_ISSUES;
  return {
    days: DAYS,
    triggers: settings.triggers.map((trigger, index) => ({
      kind: trigger.kind,
      count: firings.filter((firing) => firing.index === index).length,
      exactness: isCut ? "at-least" : exactnessOf(trigger, hasFilters),
    })),
    perDay: daysOf(fromMs, nowMs).map((day) => ({
      day,
      count: firings.filter(({ atMs }) => new Date(atMs).toISOString().startsWith(day)).length,
    })),
  };
}

function firingsOf(
  db: Database,
  issue: IssueRow,
  settings: RuleSettings,
  { fromMs, nowMs }: { readonly fromMs: number; readonly nowMs: number },
): readonly Firing[] {
  const isWithin = (atMs: number): boolean => atMs >= fromMs && atMs <= nowMs;
  return settings.triggers.flatMap((trigger, index): readonly Firing[] => {
    const once = (holds: boolean, atMs: number): readonly Firing[] => (holds && isWithin(atMs) ? [{ index, atMs }] : []);
    switch (trigger.kind) {
      case "new-issue":
        return once(true, issue.first_seen_ms);
      case "regression":
        return once(issue.substatus === "regressed", issue.status_since_ms);
      case "escalation":
        return once(issue.substatus === "escalating", issue.status_since_ms);
      case "users":
        // Hours are not kept of people: an issue that had enough of them in all may have had them at once.
        return issue.user_count >= trigger.count ? [{ index, atMs: Math.max(fromMs, issue.first_seen_ms) }] : [];
      case "events":
        return crossings(db, issue.id, trigger, settings.throttleMs, fromMs).map((atMs) => ({ index, atMs }));
    }
  });
}

function crossings(
  db: Database,
  issueId: number,
  { count, windowMs }: Extract<Trigger, { readonly kind: "events" | "users" }>,
  throttleMs: number,
  fromMs: number,
): readonly number[] {
  const hours = db.statement(LIST_HOURS).all(issueId, Math.floor((fromMs - windowMs) / HOUR_MS)) as {
    hour: number;
    total: number;
  }[];
  const width = Math.max(1, Math.ceil(windowMs / HOUR_MS));
  const fired: number[] = [];
  for (const { hour } of hours) {
    const atMs = hour * HOUR_MS;
    const within = hours.filter((one) => one.hour > hour - width && one.hour <= hour);
    const sum = within.reduce((all, { total }) => all + total, 0);
    const last = fired.at(-1);
    if (sum >= count && atMs >= fromMs && (last === undefined || atMs - last >= throttleMs)) fired.push(atMs);
  }
  return fired;
}

function exactnessOf(trigger: Trigger, hasFilters: boolean): Exactness {
  if (trigger.kind === "regression" || trigger.kind === "escalation") return "at-least";
  if (trigger.kind === "new-issue" && !hasFilters) return "exact";
  return "at-most";
}

function tagsOf(db: Database, issueId: number): readonly (readonly [string, string])[] {
  const rows = db.statement(LIST_TAGS).all(issueId) as { key: string; value: string }[];
  return rows.map(({ key, value }) => [key, value]);
}

function daysOf(fromMs: number, nowMs: number): readonly string[] {
  const days = new Set<string>();
  for (let atMs = fromMs; atMs <= nowMs; atMs += DAY_MS) days.add(new Date(atMs).toISOString().slice(0, 10));
  return [...days];
}
