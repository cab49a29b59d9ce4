import { useRef } from "preact/hooks";
import type { Filter, Rules, RulesOptions, WantedFilters } from "../data/event-rules.ts";
import { saveFilters, useFilters, useOrganizationRules, useRules } from "../data/event-rules.ts";
import { say } from "../data/notice.ts";
import { Area, FormProblem, Tick, useForm } from "../primitives/field.tsx";
import { isTicked, textIn } from "../primitives/form-state.ts";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { TryRules } from "./try-rules.tsx";

type Place = { org: string; project: string; mayChange: boolean };

/** In the order of the screen. Health checks are transactions, which are not kept anyway. */
const SWITCHES: readonly (readonly [id: string, label: string, help: string])[] = [
  ["browser-extensions", "Browser extensions", "Errors of code that an extension put into the page."],
  ["web-crawlers", "Web crawlers", "Search engines and other robots that say who they are."],
  ["localhost", "Localhost", "Pages and servers on a developer’s own machine."],
  ["react-hydration-errors", "Hydration errors of React", "The server drew something else than the browser."],
  ["chunk-load-error", "Chunks that could not be loaded", "Mostly pages that were open while a new build was put in place."],
];
const LEGACY = "legacy-browsers";
const BROWSERS: readonly (readonly [name: string, label: string])[] = [
  ["ie", "Internet Explorer"],
  ["edge", "Edge up to 110"],
  ["safari", "Safari up to 15"],
  ["firefox", "Firefox up to 110"],
  ["chrome", "Chrome up to 110"],
  ["opera", "Opera up to 99"],
  ["android", "Android up to 3"],
  ["opera_mini", "Opera Mini up to 34"],
];
const PATTERN_HELP = "One a line: * stands for any text, ? for any character, {a,b} for either. The whole text counts.";
const LISTS: readonly (readonly [option: keyof RulesOptions, label: string, help: string])[] = [
  ["filters:error_messages", "Error messages", `${PATTERN_HELP} Compared with messages, and with “TypeError: x is null”.`],
  ["filters:releases", "Releases", PATTERN_HELP],
  ["filters:blacklisted_ips", "Senders", "One address or range a line, such as 192.0.2.0/24."],
];
const nameOf = (option: string): string => `options.${option}`;

/** Which events are not kept. */
export function FilterSettings({ org, project, mayChange }: Place) {
  const filters = useFilters(org, project);
  const rules = useRules(org, project);
  const error = filters.error ?? rules.error;
  if (error !== undefined)
    return <Failed error={error} retry={() => Promise.all([filters.reload(), rules.reload()])} what="filters" />;
  if (filters.data === undefined || rules.data === undefined) return <Skeleton rows={3} shape="block" />;
  return <FilterForm org={org} project={project} mayChange={mayChange} filters={filters.data} rules={rules.data} />;
}

function FilterForm({ org, project, mayChange, filters, rules }: Place & { filters: readonly Filter[]; rules: Rules }) {
  const ref = useRef<HTMLFormElement>(null);
  const others = useOrganizationRules(org).data?.options;
  const form = useForm(async () => {
    await saveFilters(org, project, wishOf(ref.current, filters), { filters, options: rules.options });
    say({ text: "The filters are saved; they hold for events that arrive from now on" });
  });
  const isOn = (id: string): boolean => filters.find((filter) => filter.id === id)?.active === true;
  const legacy = legacyOf(filters);
  return (
    <>
      <form class="form" ref={ref} onSubmit={form.onSubmit}>
        <fieldset disabled={!mayChange}>
          {SWITCHES.map(([id, label, help]) => (
            <Tick key={id} label={label} name={id} isOn={isOn(id)} help={help} />
          ))}
          <fieldset class="ticks" aria-label="Old browsers">
            <p class="ticks-title">Old browsers</p>
            {BROWSERS.map(([name, label]) => (
              <Tick key={name} label={label} name={`${LEGACY}.${name}`} isOn={legacy.includes(name)} />
            ))}
          </fieldset>
          {LISTS.map(([option, label, help]) => (
            <div key={option} class="list-of">
              <Area
                label={label}
                name={nameOf(option)}
                value={rules.options[option]}
                rows={3}
                help={help}
                error={form.wrong(nameOf(option))}
              />
              <Inherited text={others?.[option] ?? ""} />
            </div>
          ))}
          <FormProblem error={form.error} fields={LISTS.map(([option]) => nameOf(option))} />
          {mayChange && <button disabled={form.busy}>{form.busy ? "Saving…" : "Save filters"}</button>}
        </fieldset>
      </form>
      <TryRules org={org} project={project} wish={() => wishOf(ref.current, filters)} />
    </>
  );
}

/** What the organisation adds to a list of the project. `text` has a line for each. */
export function Inherited({ text }: { text: string }) {
  if (text === "") return null;
  return <p class="help">The organisation adds: {text.split("\n").join(", ")}</p>;
}

function legacyOf(filters: readonly Filter[]): readonly string[] {
  const active = filters.find(({ id }) => id === LEGACY)?.active;
  return typeof active === "object" ? active : [];
}

/** What the form says, saved or not. */
function wishOf(form: HTMLFormElement | null, filters: readonly Filter[]): { filters: WantedFilters; options: RulesOptions } {
  const before = legacyOf(filters);
  const known = BROWSERS.map(([name]) => name);
  const isChosen = (name: string): boolean => isTicked(form, `${LEGACY}.${name}`);
  // Older names of browsers, chosen through the API, have no place on the screen and stay as they are.
  const stay = before.filter((name) => !known.includes(name) || isChosen(name));
  const legacy = [...stay, ...known.filter((name) => isChosen(name) && !before.includes(name))];
  return {
    filters: {
      ...Object.fromEntries(SWITCHES.map(([id]) => [id, isTicked(form, id)])),
      [LEGACY]: legacy.length === 0 ? false : legacy,
    },
    options: {
      "filters:error_messages": textIn(form, nameOf("filters:error_messages")),
      "filters:releases": textIn(form, nameOf("filters:releases")),
      "filters:blacklisted_ips": textIn(form, nameOf("filters:blacklisted_ips")),
    },
  };
}
