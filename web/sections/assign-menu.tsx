import { assign, useMembers } from "../data/activity.ts";
import { useMe } from "../data/session.ts";
import type { Issue } from "../data/types.ts";
import { Icon } from "../primitives/icon.tsx";
import { Menu } from "../primitives/menu.tsx";

/** Who takes care of an issue; a press gives it to another member. */
export function AssignMenu({ org, issue }: { org: string; issue: Issue }) {
  const members = useMembers(org);
  const me = useMe(true).data;
  const { assignedTo: now } = issue;
  const isMe = (id: string): boolean => id === me?.id;
  // Oneself first: that is the one chosen most.
  const shown = (members.data ?? []).toSorted((a, b) => Number(isMe(b.id)) - Number(isMe(a.id)));
  return (
    <Menu
      name={now === null ? "Assign" : `Assigned to ${now.name}. Assign to somebody else`}
      class="assign"
      label={
        <>
          <bdi>{now === null ? "Assign" : now.name}</bdi> <Icon name="down" />
        </>
      }
    >
      {shown.map((member) => (
        <button
          key={member.id}
          type="button"
          aria-current={member.id === now?.id ? "true" : undefined}
          title={member.email}
          onClick={() => void assign(org, [issue], member)}
        >
          <bdi>{member.name}</bdi>
          {isMe(member.id) && <span class="quiet"> (you)</span>}
        </button>
      ))}
      {now !== null && (
        <button type="button" onClick={() => void assign(org, [issue], null)}>
          Nobody
        </button>
      )}
    </Menu>
  );
}
