import type { EventCondition } from "../../../issue/query/condition.ts";
import type { ToldEvent } from "../../../issue/query/event-values.ts";
import { valuesAt } from "../../../issue/query/event-values.ts";
import type { TextMatch } from "../../../issue/query/match.ts";
import { isMatch } from "../../../issue/query/match.ts";
import type { ConditionOfEvent } from "../../../issue/query/parse-of-events.ts";
import type { Database } from "../database.ts";
import { isRelease, withLatest } from "./event-roll-ups.ts";
import { asPart } from "./row-conditions.ts";

/** Whether the event says what the condition wants, by itself; `latest` must have been put into words before. */
export function meets(condition: ConditionOfEvent, event: ToldEvent): boolean {
  if (condition.on === "event") return holdsOn(condition, event);
  const { field, anyOf, isNegated } = condition;
  const wanted = field === "message" ? anyOf.map(asPart) : anyOf;
  return textsOf(field, event).some((text) => hasMatch(wanted, text)) !== isNegated;
}

/** The same for what is asked under a key. */
export function holdsOn(condition: EventCondition, event: Pick<ToldEvent, "event" | "tags">): boolean {
  return holdsFor(condition, valuesAt(event, condition.key));
}

/** Whether what an event says under the condition's key meets it. */
export function holdsFor({ anyOf, version, isNegated }: EventCondition, values: readonly string[]): boolean {
  if (version !== undefined) return values.some((value) => isRelease(version, value)) !== isNegated;
  if (anyOf === undefined) return values.length > 0 !== isNegated;
  return values.some((value) => hasMatch(anyOf, value)) !== isNegated;
}

function hasMatch(anyOf: readonly TextMatch[], text: string): boolean {
  return anyOf.some((match) => isMatch(match, text));
}

/** "" where it says nothing, as the row of an issue has it. */
function textsOf(field: Extract<ConditionOfEvent, { on: "text" }>["field"], asked: ToldEvent): readonly string[] {
  const { title, culprit, event } = asked;
  const exceptions = event.exception?.values ?? [];
  switch (field) {
    case "title":
    case "message":
      return [title];
    case "culprit":
      return [culprit];
    case "logger":
      return [event.logger ?? ""];
    case "platform":
      return [event.platform];
    case "type":
      return [event.type];
    case "error-type":
      return exceptions.length === 0 ? [""] : exceptions.map(({ type }) => type ?? "");
    case "error-value":
      return exceptions.length === 0 ? [""] : exceptions.map(({ value }) => value ?? "");
    case "first-release":
      throw new Error("an event does not say in which release its issue began");
  }
}

/** The same conditions with the name of the newest release beside `latest`. */
export function withLatestRelease<One extends ConditionOfEvent>(
  db: Database,
  projectIds: readonly number[],
  conditions: readonly One[],
): readonly One[] {
  return conditions.map((condition) =>
    condition.on === "event" && condition.key === "release" && condition.anyOf !== undefined
      ? { ...condition, anyOf: withLatest(db, projectIds, condition.anyOf) }
      : condition,
  );
}
