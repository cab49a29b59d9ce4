import type { Wish } from "../data/decisions.ts";
import type { Issue, Status } from "../data/types.ts";
import { assigneeWords, count, isWithinADay, plural, untilWords } from "../data/words.ts";
import { Spark } from "../primitives/bars.tsx";
import type { IconName } from "../primitives/icon.tsx";
import { Icon, Level } from "../primitives/icon.tsx";
import { Ago } from "../primitives/time.tsx";

type Props = {
  org: string;
  issue: Issue;
  /** As the screen shows it: what was decided here counts before the server says so. */
  status: Status;
  /** Of the list; a row says its own only when it is another one. */
  listed: Status | undefined;
  isLeaving: boolean;
  isChosen: boolean;
  /** Rows can be chosen, to decide about several; by default where one may decide. */
  mayChoose?: boolean;
  /** In a list over several projects. */
  projectName?: string;
  mayDecide: boolean;
  /** `isRange`: with all between it and the one chosen before. */
  onChoose: (isChosen: boolean, isRange: boolean) => void;
  onDecide: (wish: Wish) => void;
};

export function IssueRow(props: Props) {
  const { org, issue, status, listed, isLeaving, isChosen, mayDecide, projectName, onChoose, onDecide } = props;
  const { mayChoose = mayDecide } = props;
  const { type, value } = issue.metadata;
  const act = (icon: IconName, words: string, wish: Wish) => (
    <button
      type="button"
      class="ghost square"
      title={words}
      aria-label={`${words} ${issue.shortId}`}
      onClick={() => onDecide(wish)}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <li class={`issue${isLeaving ? " leaving" : ""}${isChosen ? " chosen" : ""}`} data-issue={issue.id} inert={isLeaving}>
      {mayChoose ? (
        <label class="choose">
          <input
            type="checkbox"
            checked={isChosen}
            aria-label={`Select ${issue.shortId}`}
            onClick={(event) => onChoose(event.currentTarget.checked, event.shiftKey)}
          />
        </label>
      ) : projectName !== undefined ? (
        <bdi class="of-project cut" title={projectName}>
          {projectName}
        </bdi>
      ) : (
        <span />
      )}
      <Level level={issue.level} />
      <div class="what">
        <a class="title" href={`organizations/${org}/issues/${issue.id}`} title={issue.title}>
          <strong>
            <bdi>{type ?? issue.title}</bdi>
          </strong>{" "}
          {type !== undefined && <bdi>{value}</bdi>}
        </a>
        <div class="meta">
          {projectName !== undefined && (
            <bdi class="also-project" aria-hidden="true">
              {projectName}
            </bdi>
          )}
          {issue.culprit !== "" && <bdi class="culprit">{issue.culprit}</bdi>}
          <span class="id">{issue.shortId}</span>
          {status === "ignored" && issue.status === "ignored" && untilWords(issue.statusDetails) !== "" ? (
            <span class="mark">{untilWords(issue.statusDetails)}</span>
          ) : (
            status !== listed && listed !== undefined && <span class="mark">{status}</span>
          )}
          {issue.substatus === "regressed" && status === "unresolved" && (
            <span class="mark regressed">
              <Icon name="reopen" /> Regressed
            </span>
          )}
          {issue.substatus === "escalating" && status === "unresolved" && (
            <span class="mark regressed">
              <Icon name="reopen" /> Escalating
            </span>
          )}
          {issue.substatus === "new" && isWithinADay(issue.firstSeen) && <span class="mark fresh">New</span>}
          <span class="when">
            <Ago at={issue.lastSeen} />
          </span>
          {issue.link !== null && (
            <span class={`mark linked ${issue.link.state}`} title={`${issue.link.repository}: ${issue.link.title}`}>
              <Icon name="link" /> #{issue.link.number}
              {issue.link.state === "closed" && " closed"}
            </span>
          )}
          {issue.assignedTo !== null && (
            <span class="mark owner" title={`Assigned to ${assigneeWords(issue.assignedTo)}`}>
              <Icon name="user" /> <bdi>{assigneeWords(issue.assignedTo)}</bdi>
            </span>
          )}
          {issue.isUnhandled === true && <span class="mark unhandled">Unhandled</span>}
        </div>
      </div>
      <Spark series={issue.stats["24h"] ?? []} />
      <span class="num" title={plural(Number(issue.count), "event")}>
        {count(Number(issue.count))}
        <span class="unit"> {Number(issue.count) === 1 ? "event" : "events"}</span>
      </span>
      <span class="num users" title={plural(issue.userCount, "user")}>
        {issue.userCount === 0 ? <span class="quiet">–</span> : count(issue.userCount)}
        <span class="unit"> {issue.userCount === 1 ? "user" : "users"}</span>
      </span>
      <span class="num seen">
        <Ago at={issue.lastSeen} bare />
        <span class="age">
          <Ago at={issue.firstSeen} bare /> old
        </span>
      </span>
      {mayDecide && (
        <span class="acts">
          {status === "unresolved" ? (
            <>
              {act("check", "Resolve", { status: "resolved" })}
              {act("mute", "Ignore", { status: "ignored" })}
            </>
          ) : (
            act("reopen", "Reopen", { status: "unresolved" })
          )}
        </span>
      )}
    </li>
  );
}
