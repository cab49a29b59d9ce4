import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Issue } from "../data/types.ts";

export type ChosenRows = {
  readonly ids: ReadonlySet<string>;
  /** Whether any is, without drawing anew. */
  readonly isAny: () => boolean;
  /** `isRange`: with all rows between it and the one that was chosen before. */
  readonly choose: (rows: readonly Issue[], id: string, isOn: boolean, isRange: boolean) => void;
  readonly chooseAll: (of: readonly Issue[]) => void;
  readonly drop: (ids: ReadonlySet<string>) => void;
};

/** Which rows are selected; none when the list becomes another one. */
export function useChosenRows(list: string): ChosenRows {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const size = useRef(0);
  size.current = ids.size;
  const last = useRef("");
  useEffect(() => setIds(new Set()), [list]);
  return {
    ids,
    isAny: useCallback(() => size.current > 0, []),
    choose(rows, id, isOn, isRange) {
      const meant = isRange ? between(rows, last.current, id) : [id];
      last.current = id;
      setIds((old) => new Set([...old].filter((one) => !meant.includes(one)).concat(isOn ? meant : [])));
    },
    chooseAll: (of) => setIds(new Set(of.map(({ id }) => id))),
    drop: (gone) => setIds((old) => new Set([...old].filter((id) => !gone.has(id)))),
  };
}

/** The ids from one row to another, both included; the second alone when the first is not there. */
function between(rows: readonly Issue[], from: string, to: string): readonly string[] {
  const ids = rows.map(({ id }) => id);
  const [start, end] = [ids.indexOf(from), ids.indexOf(to)];
  return start === -1 ? [to] : ids.slice(Math.min(start, end), Math.max(start, end) + 1);
}
