import { deleteIssue } from "../data/regroup.ts";
import type { Issue } from "../data/types.ts";
import { plural } from "../data/words.ts";
import { Dialog } from "../primitives/dialog.tsx";
import { FormProblem, Tick, useForm } from "../primitives/field.tsx";

type Props = { org: string; issue: Issue; onClose: () => void; onDeleted: () => void };

/** Asks before an issue is deleted: nothing brings it back. */
export function DeleteIssue({ org, issue, onClose, onDeleted }: Props) {
  const form = useForm(async (text) => {
    await deleteIssue(org, issue, text("discard") !== "");
    onDeleted();
  });
  return (
    <Dialog title={`Delete ${issue.shortId}?`} onClose={onClose}>
      <form class="form" onSubmit={form.onSubmit}>
        <p>
          The issue and {Number(issue.count) === 1 ? "its event" : `its ${plural(Number(issue.count), "event")}`} are deleted.
          This cannot be undone.
        </p>
        <Tick
          name="discard"
          isOn={false}
          label="Drop further events like these, too"
          help="They are refused and counted. The settings of the project list what is dropped, to take it again."
        />
        <FormProblem error={form.error} />
        <p class="actions">
          <button class="danger" disabled={form.busy}>
            {form.busy ? "Deleting…" : "Delete issue"}
          </button>
          <button type="button" onClick={onClose}>
            Keep it
          </button>
        </p>
      </form>
    </Dialog>
  );
}
