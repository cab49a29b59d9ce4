import { useEffect, useState } from "preact/hooks";
import { ApiError } from "../data/api.ts";
import { PLATFORMS } from "../data/snippets.ts";
import { go } from "../data/router.ts";
import { setUp, signIn, useNeedsSetup } from "../data/session.ts";
import { Choice, Field, FormProblem, useForm } from "../primitives/field.tsx";
import { State } from "../primitives/states.tsx";
import { useTitle } from "../primitives/title.ts";
import { OidcButton } from "../sections/oidc-button.tsx";
import { Alone } from "../sections/alone.tsx";

export function SignIn({ next, problem }: { next: string; problem: string }) {
  useTitle("Sign in");
  const [needsCode, setNeedsCode] = useState(false);
  const setup = useNeedsSetup();
  useEffect(() => {
    if (setup.data?.needsSetup === true) go("setup", true);
  }, [setup.data]);
  const form = useForm(async (text) => {
    try {
      await signIn(text("email"), text("password"), text("code"));
    } catch (error) {
      if (!(error instanceof ApiError && error.kind === "code-needed")) throw error;
      setNeedsCode(true);
      return;
    }
    go(next, true);
  });
  return (
    <Alone>
      <form class="panel" onSubmit={form.onSubmit}>
        <div class="intro">
          <h1>Sign in</h1>
          {next !== "" && <p class="quiet">Sign in to see this page. You are taken there after it.</p>}
        </div>
        {problem !== "" && form.error === undefined && (
          <p class="problem box" role="alert">
            {problem}
          </p>
        )}
        <FormProblem error={form.error} />
        <Field label="E-mail" name="email" type="email" auto="username" focus />
        <Field label="Password" name="password" type="password" auto="current-password" />
        {needsCode && (
          <Field label="Code" name="code" auto="one-time-code" help="Of your authenticator app, or a recovery code." focus />
        )}
        <button class="primary large" disabled={form.busy}>
          {form.busy ? "Signing in…" : "Sign in"}
        </button>
        <OidcButton next={next} />
        <p class="forgot">
          <a href="new-password">Forgot the password?</a>
        </p>
      </form>
    </Alone>
  );
}

const FIELDS = ["email", "name", "password", "organization"];

export function SetUp({ token }: { token: string }) {
  useTitle("Set up");
  const setup = useNeedsSetup();
  const form = useForm(async (text) => {
    const project = { name: text("project"), platform: text("platform") };
    const owner = { token, email: text("email"), name: text("name"), password: text("password") };
    go(await setUp({ ...owner, organization: text("organization"), project }), true);
  });
  if (setup.data?.needsSetup === false) {
    return (
      <Alone>
        <State icon="check" title="Culprit is set up already">
          <p>The set-up link works once. Sign in with your account.</p>
          <p class="actions">
            <a class="button primary" href="signin">
              Sign in
            </a>
          </p>
        </State>
      </Alone>
    );
  }
  if (token === "") {
    return (
      <Alone>
        <State icon="setup" title="Set up Culprit">
          <p>
            Open the set-up link that stands in the server's output. It works once, for a day; restart the server for a new one.
          </p>
        </State>
      </Alone>
    );
  }
  return (
    <Alone>
      <form class="panel" onSubmit={form.onSubmit}>
        <div class="intro">
          <h1>Set up Culprit</h1>
          <p class="quiet">Your account, and the first program to watch.</p>
        </div>
        <FormProblem error={form.error} fields={FIELDS} />
        <fieldset>
          <legend>You</legend>
          <div class="pair">
            <Field label="Name" name="name" auto="name" error={form.wrong("name")} focus />
            <Field label="E-mail" name="email" type="email" auto="username" error={form.wrong("email")} />
          </div>
          <Field
            label="Password"
            name="password"
            type="password"
            auto="new-password"
            help="At least ten characters. A few words are easier to remember."
            error={form.wrong("password")}
          />
        </fieldset>
        <fieldset>
          <legend>What to watch</legend>
          <Field
            label="Organisation"
            name="organization"
            auto="organization"
            help="Your company or team."
            error={form.wrong("organization")}
          />
          <div class="pair">
            <Field label="Project" name="project" auto="off" placeholder="shop-web" error={form.wrong("project")} />
            <Choice label="Platform" name="platform">
              {PLATFORMS.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Choice>
          </div>
        </fieldset>
        <button class="primary large" disabled={form.busy}>
          {form.busy ? "Setting up…" : "Create and continue"}
        </button>
      </form>
    </Alone>
  );
}
