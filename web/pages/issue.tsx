import { useCallback, useEffect, useState } from "preact/hooks";
import type { Wish } from "../data/decisions.ts";
import { decide, decided, forgetSettled, statusOf } from "../data/decisions.ts";
import { markSeen } from "../data/changes.ts";
import { usePageCommands } from "../data/commands.ts";
import { issueCommands } from "../data/issue-commands.ts";
import { listBefore } from "../data/list-before.ts";
import type { Change, MaybeMissed } from "../data/live.ts";
import { useLive } from "../data/live.ts";
import { issuePath, reloadCounts, useEvent, useIssue, useTags } from "../data/issues.ts";
import { attachmentsPath } from "../data/attachments.ts";
import { activityPath, assign } from "../data/activity.ts";
import { signaturesPath } from "../data/regroup.ts";
import { similarPath } from "../data/similar.ts";
import { go } from "../data/router.ts";
import { useMe } from "../data/session.ts";
import { useShortcuts } from "../data/shortcuts.ts";
import { useSignal } from "../data/signal.ts";
import type { Issue, Project, Status } from "../data/types.ts";
import { reload } from "../data/use-ask.ts";
import { Freshness } from "../primitives/freshness.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { useTitle } from "../primitives/title.ts";
import { EventBar } from "../sections/event-bar.tsx";
import { EventBody } from "../sections/event-body.tsx";
import { IssueHead, IssueSummary, IssueTitle } from "../sections/issue-summary.tsx";
import { DeleteIssue } from "../sections/delete-issue.tsx";
import { SuspectCommits } from "../sections/suspect-commits.tsx";
import { Signatures } from "../sections/signatures.tsx";
import { Similar } from "../sections/similar.tsx";
import { Activity } from "../sections/activity.tsx";
import { Tags } from "../sections/tags.tsx";

type Props = {
  org: string;
  id: string;
  /** An event's id, `latest` or `oldest`. */
  event: string;
  path: string;
  search: URLSearchParams;
  project: Project | undefined;
};

