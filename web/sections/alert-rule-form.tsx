import { useRef, useState } from "preact/hooks";
import {
  CHANNEL,
  ESCALATION,
  EVENTS,
  INTERVALS,
  LEVEL,
  LEVELS,
  MAIL,
  NEW_ISSUE,
  PEOPLE,
  previewWords,
  REGRESSION,
  tagFilters,
  tagLines,
} from "../data/alert-rule.ts";
import type { Channel, Preview, Rule, RuleElement, WantedRule } from "../data/alerts.ts";
import { previewRule, saveRule } from "../data/alerts.ts";
import { toApiError } from "../data/api.ts";
import { say } from "../data/notice.ts";
import { Area, Choice, Field, FormProblem, Tick, useForm } from "../primitives/field.tsx";
import { isTicked, textIn } from "../primitives/form-state.ts";
import type { Addressees } from "./alert-letters.tsx";
import { isToAll, LetterTicks, lettersIn, useAddressees } from "./alert-letters.tsx";

type Props = {
  org: string;
  project: string;
  rule: Rule | undefined;
  channels: readonly Channel[];
  hasMail: boolean;
  onDone: () => void;
};

const STATES: readonly (readonly [id: string, label: string])[] = [
  [NEW_ISSUE, "A new error"],
  [REGRESSION, "A resolved error returns"],
  [ESCALATION, "An ignored error comes back"],
];
const COUNTS: readonly (readonly [id: string, label: string, unit: string])[] = [
  [EVENTS, "An error has many events", "Events"],
  [PEOPLE, "An error meets many people", "People"],
];

/** Makes a rule, or changes one; what it would have done lately is shown on demand. */
export function AlertRuleForm({ org, project, rule, channels, hasMail, onDone }: Props) {
  const ref = useRef<HTMLFormElement>(null);
  const [preview, setPreview] = useState<Preview | string>();
  const addressees = useAddressees(org);
  const form = useForm(async () => {
    await saveRule(org, project, rule?.id, wishOf(ref.current, rule, channels, addressees));
    say({ text: "The rule is saved" });
    onDone();
  });
  const showPreview = () => {
    previewRule(org, project, wishOf(ref.current, rule, channels, addressees)).then(setPreview, (error: unknown) =>
      setPreview(toApiError(error).message),
    );
  };
  const conditionOf = (id: string): RuleElement | undefined => rule?.conditions.find((condition) => condition.id === id);
  const channelsOf = rule?.actions.filter(({ id }) => id === CHANNEL).map(({ channel }) => String(channel)) ?? [];
  return (
    <form class="form alert-rule" ref={ref} onSubmit={form.onSubmit} aria-label={rule === undefined ? "New rule" : rule.name}>
      <Field label="Name of the rule" name="name" auto="off" value={rule?.name ?? ""} error={form.wrong("name")} />
      <Tick label="The rule is on" name="isActive" isOn={rule?.isActive ?? true} />
      <fieldset>
        <legend>When</legend>
        {STATES.map(([id, label]) => (
          <Tick key={id} label={label} name={id} isOn={rule === undefined ? id === NEW_ISSUE : conditionOf(id) !== undefined} />
        ))}
        {COUNTS.map(([id, label, unit]) => (
          <div key={id} class="counted">
            <Tick label={label} name={id} isOn={conditionOf(id) !== undefined} />
            <Field
              label={unit}
              name={`${id}.value`}
              auto="off"
              value={String(conditionOf(id)?.["value"] ?? "100")}
              isOptional
            />
            <Choice
              label={`Within (${unit.toLowerCase()})`}
              name={`${id}.interval`}
              value={String(conditionOf(id)?.["interval"] ?? "1h")}
            >
              {INTERVALS.map(([interval, words]) => (
                <option key={interval} value={interval}>
                  {words}
                </option>
              ))}
            </Choice>
          </div>
        ))}
      </fieldset>
      <fieldset>
        <legend>Only</legend>
        <Field
          label="Environment"
          name="environment"
          auto="off"
          value={rule?.environment ?? ""}
          placeholder="All"
          error={form.wrong("environment")}
          isOptional
        />
        <LevelChoice rule={rule} />
        <Area
          label="Tags"
          name="tags"
          value={tagLines(rule?.filters ?? [])}
          rows={2}
          help="One a line, release as well: release ^= shop@2, region = eu, region != eu, url ~ /pay, or a name alone."
          error={form.wrong("filters")}
        />
      </fieldset>
      <fieldset>
        <legend>Tell</legend>
        <Tick
          label="Members by e-mail"
          name={MAIL}
          isOn={rule?.actions.some(isToAll) ?? hasMail}
          {...(!hasMail && { help: "Nothing is sent while there is no mail server." })}
        />
        <LetterTicks {...addressees} rule={rule} />
        {channels.map(({ id, name, isActive }) => (
          <Tick
            key={id}
            label={name}
            name={`${CHANNEL}.${id}`}
            isOn={channelsOf.includes(id)}
            {...(!isActive && { help: "Nothing is sent while it is off." })}
          />
        ))}
        {channels.length === 0 && <p class="help">Channels that are added below can be chosen here.</p>}
      </fieldset>
      <fieldset class="pair">
        <legend>How often</legend>
        <Field
          label="Once an issue, in minutes"
          name="frequency"
          auto="off"
          value={String(rule?.frequency ?? 30)}
          error={form.wrong("frequency")}
        />
        <Field
          label="Collect for, in minutes"
          name="digestMinutes"
          auto="off"
          value={String(rule?.digestMinutes ?? 5)}
          help="One message for all that happens meanwhile."
          error={form.wrong("digestMinutes")}
        />
      </fieldset>
      <FormProblem error={form.error} fields={["name", "environment", "filters", "frequency", "digestMinutes"]} />
      <div class="buttons">
        <button disabled={form.busy}>{form.busy ? "Saving…" : "Save rule"}</button>
        <button type="button" onClick={showPreview}>
          Preview
        </button>
        <button type="button" onClick={onDone}>
          Cancel
        </button>
      </div>
      <div role="status">
        {preview !== undefined && (
          <p class="quiet">
            {typeof preview === "string"
              ? preview
              : `In the last ${preview.days} days it would have fired: ${previewWords(preview.triggers)}.`}
          </p>
        )}
      </div>
    </form>
  );
}

