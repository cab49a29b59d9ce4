import { useState } from "preact/hooks";
import { ApiError, ask } from "../data/api.ts";
import { go } from "../data/router.ts";
import { Field } from "../primitives/parts.tsx";

/** Sends a form and keeps what went wrong. */
function useForm(send: (text: (name: string) => string) => Promise<void>) {
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const data = new FormData(event.currentTarget);
    setBusy(true);
    setError(undefined);
    send((name) => String(data.get(name) ?? ""))
      .catch((e: unknown) => setError(e instanceof ApiError ? e : new ApiError(0, String(e))))
      .finally(() => setBusy(false));
  };
  return { error, busy, onSubmit };
}

export function SignIn() {
  const form = useForm(async (text) => {
    await ask("auth/", "POST", { email: text("email"), password: text("password") });
    go("", true);
  });
  return (
    <form class="panel" onSubmit={form.onSubmit}>
      <h1>Sign in</h1>
      {form.error && (
        <p class="problem" role="alert">
          {form.error.message}
        </p>
      )}
      <Field label="E-mail" name="email" type="email" auto="username" />
      <Field label="Password" name="password" type="password" auto="current-password" />
      <button class="primary" disabled={form.busy}>
        {form.busy ? "Signing in…" : "Sign in"}
      </button>
    </form>
  );
}

type Made = { organization: { slug: string }; project: { slug: string } | null };
export const PLATFORMS = ["javascript", "node", "python", "go", "java", "php", "ruby", "rust"];

export function SetUp({ token }: { token: string }) {
  const form = useForm(async (text) => {
    const project = { name: text("project"), platform: text("platform") };
    const body = { token, email: text("email"), password: text("password"), organization: text("organization"), project };
    const { organization, project: made } = (await ask<Made>("setup/", "POST", body)).data;
    go(made ? `organizations/${organization.slug}/projects/${made.slug}/start` : "", true);
  });
  const wrong = (name: string) => form.error?.fields[name]?.join(", ");
  if (token === "") {
    return (
      <div class="state">
        <h1>Set up Culprit</h1>
        <p>Open the set-up link that stands in the server's output. It holds a one-time token.</p>
      </div>
    );
  }
  return (
    <form class="panel" onSubmit={form.onSubmit}>
      <h1>Set up Culprit</h1>
      {form.error && (
        <p class="problem" role="alert">
          {form.error.message}
        </p>
      )}
      <Field label="E-mail" name="email" type="email" auto="username" error={wrong("email")} />
      <Field label="Password" name="password" type="password" auto="new-password" error={wrong("password")} />
      <Field label="Organisation" name="organization" error={wrong("organization")} />
      <Field label="Project name" name="project" help="What you want to watch, such as shop-web." error={wrong("project")} />
      <label class="field">
        Platform
        <select name="platform">
          {PLATFORMS.map((p) => (
            <option key={p}>{p}</option>
          ))}
        </select>
      </label>
      <button class="primary" disabled={form.busy}>
        {form.busy ? "Setting up…" : "Create and continue"}
      </button>
    </form>
  );
}
