import { createProject } from "../data/projects.ts";
import { go } from "../data/router.ts";
import { PLATFORMS } from "../data/snippets.ts";
import { Choice, Field, FormProblem, useForm } from "../primitives/field.tsx";
import { useTitle } from "../primitives/title.ts";

export function NewProject({ org }: { org: string }) {
  useTitle("New project");
  const form = useForm(async (text) => {
    const { slug } = await createProject(org, text("name"), text("platform"));
    go(`organizations/${org}/projects/${slug}/start`);
  });
  return (
    <div class="page">
      <header class="page-head">
        <h1>New project</h1>
        <p class="quiet">A program, or a part of one, whose errors are kept together.</p>
      </header>
      <form class="form" onSubmit={form.onSubmit}>
        <FormProblem error={form.error} fields={["name"]} />
        <Field label="Name" name="name" auto="off" placeholder="shop-web" error={form.wrong("name")} focus />
        <Choice label="Platform" name="platform">
          {PLATFORMS.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Choice>
        <button class="primary" disabled={form.busy}>
          {form.busy ? "Creating…" : "Create project"}
        </button>
      </form>
    </div>
  );
}
