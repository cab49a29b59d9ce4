import { useRef, useState } from "preact/hooks";
import { assign, useMembers } from "../data/activity.ts";
import { useMe } from "../data/session.ts";
import type { Assignee, Issue } from "../data/types.ts";
import { Dialog } from "../primitives/dialog.tsx";

type Props = { org: string; issues: readonly Issue[]; onClose: () => void };

const MANY = 8;

/** Asks whom issues of the list are given to. Typing narrows it down; Enter takes the first. */
export function AssignDialog({ org, issues, onClose }: Props) {
  const members = useMembers(org).data;
  const me = useMe(true).data;
  const list = useRef<HTMLUListElement>(null);
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const shown = (members ?? [])
    .filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(wanted))
    .toSorted((a, b) => Number(b.id === me?.id) - Number(a.id === me?.id));
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
      {members !== undefined && members.length > MANY && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (first !== undefined) give(first);
          }}
        >
          <input
            type="search"
            class="find"
            aria-label="Find a member"
            placeholder={`Find among ${members.length}`}
            value={text}
            onInput={(event) => setText(event.currentTarget.value)}
          />
        </form>
      )}
      <ul ref={list} class="people">
        {shown.map((member) => (
          <li key={member.id}>
            <button type="button" class="ghost" title={member.email} onClick={() => give(member)}>
              <bdi>{member.name}</bdi>
              {member.id === me?.id && <span class="quiet">you</span>}
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
      {members !== undefined && shown.length === 0 && <p class="quiet">No member has “{text}” in name or address.</p>}
    </Dialog>
  );
}
