import type { AlertRule, RuleSettings, Trigger } from "../../alert/rule.ts";
import { passesFilters, STORM } from "../../alert/rule.ts";
import { ruleOf, RULE_COLUMNS } from "./alert-rows.ts";
import { countEvents, countUsers } from "./alert-windows.ts";
import type { Database } from "./database.ts";
import type { BatchTally, IssueTally, SignatureTally } from "./tally.ts";

/** What a batch made of an issue that somebody may want to be told of. */
export type Became = "new-issue" | "regression" | "escalation";

export type AlertNotices = {
  /** Writes what the rules of the projects say of a batch, within its transaction. */
  readonly write: (tally: BatchTally, became: ReadonlyMap<number, Became>) => void;
};

const FIND_VERSION = "SELECT version FROM alert_state WHERE id = 1";
const LIST_RULES = `SELECT ${RULE_COLUMNS} FROM alert_rule WHERE project_id = ? ORDER BY id`;
const LIST_CHANNEL_IDS = "SELECT id FROM alert_channel WHERE project_id = ? AND is_active = 1";
const FIND_FIRED = "SELECT at_ms FROM alert_fired WHERE rule_id = ? AND issue_id = ?";
const SET_FIRED = `
  INSERT INTO alert_fired (rule_id, issue_id, at_ms) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at_ms = excluded.at_ms`;
const ADD_NOTICE = `
  INSERT INTO alert_notice (rule_id, issue_id, reason, environment, release, counted, window_ms, quantity, at_ms)
  VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?)`;
const COUNT_NOTICES = `
  INSERT INTO alert_notice (rule_id, issue_id, reason, quantity, at_ms) VALUES (?, NULL, 'new-issue', ?, ?)
  ON CONFLICT (rule_id) WHERE issue_id IS NULL DO UPDATE SET quantity = quantity + excluded.quantity`;
const FIND_BUDGET = "SELECT from_ms, noticed FROM alert_budget WHERE project_id = ?";
const SET_BUDGET = `
  INSERT INTO alert_budget (project_id, from_ms, noticed) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET from_ms = excluded.from_ms, noticed = excluded.noticed`;

/** Rules of a project that can reach somebody, ready for a batch. */
type Prepared = {
  readonly projectId: number;
  readonly rules: readonly AlertRule[];
  /** Some rule counts, so that issues are looked at that only go on. */
  readonly counts: boolean;
  readonly budget: { fromMs: number; noticed: number };
};

type Fired = { readonly trigger: Trigger; readonly counted?: number };

/**
 * The rules are read once and again when one has changed, which costs a batch one look-up. Without rules that count, only
 * issues that were made or have come back are looked at. All that is remembered is dropped with the transaction that fails.
 */
export function openAlertNotices(db: Database, hasMail: boolean): AlertNotices {
  let version = -1;
  const projects = new Map<number, Prepared>();
  const preparedOf = (projectId: number): Prepared => {
    let prepared = projects.get(projectId);
    if (prepared === undefined) projects.set(projectId, (prepared = prepare(db, projectId, hasMail)));
    return prepared;
  };
  return {
    write(tally, became) {
      const current = Number(db.statement(FIND_VERSION).get()?.["version"]);
      if (current !== version) projects.clear();
      version = current;
      for (const projectId of tally.projects.keys()) {
        const prepared = preparedOf(projectId);
        if (prepared.rules.length === 0 || (became.size === 0 && !prepared.counts)) continue;
        writeOfProject(db, prepared, tally, became);
      }
    },
  };
}

function prepare(db: Database, projectId: number, hasMail: boolean): Prepared {
  const channels = new Set(
    db
      .statement(LIST_CHANNEL_IDS)
      .all(projectId)
      .map((row) => row["id"]),
  );
  const reaches = (rule: RuleSettings): boolean =>
    rule.actions.some((action) => (action.kind === "channel" ? channels.has(action.channelId) : hasMail));
  const rules = db
    .statement(LIST_RULES)
    .all(projectId)
    .map(ruleOf)
    .filter((rule) => rule.isActive && reaches(rule));
  const counts = rules.some(({ triggers }) => triggers.some(({ kind }) => kind === "events" || kind === "users"));
  const row = db.statement(FIND_BUDGET).get(projectId);
  const budget = { fromMs: Number(row?.["from_ms"] ?? 0), noticed: Number(row?.["noticed"] ?? 0) };
  return { projectId, rules, counts, budget };
}