function LevelChoice({ rule }: { rule: Rule | undefined }) {
  const chosen = rule?.filters.find(({ id }) => id === LEVEL);
  const value = chosen === undefined ? "" : `${String(chosen["match"])}:${String(chosen["level"])}`;
  // Made through the API: it stays as it is unless another is chosen.
  const isOther = value !== "" && !value.startsWith("gte:");
  return (
    <Choice label="Level" name="level" value={value}>
      <option value="">All</option>
      {LEVELS.map(([level, words]) => (
        <option key={level} value={`gte:${level}`}>
          {words === "fatal" ? "fatal" : `${words} and worse`}
        </option>
      ))}
      {isOther && <option value={value}>As set through the API</option>}
    </Choice>
  );
}

/** What the form says, saved or not. */
function wishOf(
  form: HTMLFormElement | null,
  rule: Rule | undefined,
  channels: readonly Channel[],
  addressees: Addressees,
): WantedRule {
  const text = (name: string): string => {
    const element = form?.elements.namedItem(name);
    return element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.value.trim() : "";
  };
  const [match, level] = text("level").split(":");
  return {
    name: text("name"),
    isActive: isTicked(form, "isActive"),
    actionMatch: rule?.actionMatch ?? "any",
    conditions: [
      ...STATES.filter(([id]) => isTicked(form, id)).map(([id]) => ({ id })),
      ...COUNTS.filter(([id]) => isTicked(form, id)).map(([id]) => ({
        id,
        value: text(`${id}.value`),
        interval: text(`${id}.interval`),
      })),
    ],
    filterMatch: rule?.filterMatch ?? "all",
    filters: [...(level === undefined ? [] : [{ id: LEVEL, match, level }]), ...tagFilters(textIn(form, "tags"))],
    environment: text("environment"),
    actions: [
      ...(isTicked(form, MAIL) ? [{ id: MAIL, targetType: "IssueOwners" }] : []),
      ...lettersIn(form, rule, addressees),
      ...channels.filter(({ id }) => isTicked(form, `${CHANNEL}.${id}`)).map(({ id }) => ({ id: CHANNEL, channel: id })),
    ],
    frequency: text("frequency"),
    digestMinutes: text("digestMinutes"),
  };
}
