import { useRef, useState } from "preact/hooks";
import type { Activity as OneActivity } from "../data/activity.ts";
import { addNote, deleteNote, editNote, useActivity } from "../data/activity.ts";
import { useMe } from "../data/session.ts";
import { exactTime, plural, untilWords } from "../data/words.ts";
import { FormProblem, useForm } from "../primitives/field.tsx";
import { Markdown } from "../primitives/markdown.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Ago } from "../primitives/time.tsx";

type Props = { org: string; issueId: string; /** Of the list in the API. */ path: string; mayWrite: boolean };

/** What happened to the issue and what people wrote about it, the newest first; and a place to write. */
export function Activity({ org, issueId, path, mayWrite }: Props) {
  const list = useActivity(path);
  const me = useMe(true).data;
  return (
    <section class="activity" id="activity" aria-labelledby="activity-title">
      <h2 id="activity-title">Activity</h2>
      {mayWrite && <NoteForm words="Comment" send={(text) => addNote(org, issueId, text)} />}
      {list.error !== undefined ? (
        <Failed error={list.error} retry={list.reload} what="activity" />
      ) : list.data === undefined ? (
        <Skeleton rows={3} shape="line" />
      ) : (
        <ol>
          {list.data.activity.map((one) => (
            <li key={one.id} class={one.type}>
              {one.type === "note" ? (
                <Note org={org} issueId={issueId} note={one} isMine={mayWrite && one.user !== null && one.user.id === me?.id} />
              ) : (
                <p>
                  <Happened org={org} one={one} />{" "}
                  <small class="quiet">
                    <Ago at={one.dateCreated} />
                  </small>
                </p>
              )}
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}

function Happened({ org, one: { type, user, data } }: { org: string; one: OneActivity }) {
  if (type === "first_seen") return <>First seen</>;
  if (type === "set_regression") return <>An event brought it back</>;
  const who = user === null ? <>A program</> : <bdi class="who">{user.name}</bdi>;
  if (type === "unmerge_source" && data.destination !== undefined) {
    return (
      <>
        {who} split {plural(data.signatures ?? 1, "signature")} off into{" "}
        <a href={`organizations/${org}/issues/${data.destination.id}`}>another issue</a>
      </>
    );
  }
  if (type === "assigned") {
    if (data.assigneeType !== "team" && data.assignee === user?.id) return <>{who} took it</>;
    return (
      <>
        {who} gave it to <bdi>{data.assigneeName ?? "somebody who is gone"}</bdi>
      </>
    );
  }
  return (
    <>
      {who} <bdi>{wordsOf(type, data)}</bdi>
    </>
  );
}

function wordsOf(type: string, data: OneActivity["data"]): string {
  switch (type) {
    case "set_resolved":
      return "resolved it";
    case "set_resolved_in_release":
      return data.version
        ? `resolved it in ${data.version}`
        : `resolved it in the release after ${data.current_release_version}`;
    case "set_unresolved":
      return "reopened it";
    case "set_ignored":
      return `ignored it ${untilWords(data)}`.trim();
    case "unassigned":
      return "gave it to nobody";
    case "merge":
      return `merged ${plural(data.issues?.length ?? 1, "issue")} into it`;
    default:
      return type.replaceAll("_", " ");
  }
}

type NoteProps = { org: string; issueId: string; note: OneActivity; isMine: boolean };

function Note({ org, issueId, note, isMine }: NoteProps) {
  const [isEdited, setEdited] = useState(false);
  const { text = "", dateEdited } = note.data;
  return (
    <article>
      <header>
        <bdi class="who">{note.user?.name ?? "A program"}</bdi>{" "}
        <small class="quiet">
          <Ago at={note.dateCreated} />
          {dateEdited && <span title={exactTime(dateEdited)}>, edited</span>}
        </small>
        {isMine && !isEdited && (
          <span class="actions">
            <button type="button" class="ghost small" onClick={() => setEdited(true)}>
              Edit
            </button>
            <button type="button" class="ghost small" onClick={() => void deleteNote(org, issueId, note)}>
              Delete
            </button>
          </span>
        )}
      </header>
      {isEdited ? (
        <NoteForm
          words="Save"
          text={text}
          onCancel={() => setEdited(false)}
          send={async (changed) => {
            await editNote(org, issueId, note.id, changed);
            setEdited(false);
          }}
        />
      ) : (
        <Markdown text={text} />
      )}
    </article>
  );
}

type FormProps = { words: string; text?: string; send: (text: string) => Promise<void>; onCancel?: () => void };

function NoteForm({ words, text = "", send, onCancel }: FormProps) {
  const form = useRef<HTMLFormElement>(null);
  const { error, busy, onSubmit } = useForm(async (field) => {
    await send(field("text"));
    form.current?.reset();
  });
  return (
    <form ref={form} class="note-form" onSubmit={onSubmit}>
      <textarea
        name="text"
        rows={3}
        required
        maxLength={20_000}
        defaultValue={text}
        aria-label={words === "Comment" ? "Comment on this issue" : "Change the comment"}
        placeholder="Comment, in Markdown"
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
        }}
      />
      <FormProblem error={error} />
      <span class="row">
        <button type="submit" disabled={busy}>
          {words}
        </button>
        {onCancel !== undefined && (
          <button type="button" class="ghost" onClick={onCancel}>
            Cancel
          </button>
        )}
      </span>
    </form>
  );
}
