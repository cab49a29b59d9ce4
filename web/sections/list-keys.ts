import type { Wish } from "../data/decisions.ts";
import { decided, statusOf } from "../data/decisions.ts";
import { useShortcuts } from "../data/shortcuts.ts";
import type { Issue } from "../data/types.ts";

type ListRef = { readonly current: HTMLElement | null };

/** At the top, with pointer and focus elsewhere: rows may move then. */
export function isUnread(list: HTMLElement | null): boolean {
  return list === null || (window.scrollY < 8 && !list.matches(":hover") && !list.contains(document.activeElement));
}

const rowsOf = (list: HTMLElement | null): HTMLElement[] => [
  ...(list?.querySelectorAll<HTMLElement>(".issue:not(.leaving)") ?? []),
];
const idOf = (row: HTMLElement): string => row.dataset["issue"] ?? "";
const titleOf = (row: HTMLElement | undefined) => row?.querySelector<HTMLElement>("a.title");

/** The focus goes on to the next row that stays, so that one can go on with the keyboard. */
export function focusAfter(list: HTMLElement | null, leaving: ReadonlySet<string>): void {
  const rows = rowsOf(list);
  const held = rows.findIndex((row) => row.contains(document.activeElement));
  const at = held === -1 ? rows.findIndex((row) => leaving.has(idOf(row))) : held;
  const stays = (row: HTMLElement) => !leaving.has(idOf(row));
  const next = rows.slice(Math.max(0, at)).find(stays) ?? rows.slice(0, Math.max(0, at)).findLast(stays);
  const focus = () => (titleOf(next) ?? document.getElementById("main"))?.focus({ preventScroll: true });
  if (held !== -1) return focus();
  // Decided with a button of the selection, which goes with it; a dialog that closes gives the focus back to it before.
  if (document.activeElement?.closest(".selection, dialog, [popover]") != null) setTimeout(focus);
}

type Keys = {
  list: ListRef;
  rows: readonly Issue[];
  picked: readonly Issue[];
  mayDecide: boolean;
  onDecide: (of: readonly Issue[], wish: Wish) => void;
  onAssign: ((of: readonly Issue[]) => void) | undefined;
  onChoose: (id: string) => void;
  onChooseNone: () => void;
};

/** The list by keyboard: the row with the focus is the one that is meant, unless some are selected. */
export function useListKeys({ list, rows, picked, mayDecide, onDecide, onAssign, onChoose, onChooseNone }: Keys): void {
  const now = () => rowsOf(list.current).findIndex((row) => row.contains(document.activeElement));
  const rowNow = () => rowsOf(list.current)[now()];
  const walk = (step: number) => {
    const all = rowsOf(list.current);
    const row = all[Math.max(0, Math.min(all.length - 1, now() + step))];
    titleOf(row)?.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  };
  const meant = (): readonly Issue[] => {
    const row = rowNow();
    return picked.length > 0 || row === undefined ? picked : rows.filter((issue) => issue.id === idOf(row));
  };
  const toggle = (to: "resolved" | "ignored") => () => {
    const of = meant();
    const all = decided.get();
    onDecide(of, { status: of.every((issue) => statusOf(issue, all) === to) ? "unresolved" : to });
  };
  const choose = () => {
    const row = rowNow();
    if (row !== undefined) onChoose(idOf(row));
  };
  useShortcuts({
    j: () => walk(1),
    k: () => walk(-1),
    ArrowDown: () => walk(1),
    ArrowUp: () => walk(-1),
    o: () => titleOf(rowNow())?.click(),
    x: mayDecide ? choose : undefined,
    e: mayDecide ? toggle("resolved") : undefined,
    i: mayDecide ? toggle("ignored") : undefined,
    a: onAssign && (() => onAssign(meant())),
    Escape: picked.length > 0 ? onChooseNone : undefined,
    "/": () => document.getElementById("search")?.focus(),
  });
}
