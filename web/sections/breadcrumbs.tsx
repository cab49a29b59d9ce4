import { useState } from "preact/hooks";
import { metaAt } from "../data/meta.ts";
import type { Crumb, Meta } from "../data/types.ts";
import { before, clockTime, plural } from "../data/words.ts";
import type { IconName } from "../primitives/icon.tsx";
import { Icon } from "../primitives/icon.tsx";
import { Section, Value, Values } from "../primitives/values.tsx";

const SHOWN_AT_FIRST = 12;
const LEVELS = ["fatal", "error", "warning", "info", "debug"];

const ICONS: readonly (readonly [RegExp, IconName])[] = [
  [/navigation/, "link"],
  [/http|fetch|xhr|request/, "globe"],
  [/click|ui|user|touch/, "click"],
  [/query|sql|db|redis|cache/, "database"],
  [/exception|error/, "bolt"],
];
const iconOf = ({ type, category }: Crumb): IconName =>
  ICONS.find(([names]) => names.test(category ?? "") || names.test(type))?.[1] ?? "text";

/** The steps before the error, as a line of time that ends in it. */
export function Breadcrumbs({
  crumbs,
  end,
  title,
  meta,
}: {
  crumbs: readonly Crumb[];
  end: string;
  title: string;
  meta: Meta | undefined;
}) {
  const [category, setCategory] = useState("");
  const [level, setLevel] = useState("");
  const [isWhole, setWhole] = useState(false);
  const categories = [...new Set(crumbs.map((crumb) => crumb.category ?? crumb.type))].toSorted();
  const levels = LEVELS.filter((name) => crumbs.some((crumb) => crumb.level === name));
  const fitting = crumbs
    .map((crumb, index) => ({ crumb, meta: metaAt(meta, "values", index), index }))
    .filter(({ crumb }) => category === "" || (crumb.category ?? crumb.type) === category)
    .filter(({ crumb }) => level === "" || crumb.level === level);
  const shown = isWhole ? fitting : fitting.slice(-SHOWN_AT_FIRST);
  const filters = (
    <div class="filters">
      {categories.length > 1 && (
        <select
          class="small"
          aria-label="Category of breadcrumbs"
          value={category}
          onChange={(e) => setCategory(e.currentTarget.value)}
        >
          <option value="">All categories</option>
          {categories.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
      {levels.length > 1 && (
        <select class="small" aria-label="Level of breadcrumbs" value={level} onChange={(e) => setLevel(e.currentTarget.value)}>
          <option value="">All levels</option>
          {levels.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </div>
  );
  return (
    <Section id="breadcrumbs" title="Breadcrumbs" side={filters}>
      {shown.length < fitting.length && (
        <button type="button" class="ghost small more" onClick={() => setWhole(true)}>
          Show {plural(fitting.length - shown.length, "earlier step")}
        </button>
      )}
      {shown.length === 0 && <p class="quiet">No step is of this category and level.</p>}
      <ol class="crumbs">
        {shown.map(({ crumb, meta: own, index }) => (
          <li key={index} class={crumb.level}>
            <span class="dot">
              <Icon name={iconOf(crumb)} />
            </span>
            <CrumbText crumb={crumb} meta={own} />
            {crumb.timestamp !== null && (
              <time dateTime={crumb.timestamp} title={clockTime(crumb.timestamp)}>
                {before(crumb.timestamp, end)}
              </time>
            )}
          </li>
        ))}
        <li class="end">
          <span class="dot">
            <Icon name="bolt" />
          </span>
          <div class="what">
            <span class="category">error</span> <bdi class="title">{title}</bdi>
          </div>
          <time dateTime={end}>{clockTime(end)}</time>
        </li>
      </ol>
    </Section>
  );
}

function CrumbText({ crumb, meta }: { crumb: Crumb; meta: Meta | undefined }) {
  const summary = summaryOf(crumb);
  const rest = Object.fromEntries(Object.entries(crumb.data ?? {}).filter(([key]) => !summary.used.includes(key)));
  return (
    <div class="what">
      <span class="category">{crumb.category ?? crumb.type}</span>
      {crumb.level !== "info" && <span class={`mark ${crumb.level}`}>{crumb.level}</span>}
      {summary.text !== "" && (
        <span class="message">
          <Value value={summary.text} meta={metaAt(meta, "message")} />
        </span>
      )}
      {Object.keys(rest).length > 0 && (
        <details>
          <summary>{plural(Object.keys(rest).length, "detail")}</summary>
          <Values label="Details of this step" of={rest} meta={metaAt(meta, "data")} />
        </details>
      )}
    </div>
  );
}

/** Requests and changes of page in one line; what it says need not be said again below. */
function summaryOf({ data, message }: Crumb): { text: string; used: readonly string[] } {
  const text = (key: string): string => {
    const value = data?.[key];
    return typeof value === "string" || typeof value === "number" ? String(value) : "";
  };
  if (text("url") !== "") {
    const status = text("status_code");
    const line = `${text("method")} ${text("url")}${status === "" ? "" : ` → ${status}`}`.trim();
    return { text: message === null || message === "" ? line : `${message} ${line}`, used: ["url", "method", "status_code"] };
  }
  if (text("from") !== "" && text("to") !== "") return { text: `${text("from")} → ${text("to")}`, used: ["from", "to"] };
  return { text: message ?? "", used: [] };
}
