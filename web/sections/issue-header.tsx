import type { ComponentChildren } from "preact";
import type { Wish } from "../data/decisions.ts";
import type { Status } from "../data/types.ts";
import { plural } from "../data/words.ts";
import { Icon } from "../primitives/icon.tsx";
import { Decide } from "./decide.tsx";

type Props = {
  sort: string;
  onSort: (sort: string) => void;
  /** How many rows there are, and how many are chosen. */
  total: number;
  chosen: number;
  mayDecide: boolean;
  canWait: boolean;
  sorts: readonly string[];
  status: Status | undefined;
  onChooseAll: (isChosen: boolean) => void;
  onDecide: (wish: Wish) => void;
  /** Makes one issue of those chosen, where that can be done. */
  onMerge: (() => void) | undefined;
  /** In a list over several projects, which has a column for them. */
  hasProjects?: boolean;
  /** Asks whom they are given to. */
  onAssign?: (() => void) | undefined;
  onDelete?: (() => void) | undefined;
};

/** The heads of the columns; what can be done with the chosen rows takes their place. */
export function IssueHeader(props: Props) {
  const { sort, onSort, total, chosen, mayDecide, canWait, sorts, status, onChooseAll, onDecide } = props;
  const { onMerge, onAssign, onDelete, hasProjects = false } = props;
  const all = mayDecide && (
    <label class="choose">
      <input
        type="checkbox"
        aria-label="Select all on this page"
        checked={total > 0 && chosen === total}
        ref={(box) => void (box !== null && (box.indeterminate = chosen > 0 && chosen < total))}
        disabled={total === 0}
        onChange={(event) => onChooseAll(event.currentTarget.checked)}
      />
    </label>
  );
  if (chosen > 0) {
    return (
      <div class="issue-head selection" role="group" aria-label="Selected issues">
        {all}
        <strong role="status">{plural(chosen, "issue")} selected</strong>
        <span class="buttons">
          <Decide status={status} canWait={canWait} onDecide={onDecide} />
          {onAssign !== undefined && (
            <button type="button" onClick={onAssign}>
              <Icon name="user" /> Assign
            </button>
          )}
          {onMerge !== undefined && chosen > 1 && (
            <button type="button" title="Make one issue of them" onClick={onMerge}>
              <Icon name="merge" /> Merge
            </button>
          )}
          {onDelete !== undefined && (
            <button type="button" class="danger" onClick={onDelete}>
              <Icon name="bin" /> Delete
            </button>
          )}
          <button
            type="button"
            class="ghost"
            onClick={({ currentTarget }) => {
              // The bar goes, its box stays and has the focus then.
              currentTarget.closest(".issue-head")?.querySelector("input")?.focus();
              onChooseAll(false);
            }}
          >
            <Icon name="close" /> Clear
          </button>
        </span>
      </div>
    );
  }
  const head = (name: string, words: string) =>
    sorts.includes(name) ? (
      <SortButton isOn={sort === name} onSort={() => onSort(name)}>
        {words}
      </SortButton>
    ) : (
      <span>{words}</span>
    );
  return (
    <div class="issue-head">
      {all === false ? <span>{hasProjects && "Project"}</span> : all}
      <span />
      <span>Issue</span>
      <span class="last-day">Last 24 hours</span>
      {head("freq", "Events")}
      {head("user", "Users")}
      {head("date", "Seen")}
      {mayDecide && <span />}
    </div>
  );
}

function SortButton({ isOn, onSort, children }: { isOn: boolean; onSort: () => void; children: ComponentChildren }) {
  return (
    <button type="button" class="head" aria-pressed={isOn} title="Sort by this" onClick={onSort}>
      {children}
      {isOn && <Icon name="down" />}
    </button>
  );
}
