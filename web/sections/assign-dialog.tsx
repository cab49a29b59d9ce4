import { useRef, useState } from "preact/hooks";
import { assign, useTakers } from "../data/activity.ts";
import type { Assignee, Issue } from "../data/types.ts";
import { assigneeWords } from "../data/words.ts";
import { Dialog } from "../primitives/dialog.tsx";

type Props = { org: string; issues: readonly Issue[]; onClose: () => void };

const MANY = 8;

/** Asks whom issues of the list are given to. Typing narrows it down; Enter takes the first. */
export function AssignDialog({ org, issues, onClose }: Props) {
  const takers = useTakers(org);
  const list = useRef<HTMLUListElement>(null);
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const shown = (takers ?? []).filter(({ to, more }) => `${assigneeWords(to)} ${more}`.toLowerCase().includes(wanted));
  const give = (to: Assignee | null) => {
    // The browser gives the focus back to the row or button that had it.
    list.current?.closest("dialog")?.close();
    void assign(org, issues, to);
  };
  const [first] = shown;
  const isSomebodys = issues.some(({ assignedTo }) => assignedTo !== null);
  const name = issues.length === 1 ? issues[0]?.shortId : `${issues.length} issues`;
  return (
    <Dialog title={`Assign ${name}`} onClose={onClose}>
      {takers !== undefined && takers.length > MANY && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (first !== undefined) give(first.to);
          }}
        >
          <input
            type="search"
            class="find"
            aria-label="Find a member or team"
            placeholder={`Find among ${takers.length}`}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </form>
      )}
      <ul ref={list} class="people">
        {shown.map(({ to, more, isMe }) => (
          <li key={`${to.type} ${to.id}`}>
            <button type="button" class="ghost" title={more} onClick={() => give(to)}>
              <bdi>{assigneeWords(to)}</bdi>
              {isMe && <span class="quiet">you</span>}
            </button>
          </li>
        ))}
        {isSomebodys && wanted === "" && (
          <li>
            <button type="button" class="ghost" onClick={() => give(null)}>
              Nobody
            </button>
          </li>
        )}
      </ul>
      {takers !== undefined && shown.length === 0 && (
        <p class="quiet">No member and no team has “{text}” in name or address.</p>
      )}
    </Dialog>
  );
}
