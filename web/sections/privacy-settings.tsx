import { useRef } from "preact/hooks";
import type { Rules, Scrubbing } from "../data/event-rules.ts";
import { saveScrubbing, useOrganizationRules, useRules } from "../data/event-rules.ts";
import { say } from "../data/notice.ts";
import { Area, FormProblem, Tick, useForm } from "../primitives/field.tsx";
import { isTicked, textIn } from "../primitives/form-state.ts";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Inherited } from "./filter-settings.tsx";
import { TryRules } from "./try-rules.tsx";

type Place = { org: string; project: string; mayChange: boolean };

/** What is taken out of events before they are stored. */
export function PrivacySettings({ org, project, mayChange }: Place) {
  const rules = useRules(org, project);
  if (rules.error !== undefined) return <Failed error={rules.error} retry={rules.reload} what="privacy settings" />;
  if (rules.data === undefined) return <Skeleton rows={3} shape="block" />;
  return <PrivacyForm org={org} project={project} mayChange={mayChange} rules={rules.data} />;
}

const TICKS: readonly (readonly [
  name: "dataScrubber" | "dataScrubberDefaults" | "scrubIPAddresses",
  label: string,
  help: string,
])[] = [
  ["dataScrubber", "Take secrets out", "Off: events are stored as they are sent, but for what is said of addresses below."],
  [
    "dataScrubberDefaults",
    "By the rules everybody has",
    "Passwords, tokens, keys, card and account numbers, by their names and by what they look like.",
  ],
  ["scrubIPAddresses", "Take addresses of the Internet out", "The user’s and the sender’s, and those in texts."],
];
const LISTS: readonly (readonly [name: "sensitiveFields" | "safeFields", label: string, help: string])[] = [
  ["sensitiveFields", "Sensitive fields", "One a line: whatever has this in its name or its text is taken out as well."],
  ["safeFields", "Safe fields", "One a line: a name, or a path such as extra.note or **.note. What is there stays."],
];

function PrivacyForm({ org, project, mayChange, rules }: Place & { rules: Rules }) {
  const ref = useRef<HTMLFormElement>(null);
  const others = useOrganizationRules(org).data;
  const form = useForm(async () => {
    await saveScrubbing(org, project, wishOf(ref.current), rules);
    say({ text: "The privacy settings are saved; they hold for events that arrive from now on" });
  });
  return (
    <>
      <form class="form" ref={ref} onSubmit={form.onSubmit}>
        <fieldset disabled={!mayChange}>
          {TICKS.map(([name, label, help]) => (
            <Tick key={name} label={label} name={name} isOn={rules[name]} help={help} />
          ))}
          {LISTS.map(([name, label, help]) => (
            <div key={name} class="list-of">
              <Area label={label} name={name} value={rules[name].join("\n")} rows={3} help={help} error={form.wrong(name)} />
              <Inherited text={(others?.[name] ?? []).join("\n")} />
            </div>
          ))}
          <FormProblem error={form.error} fields={LISTS.map(([name]) => name)} />
          {mayChange && <button disabled={form.busy}>{form.busy ? "Saving…" : "Save privacy settings"}</button>}
        </fieldset>
      </form>
      <TryRules org={org} project={project} wish={() => wishOf(ref.current)} />
    </>
  );
}

/** What the form says, saved or not. */
function wishOf(form: HTMLFormElement | null): Scrubbing {
  const linesIn = (name: string): readonly string[] =>
    textIn(form, name)
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  return {
    dataScrubber: isTicked(form, "dataScrubber"),
    dataScrubberDefaults: isTicked(form, "dataScrubberDefaults"),
    scrubIPAddresses: isTicked(form, "scrubIPAddresses"),
    sensitiveFields: linesIn("sensitiveFields"),
    safeFields: linesIn("safeFields"),
  };
}
