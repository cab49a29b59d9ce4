import type { ChangedIssue, ChangeGroup as Group, ChangeKind } from "../data/changes.ts";
import { assigneeWords, count, plural } from "../data/words.ts";
import type { IconName } from "../primitives/icon.tsx";
import { Icon, Level } from "../primitives/icon.tsx";
import { Ago } from "../primitives/time.tsx";

const GROUPS: { readonly [kind in ChangeKind]: { readonly title: string; readonly icon: IconName; readonly why: string } } = {
  new: { title: "New", icon: "plus", why: "Seen for the first time, the most frequent first" },
  returned: { title: "Returned", icon: "reopen", why: "Were resolved or ignored, and happened again" },
  growing: { title: "Growing", icon: "up", why: "At least twice as frequent as before" },
  quiet: { title: "Gone quiet", icon: "fall", why: "A tenth of what they were, or nothing" },
  unseen: { title: "Unseen by you", icon: "eye", why: "Happened, and you have not opened them" },
};

/** A few issues of one kind of change, each with the figure that put it there. */
export function ChangeGroup({ org, list, group }: { org: string; list: string; group: Group }) {
  const { title, icon, why } = GROUPS[group.kind];
  const id = `changed-${group.kind}`;
  const more = (group.count ?? 0) - group.issues.length;
  return (
    <section class={`change-group ${group.kind}`} aria-labelledby={id}>
      <header>
        <h2 id={id}>
          <Icon name={icon} /> {title} {group.count !== null && <span class="n">{countWords(group)}</span>}
        </h2>
        <p class="quiet">{why}</p>
        <a href={`${list}?${new URLSearchParams(group.list)}`}>
          {more > 0 ? `${countWords({ ...group, count: more })} more in the list` : "Open the list"}
          <span class="sr">: {title}</span>
        </a>
      </header>
      <ul>
        {group.issues.map((changed) => (
          <ChangeRow key={changed.issue.id} org={org} kind={group.kind} changed={changed} />
        ))}
      </ul>
    </section>
  );
}

const countWords = ({ count: n, isComplete }: Pick<Group, "count" | "isComplete">): string =>
  n === null ? "" : n >= 1_000 ? "1,000 or more" : `${count(n)}${isComplete ? "" : " or more"}`;

function ChangeRow({ org, kind, changed }: { org: string; kind: ChangeKind; changed: ChangedIssue }) {
  const { issue } = changed;
  const { type, value } = issue.metadata;
  return (
    <li class="change">
      <Level level={issue.level} />
      <div class="what">
        <a class="title" href={`organizations/${org}/issues/${issue.id}`} title={issue.title}>
          <strong>
            <bdi>{type ?? issue.title}</bdi>
          </strong>{" "}
          {type !== undefined && <bdi>{value}</bdi>}
        </a>
        <div class="meta">
          {issue.culprit !== "" && <bdi class="culprit">{issue.culprit}</bdi>}
          <span class="id">{issue.shortId}</span>
          {!issue.hasSeen && kind !== "unseen" && <span class="mark">Unseen</span>}
          {issue.assignedTo !== null && <bdi class="id">{assigneeWords(issue.assignedTo)}</bdi>}
        </div>
      </div>
      <p class="figure">
        <Figure kind={kind} changed={changed} />
      </p>
    </li>
  );
}

/** Why it is in its group. */
function Figure({ kind, changed: { issue, events } }: { kind: ChangeKind; changed: ChangedIssue }) {
  const total = events?.now ?? Number(issue.count);
  const users = issue.userCount > 0 && <small>{plural(issue.userCount, "user")}</small>;
  switch (kind) {
    case "new":
      return (
        <>
          <strong>{plural(total, "event")}</strong> {users}
        </>
      );
    case "returned":
      return (
        <>
          <strong>
            back <Ago at={issue.statusChangedAt} />
          </strong>{" "}
          <small>{plural(total, "event")}</small>
        </>
      );
    case "growing":
    case "quiet":
      return events === null ? (
        <strong>{plural(total, "event")}</strong>
      ) : (
        <>
          <strong>
            {rate(events.beforeADay)} <span aria-hidden="true">→</span>
            <span class="sr">to</span> {rate(events.nowADay)}
          </strong>{" "}
          <small>events a day</small>
        </>
      );
    case "unseen":
      return (
        <>
          <strong>{plural(total, "event")}</strong>{" "}
          <small>
            last <Ago at={issue.lastSeen} />
          </small>
        </>
      );
  }
}

const rate = (aDay: number): string => (aDay >= 10 ? count(Math.round(aDay)) : String(aDay));
