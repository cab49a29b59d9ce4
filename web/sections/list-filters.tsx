import { useState } from "preact/hooks";
import { useTakers } from "../data/activity.ts";
import { useValues } from "../data/completion.ts";
import type { NarrowingChosen } from "../data/issues.ts";
import { valueIn, withValue } from "../data/search-text.ts";
import type { Project } from "../data/types.ts";
import { assigneeWords, rangeWords } from "../data/words.ts";
import { Icon } from "../primitives/icon.tsx";
import { TimeRange } from "./time-range.tsx";

type Props = {
  project: Project | undefined;
  query: string;
  narrowing: NarrowingChosen;
  /** Changes of the address: a part to its value, undefined taken out. */
  onChange: (change: Record<string, string | undefined>) => void;
};

const LEVELS = ["fatal", "error", "warning", "info", "debug"] as const;
const PERIODS = [
  ["1h", "Last hour"],
  ["24h", "Last 24 hours"],
  ["7d", "Last 7 days"],
  ["14d", "Last 14 days"],
  ["30d", "Last 30 days"],
  ["90d", "Last 90 days"],
] as const;

/** What most lists are narrowed by, for those who would rather choose than write. Level, release and assignee stand in the search text. */
export function ListFilters({ project, query, narrowing, onChange }: Props) {
  const { environment } = narrowing;
  const [isOpen, setOpen] = useState(false);
  const environments = useValues(project, "environment");
  const releases = useValues(project, "release");
  const takers = useTakers(project?.organization.slug) ?? [];
  const inText = (key: string) => ({
    value: valueIn(query, key),
    onChoose: (value: string) => onChange({ query: withValue(query, key, value) }),
  });
  const level = inText("level");
  const release = inText("release");
  const assigned = inText("assigned");
  const time = narrowing.statsPeriod + narrowing.start + narrowing.end;
  const count = [environment, time, level.value, release.value, assigned.value].filter((value) => value !== "").length;
  const assignees = takers.map(({ to, more }) => [to.type === "team" ? `#${to.name}` : more, assigneeWords(to)] as const);
  return (
    <div class="list-filters">
      <button type="button" class="more-filters" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        Filters{count > 0 && ` (${count})`} <Icon name="down" />
      </button>
      <div class={isOpen ? "choices open" : "choices"} role="group" aria-label="Filters">
        <Filter
          label="Environment"
          all="All environments"
          value={environment}
          choices={environments.map((name) => [name, name])}
          onChoose={(name) => onChange({ environment: name === "" ? undefined : name })}
        />
        <TimeFilter narrowing={narrowing} days={project?.retentionDaysInForce ?? 90} onChange={onChange} />
        <Filter label="Level" all="Any level" {...level} choices={LEVELS.map((name) => [name, name])} />
        <Filter label="Release" all="Any release" {...release} choices={releases.map((name) => [name, name])} />
        {project?.backend.can.assign !== false && (
          <Filter
            label="Assignee"
            all="Anybody’s"
            {...assigned}
            choices={[["me", "Mine"], ["my_teams", "My teams’"], ["none", "Nobody’s"], ...assignees]}
          />
        )}
      </div>
    </div>
  );
}

/** Words of `TimeFilter` that are no spans. */
const RANGE = "range";
const OTHER_RANGE = "other";

/** A span until now, or a stretch between two times. */
function TimeFilter({ narrowing, days, onChange }: Pick<Props, "narrowing" | "onChange"> & { days: number }) {
  const [isAsked, setAsked] = useState(false);
  const { statsPeriod, start, end } = narrowing;
  const isRange = statsPeriod === "" && (start !== "" || end !== "");
  const choices = [
    ...PERIODS,
    ...(isRange ? [[RANGE, rangeWords(start, end)] as const] : []),
    [OTHER_RANGE, isRange ? "Another stretch…" : "From – to…"] as const,
  ];
  return (
    <>
      <Filter
        label="Time"
        all="Any time"
        value={isRange ? RANGE : statsPeriod}
        choices={choices}
        onChoose={(name) => {
          if (name === OTHER_RANGE) setAsked(true);
          else onChange({ statsPeriod: name === "" ? undefined : name, start: undefined, end: undefined });
        }}
      />
      {isAsked && (
        <TimeRange
          start={start}
          end={end}
          days={days}
          onChoose={(from, to) => onChange({ statsPeriod: undefined, start: from, end: to === "" ? undefined : to })}
          onClose={() => setAsked(false)}
        />
      )}
    </>
  );
}

type FilterProps = {
  label: string;
  /** What stands for no choice. */
  all: string;
  value: string;
  choices: readonly (readonly [value: string, words: string])[];
  onChoose: (value: string) => void;
};

function Filter({ label, all, value, choices, onChoose }: FilterProps) {
  const known = value === "" || choices.some(([name]) => name === value) ? choices : [[value, value] as const, ...choices];
  return (
    <select
      class={value === "" ? undefined : "on"}
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => {
        const chosen = currentTarget.value;
        // It shows what holds, which a choice that only asks does not change.
        currentTarget.value = value;
        onChoose(chosen);
      }}
    >
      <option value="">{all}</option>
      {known.map(([name, words]) => (
        <option key={name} value={name}>
          {words}
        </option>
      ))}
    </select>
  );
}
