import { saveSearch } from "../data/saved-searches.ts";
import { Dialog } from "../primitives/dialog.tsx";
import { Field, FormProblem, Tick, useForm } from "../primitives/field.tsx";

type Props = { org: string; projectId: string; query: string; sort: string; onClose: () => void };

/** Asks for the name under which a search is kept. */
export function SaveSearch({ org, projectId, query, sort, onClose }: Props) {
  const form = useForm(async (text) => {
    const visibility = text("share") === "" ? "owner" : "organization";
    await saveSearch(org, { name: text("name"), query, sort, project: projectId, visibility });
    onClose();
  });
  return (
    <Dialog title="Save this search" onClose={onClose}>
      <form class="form" onSubmit={form.onSubmit}>
        <p>
          <code>{query === "" ? "everything" : query}</code>
        </p>
        <Field name="name" label="Name" focus error={form.error?.fields["name"]?.[0]} />
        <Tick name="share" isOn={false} label="Share it with the organisation" />
        <FormProblem error={form.error} fields={["name"]} />
        <p class="actions">
          <button class="primary" disabled={form.busy}>
            {form.busy ? "Saving…" : "Save"}
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  );
}