function writeOfProject(
  db: Database,
  { projectId, rules, counts, budget }: Prepared,
  tally: BatchTally,
  became: ReadonlyMap<number, Became>,
): void {
  const counted = new Map<number, { quantity: number; atMs: number }>();
  const before = budget.noticed;
  for (const issue of tally.issues.values()) {
    if (issue.projectId !== projectId) continue;
    const change = became.get(issue.issueId);
    if (change === undefined && !counts) continue;
    const atMs = issue.sightings.at(-1)?.receivedAtMs ?? 0;
    const signatures = signaturesOf(tally, issue);
    let tags: readonly (readonly [string, string])[] | undefined;
    for (const rule of rules) {
      if (change === undefined && !counting(rule)) continue;
      tags ??= signatures.flatMap((signature) =>
        Array.from(signature.tags.values(), ({ key, value }) => [key, value] as const),
      );
      if (!passesFilters(rule, tags)) continue;
      const fired = firedBy(db, rule, issue, signatures, change, atMs);
      if (fired === undefined || isThrottled(db, rule, issue.issueId, atMs)) continue;
      if (takeRoom(budget, atMs)) writeNotice(db, rule, issue, fired, tags, atMs);
      else {
        const sum = counted.get(rule.id) ?? { quantity: 0, atMs };
        counted.set(rule.id, { ...sum, quantity: sum.quantity + 1 });
      }
    }
  }
  for (const [ruleId, { quantity, atMs }] of counted) db.statement(COUNT_NOTICES).run(ruleId, quantity, atMs);
  if (budget.noticed !== before) db.statement(SET_BUDGET).run(projectId, budget.fromMs, budget.noticed);
}

function signaturesOf(tally: BatchTally, { signatureIds }: IssueTally): readonly SignatureTally[] {
  return [...signatureIds].flatMap((id) => tally.signatures.get(id) ?? []);
}

const counting = ({ triggers }: RuleSettings): boolean => triggers.some(({ kind }) => kind === "events" || kind === "users");

/** The first trigger that holds, or the last when all must. */
function firedBy(
  db: Database,
  rule: AlertRule,
  issue: IssueTally,
  signatures: readonly SignatureTally[],
  change: Became | undefined,
  atMs: number,
): Fired | undefined {
  // Every trigger that counts is brought up to date, whatever the others say.
  const held = rule.triggers.map((trigger, index): Fired | undefined => {
    if (trigger.kind !== "events" && trigger.kind !== "users") return trigger.kind === change ? { trigger } : undefined;
    const place = { ruleId: rule.id, issueId: issue.issueId, index, atMs };
    const counted =
      trigger.kind === "events"
        ? countEvents(db, place, trigger, eventsIn(rule.environment, issue, signatures))
        : countUsers(db, place, trigger, new Set(signatures.flatMap(({ users }) => [...users])));
    return counted >= trigger.count ? { trigger, counted } : undefined;
  });
  if (rule.match === "all" && held.includes(undefined)) return undefined;
  return held.find((one) => one !== undefined);
}

/** Events of the batch, of one environment if one is given. */
function eventsIn(environment: string | undefined, issue: IssueTally, signatures: readonly SignatureTally[]): number {
  if (environment === undefined) return issue.all.count;
  return signatures.reduce((sum, { tags: all }) => sum + (all.get(`environment\0${environment}`)?.count ?? 0), 0);
}

function isThrottled(db: Database, { id, throttleMs }: AlertRule, issueId: number, atMs: number): boolean {
  const row = db.statement(FIND_FIRED).get(id, issueId);
  return row !== undefined && atMs - Number(row["at_ms"]) < throttleMs;
}

/** False when the project has had as much as it may, for now. */
function takeRoom(budget: Prepared["budget"], atMs: number): boolean {
  if (atMs - budget.fromMs >= STORM.windowMs) Object.assign(budget, { fromMs: atMs, noticed: 0 });
  if (budget.noticed >= STORM.notices) return false;
  budget.noticed += 1;
  return true;
}

function writeNotice(
  db: Database,
  rule: AlertRule,
  { issueId, newest }: IssueTally,
  { trigger, counted }: Fired,
  batchTags: readonly (readonly [string, string])[],
  atMs: number,
): void {
  const environment = rule.environment ?? newest.environment ?? null;
  const release = newest.release ?? batchTags.find(([key]) => key === "release")?.[1] ?? null;
  const windowMs = "windowMs" in trigger ? trigger.windowMs : null;
  db.statement(ADD_NOTICE).run(rule.id, issueId, trigger.kind, environment, release, counted ?? null, windowMs, atMs);
  db.statement(SET_FIRED).run(rule.id, issueId, atMs);
}
