import { deleteProject, setRetention } from "../data/projects.ts";
import { ApiError } from "../data/api.ts";
import { asNumber } from "../data/typed.ts";
import { say } from "../data/notice.ts";
import { go } from "../data/router.ts";
import type { Project } from "../data/types.ts";
import { plural } from "../data/words.ts";
import { Field, FormProblem, useForm } from "../primitives/field.tsx";

type Props = { org: string; project: Project; mayChange: boolean };

/** How long events are kept. */
export function RetentionSettings({ org, project, mayChange }: Props) {
  const form = useForm(async (text) => {
    const days = text("retentionDays").trim();
    const most = text("maxEvents").trim();
    await setRetention(org, project.slug, days === "" ? null : asNumber(days), most === "" ? null : asNumber(most));
    say({ text: "How long events are kept is saved" });
  });
  const inForce = plural(project.retentionDaysInForce, "day");
  return (
    <form class="form" onSubmit={form.onSubmit}>
      <fieldset disabled={!mayChange}>
        <Field
          label="Days"
          name="retentionDays"
          auto="off"
          isOptional
          value={project.retentionDays === null ? "" : String(project.retentionDays)}
          placeholder={String(project.retentionDaysInForce)}
          help={`Now ${inForce}. Empty: as long as the installation keeps them, which is the longest there is. A shorter time takes effect at once: what is older is deleted.`}
          error={form.wrong("retentionDays")}
        />
        <Field
          label="At most so many events"
          name="maxEvents"
          auto="off"
          isOptional
          value={project.maxEvents === null ? "" : String(project.maxEvents)}
          help="Empty: as many as come. When there are more, each issue keeps the first and the newest event of each day, oldest days first; then whole days go. Totals stay exact."
          error={form.wrong("maxEvents")}
        />
        <FormProblem error={form.error} fields={["retentionDays", "maxEvents"]} />
        {mayChange && <button disabled={form.busy}>{form.busy ? "Saving…" : "Save"}</button>}
      </fieldset>
    </form>
  );
}

/** Deletes the project, for whoever types its name. */
export function DeleteProject({ org, project }: { org: string; project: Project }) {
  const form = useForm(async (text) => {
    if (text("slug").trim() !== project.slug) throw new ApiError(400, "", { slug: [`must be ${project.slug}`] });
    await deleteProject(org, project.slug);
    go("/");
    say({ text: `${project.name} is deleted` });
  });
  return (
    <form class="form" onSubmit={form.onSubmit}>
      <p>
        Its keys take nothing more, and its issues, events, files and settings are deleted.{" "}
        <strong>This cannot be undone.</strong>
      </p>
      <Field label={`Type ${project.slug} to confirm`} name="slug" auto="off" error={form.wrong("slug")} />
      <FormProblem error={form.error} fields={["slug"]} />
      <button class="danger" disabled={form.busy}>
        {form.busy ? "Deleting…" : "Delete project"}
      </button>
    </form>
  );
}
