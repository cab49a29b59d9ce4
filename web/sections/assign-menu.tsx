import { assign, useTakers } from "../data/activity.ts";
import type { Issue } from "../data/types.ts";
import { assigneeWords } from "../data/words.ts";
import { Icon } from "../primitives/icon.tsx";
import { Menu } from "../primitives/menu.tsx";

/** Who takes care of an issue; a press gives it to another member or a team. */
export function AssignMenu({ org, issue }: { org: string; issue: Issue }) {
  const takers = useTakers(org) ?? [];
  const { assignedTo: now } = issue;
  const words = now === null ? "Assign" : assigneeWords(now);
  return (
    <Menu
      name={now === null ? words : `Assigned to ${words}. Assign to somebody else`}
      class="assign"
      label={
        <>
          <Icon name="user" /> <bdi class="cut">{words}</bdi> <Icon name="down" />
        </>
      }
    >
      {takers.map(({ to, more, isMe }) => (
        <button
          key={`${to.type} ${to.id}`}
          type="button"
          aria-current={now !== null && to.type === now.type && to.id === now.id ? "true" : undefined}
          title={more}
          onClick={() => void assign(org, [issue], to)}
        >
          <bdi>{assigneeWords(to)}</bdi>
          {isMe && <span class="quiet"> (you)</span>}
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
