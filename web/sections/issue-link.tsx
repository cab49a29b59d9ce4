import { useState } from "preact/hooks";
import { createIssue, issueUrl, linkIssue, unlinkIssue, useCodeHost, useDraft } from "../data/code-host.ts";
import type { CodeHost } from "../data/code-host.ts";
import { toApiError } from "../data/api.ts";
import { say } from "../data/notice.ts";
import type { Issue, Link, Project } from "../data/types.ts";
import { Dialog } from "../primitives/dialog.tsx";
import { Area, Field, FormProblem, useForm } from "../primitives/field.tsx";
import { Icon } from "../primitives/icon.tsx";
import { Menu } from "../primitives/menu.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Outside } from "../primitives/outside.tsx";

type Props = { org: string; issue: Issue; project: Project | undefined; mayDecide: boolean };

/** The issue at the code host that stands for this error: the way to it, or to making one. */
export function IssueLink({ org, issue, project, mayDecide }: Props) {
  const [isOpen, setOpen] = useState(false);
  if (issue.link !== null) return <Linked org={org} issue={issue} link={issue.link} mayDecide={mayDecide} />;
  if (!mayDecide || project === undefined) return null;
  return (
    <>
      <button type="button" aria-label="Create issue" onClick={() => setOpen(true)}>
        <Icon name="plus" />
        <span class="wide-only">Create issue</span>
        <span class="narrow-only">Issue</span>
      </button>
      {isOpen && <LinkDialog org={org} issue={issue} project={project} onClose={() => setOpen(false)} />}
    </>
  );
}

function Linked({ org, issue, link, mayDecide }: { org: string; issue: Issue; link: Link; mayDecide: boolean }) {
  const view = (
    <Outside class="button" href={link.url} title={`${link.repository}: ${link.title}`}>
      <Icon name="link" />
      <span>
        <span class="wide-only">View issue </span>#{link.number}
      </span>
      {link.state === "closed" && <span class={`quiet ${issue.status === "resolved" ? "wide-only" : ""}`}>closed</span>}
    </Outside>
  );
  if (!mayDecide) return view;
  const cut = () =>
    void unlinkIssue(org, issue.id).then(
      () => say({ text: `${issue.shortId} is not linked to #${link.number} any more` }),
      (error: unknown) => say({ text: `The link is still there. ${toApiError(error).message}`, isProblem: true }),
    );
  return (
    <span class="joined">
      {view}
      <Menu name="More about the linked issue" label={<Icon name="down" />}>
        <button type="button" onClick={cut}>
          Unlink #{link.number}
        </button>
      </Menu>
    </span>
  );
}

function LinkDialog({
  org,
  issue,
  project,
  onClose,
}: Omit<Props, "mayDecide" | "project"> & { project: Project; onClose: () => void }) {
  const host = useCodeHost(org, project.slug);
  const [isNew, setNew] = useState(true);
  const title = "Create or link an issue";
  if (host.error !== undefined) {
    return (
      <Dialog title={title} onClose={onClose}>
        <Failed error={host.error} retry={host.reload} what="code host" />
      </Dialog>
    );
  }
  if (host.data === null) {
    return (
      <Dialog title={title} onClose={onClose}>
        <NoHost org={org} project={project} />
      </Dialog>
    );
  }
  return (
    <Dialog title={title} onClose={onClose} isWide>
      {host.data === undefined ? (
        <Skeleton rows={2} shape="block" />
      ) : (
        <>
          <div class="segments" role="group" aria-label="New or existing issue">
            <button type="button" aria-pressed={isNew} onClick={() => setNew(true)}>
              New issue
            </button>
            <button type="button" aria-pressed={!isNew} onClick={() => setNew(false)}>
              Existing issue
            </button>
          </div>
          {isNew ? (
            <NewIssue org={org} issue={issue} host={host.data} onClose={onClose} />
          ) : (
            <ExistingIssue org={org} issue={issue} host={host.data} onClose={onClose} />
          )}
        </>
      )}
    </Dialog>
  );
}

function NoHost({ org, project }: { org: string; project: Project }) {
  return (
    <>
      <p>
        {project.name} is not connected to a code host. Connect GitLab, GitHub, Gitea or Forgejo once, and its errors become
        issues there.
      </p>
      <p class="after">
        {project.access.includes("project:write") ? (
          <a class="button primary" href={`organizations/${org}/projects/${project.slug}/settings#code-host`}>
            Connect a code host
          </a>
        ) : (
          <span class="quiet">Ask a maintainer to connect one in the project’s settings.</span>
        )}
      </p>
    </>
  );
}

type FormProps = { org: string; issue: Issue; host: CodeHost; onClose: () => void };

function NewIssue({ org, issue, host, onClose }: FormProps) {
  const draft = useDraft(org, issue.id);
  const form = useForm(async (text) => {
    const link = await createIssue(org, issue.id, { title: text("title"), description: text("description") });
    say({ text: `Issue #${link.number} is made in ${link.repository}` });
    onClose();
  });
  if (draft.error !== undefined) return <Failed error={draft.error} retry={draft.reload} what="draft" />;
  if (draft.data === undefined) return <Skeleton rows={2} shape="block" />;
  return (
    <form class="form wide" onSubmit={form.onSubmit}>
      <Field label="Title" name="title" auto="off" value={draft.data.title} error={form.wrong("title")} focus />
      <Area label="Description, in Markdown" name="description" value={draft.data.description} rows={12} />
      <FormProblem error={form.error} fields={["title"]} />
      <div class="row">
        <span class="quiet">
          In <bdi>{host.repository.path}</bdi>
        </span>
        <button class="primary" disabled={form.busy}>
          {form.busy ? "Creating…" : "Create issue"}
        </button>
      </div>
    </form>
  );
}

function ExistingIssue({ org, issue, host, onClose }: FormProps) {
  const form = useForm(async (text) => {
    const link = await linkIssue(org, issue.id, issueUrl(host, text("url")));
    say({ text: `${issue.shortId} is linked to #${link.number} in ${link.repository}` });
    onClose();
  });
  return (
    <form class="form wide" onSubmit={form.onSubmit}>
      <Field
        label="Issue"
        name="url"
        auto="off"
        placeholder="#12"
        help={`Its number in ${host.repository.path}, or the address of its page.`}
        error={form.wrong("url")}
        focus
      />
      <FormProblem error={form.error} fields={["url"]} />
      <button class="primary" disabled={form.busy}>
        {form.busy ? "Linking…" : "Link"}
      </button>
    </form>
  );
}