export function IssuePage({ org, id, event, path, search, project }: Props) {
  const issue = useIssue({ org, id });
  const shown = useEvent(org, id, event);
  const tags = useTags(org, id);
  const decisions = useSignal(decided);
  const known = issue.data;
  const [isDeleting, setDeleting] = useState(false);
  // An issue that was merged leads to the one that it is part of.
  const leadsTo = known !== undefined && /^\d+$/.test(id) && known.id !== id ? known.id : undefined;
  useEffect(() => {
    if (leadsTo !== undefined) go(`organizations/${org}/issues/${leadsTo}`, true);
  }, [org, leadsTo]);
  useTitle(known === undefined ? undefined : `${known.shortId} ${known.title}`);
  const isUnseen = known?.hasSeen === false;
  useEffect(() => {
    if (isUnseen) markSeen(org, id);
  }, [org, id, isUnseen]);
  const canRegroup = project?.backend.can.regroup ?? false;
  // Figures come in place; the event that is being read stays.
  useLive(
    org,
    useCallback(
      (change: Change | MaybeMissed) => {
        if (change !== undefined && !change.issues.includes(id)) return;
        void reload(issuePath(org, id));
        void reload(`${issuePath(org, id)}tags/`);
        void reload(activityPath(org, id));
        if (canRegroup) for (const list of [signaturesPath(org, id), similarPath(org, id)]) void reload(list);
      },
      [org, id, canRegroup],
    ),
  );
  const status = known === undefined ? "unresolved" : statusOf(known, decisions);
  const mayDecide = project?.access.includes("event:write") ?? true;
  const base = `organizations/${org}/issues/${id}`;
  const query = search.size === 0 ? "" : `?${search}`;
  const onDecide = (wish: Wish) => {
    if (known === undefined) return;
    decide(org, [known], wish, () => {
      void issue.reload().then(() => forgetSettled(Date.now()));
      void reload(activityPath(org, id));
      reloadCounts(org);
    });
  };
  const onRegrouped = () => {
    reloadCounts(org);
    for (const changed of [issuePath(org, id), `${issuePath(org, id)}tags/`, signaturesPath(org, id), similarPath(org, id)])
      void reload(changed);
    // The event that was read may be another issue's now.
    if (event === "latest") void shown.reload();
    else go(base, true);
  };
  useIssueCommands({ org, issue: mayDecide ? known : undefined, project, status, onDecide });
  const step = (to: string | null | undefined) => to && (() => go(`${base}/events/${to}${query}`));
  useShortcuts({
    e: mayDecide ? () => onDecide({ status: status === "resolved" ? "unresolved" : "resolved" }) : undefined,
    i: mayDecide && status !== "ignored" ? () => onDecide({ status: "ignored" }) : undefined,
    "[": step(shown.data?.previousEventID) || undefined,
    "]": step(shown.data?.nextEventID) || undefined,
  });
  if (issue.error !== undefined) return <Failed error={issue.error} retry={issue.reload} what="issue" />;
  if (known === undefined) return <IssueSkeleton />;
  return (
    <div class="issue-page">
      <IssueHead
        org={org}
        issue={known}
        project={project}
        status={status}
        back={listBefore(org, known.project.slug)}
        mayDecide={mayDecide}
        onDecide={onDecide}
        onDelete={canRegroup && project?.access.includes("event:admin") === true ? () => setDeleting(true) : undefined}
      />
      <Freshness of={issue.answer} again={issue.reload} />
      <IssueTitle issue={known} status={status} />
      <IssueSummary org={org} issue={known} project={project} path={path} search={search} />
      <div class="split">
        <div class="event">
          {shown.error !== undefined ? (
            <Failed error={shown.error} retry={shown.reload} what="event" />
          ) : shown.data === undefined ? (
            <Skeleton rows={3} shape="block" />
          ) : (
            <>
              <EventBar base={base} query={query} event={shown.data} isExplained={canRegroup} />
              <EventBody
                key={shown.data.eventID}
                event={shown.data}
                isExplained={canRegroup}
                path={`${issuePath(org, id)}events/${shown.data.eventID}/`}
                files={
                  project?.backend.can.receivesEvents === true
                    ? attachmentsPath(org, known.project.slug, shown.data.eventID)
                    : undefined
                }
              />
            </>
          )}
        </div>
        <div class="side">
          <SuspectCommits org={org} issueId={known.id} />
          <Tags org={org} issueId={id} tags={tags.data} error={tags.error} retry={tags.reload} />
          {canRegroup && (
            <Signatures org={org} issue={known} path={signaturesPath(org, id)} mayDetach={mayDecide} onDetached={onRegrouped} />
          )}
          {canRegroup && (
            <Similar org={org} issue={known} path={similarPath(org, id)} mayDecide={mayDecide} onMerged={onRegrouped} />
          )}
          <Activity org={org} issueId={id} path={activityPath(org, id)} mayWrite={mayDecide} />
        </div>
      </div>
      {isDeleting && (
        <DeleteIssue
          org={org}
          issue={known}
          onClose={() => setDeleting(false)}
          onDeleted={() => {
            reloadCounts(org);
            go(listBefore(org, known.project.slug));
          }}
        />
      )}
    </div>
  );
}

function IssueSkeleton() {
  return (
    <div class="issue-page">
      <Skeleton rows={2} shape="line" />
      <Skeleton rows={1} shape="block" />
      <Skeleton rows={8} />
    </div>
  );
}

type CommandsProps = {
  org: string;
  /** Undefined while it is not known, and where nothing may be decided. */
  issue: Issue | undefined;
  project: Project | undefined;
  status: Status;
  onDecide: (wish: Wish) => void;
};

/** Offers the palette what can be done about the issue. */
function useIssueCommands({ org, issue, project, status, onDecide }: CommandsProps): void {
  const me = useMe(true).data;
  const { assign: canAssign = false, ignoreUntil: canWait = true } = project?.backend.can ?? {};
  const onAssign =
    me === undefined || issue === undefined || !canAssign
      ? undefined
      : () => void assign(org, [issue], { type: "user", id: me.id, name: me.name || me.email });
  usePageCommands(issue === undefined ? [] : issueCommands({ issue, status, canWait, onDecide, onAssign }));
}
