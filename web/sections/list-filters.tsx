import { useState } from "preact/hooks";
import { useMembers } from "../data/activity.ts";
import { useValues } from "../data/completion.ts";
import { valueIn, withValue } from "../data/search-text.ts";
import type { Project } from "../data/types.ts";
import { Icon } from "../primitives/icon.tsx";

type Props = {
  project: Project | undefined;
  query: string;
  environment: string;
  period: string;
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
export function ListFilters({ project, query, environment, period, onChange }: Props) {
  const [isOpen, setOpen] = useState(false);
  const environments = useValues(project, "environment");
  const releases = useValues(project, "release");
  const members = useMembers(project?.organization.slug).data ?? [];
  const inText = (key: string) => ({
    value: valueIn(query, key),
    onChoose: (value: string) => onChange({ query: withValue(query, key, value) }),
  });
  const level = inText("level");
  const release = inText("release");
  const assigned = inText("assigned");
  const count = [environment, period, level.value, release.value, assigned.value].filter((value) => value !== "").length;
  const people = members.map(({ email, name }) => [email, name] as const);
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
        <Filter
          label="Time"
          all="Any time"
          value={period}
          choices={PERIODS}
          onChoose={(name) => onChange({ statsPeriod: name === "" ? undefined : name })}
        />
        <Filter label="Level" all="Any level" {...level} choices={LEVELS.map((name) => [name, name])} />
        <Filter label="Release" all="Any release" {...release} choices={releases.map((name) => [name, name])} />
        {project?.backend.can.assign !== false && (
          <Filter
            label="Assignee"
            all="Anybody’s"
            {...assigned}
            choices={[["me", "Mine"], ["my_teams", "My teams’"], ["none", "Nobody’s"], ...people]}
          />
        )}
      </div>
    </div>
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
      onChange={(event) => onChoose(event.currentTarget.value)}
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
