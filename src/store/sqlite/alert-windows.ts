import type { Trigger } from "../../alert/rule.ts";
import type { Database } from "./database.ts";

/** Which counter of which issue, and when: received time, Unix ms. `index` is the trigger's place in its rule. */
type Place = { readonly ruleId: number; readonly issueId: number; readonly index: number; readonly atMs: number };
type Counting = Extract<Trigger, { readonly kind: "events" | "users" }>;

const ADD_EVENTS = `
  INSERT INTO alert_window (rule_id, issue_id, trigger, slot, event_count, until_ms) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET event_count = event_count + excluded.event_count`;
const SUM_EVENTS = `
  SELECT ifnull(sum(event_count), 0) AS total FROM alert_window
  WHERE rule_id = ? AND issue_id = ? AND trigger = ? AND slot > ?`;
const ADD_USER = `
  INSERT INTO alert_window_user (rule_id, issue_id, trigger, user_key, until_ms) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT DO UPDATE SET until_ms = excluded.until_ms`;
const COUNT_USERS = `
  SELECT count(*) AS total FROM alert_window_user
  WHERE rule_id = ? AND issue_id = ? AND trigger = ? AND until_ms > ?`;

const SLOTS = 60;

/** Adds the events of a batch; answers how many there were within the trigger's window, to a 60th of it. */
export function countEvents(db: Database, place: Place, { windowMs }: Counting, events: number): number {
  const { ruleId, issueId, index, atMs } = place;
  const slotMs = Math.max(1_000, Math.floor(windowMs / SLOTS));
  const slot = Math.floor(atMs / slotMs);
  if (events > 0) db.statement(ADD_EVENTS).run(ruleId, issueId, index, slot, events, atMs + windowMs);
  const from = slot - Math.floor(windowMs / slotMs);
  return Number(db.statement(SUM_EVENTS).get(ruleId, issueId, index, from)?.["total"]);
}

/** Adds the people of a batch, at most as many as fire the trigger; answers how many there were within its window. */
export function countUsers(db: Database, place: Place, trigger: Counting, users: ReadonlySet<number>): number {
  const { ruleId, issueId, index, atMs } = place;
  let left = trigger.count;
  for (const user of users) {
    if (left === 0) break;
    left -= 1;
    db.statement(ADD_USER).run(ruleId, issueId, index, user, atMs + trigger.windowMs);
  }
  return Number(db.statement(COUNT_USERS).get(ruleId, issueId, index, atMs)?.["total"]);
}
