import { useEffect, useState } from "preact/hooks";
import type { Invited } from "../data/account.ts";
import { acceptInvitation, askForReset, lookAtInvitation, resetPassword } from "../data/account.ts";
import type { ApiError } from "../data/api.ts";
import { toApiError } from "../data/api.ts";
import { go } from "../data/router.ts";
import { signOut } from "../data/session.ts";
import { Field, FormProblem, useForm } from "../primitives/field.tsx";
import { Skeleton, State } from "../primitives/states.tsx";
import { useTitle } from "../primitives/title.ts";
import { Alone } from "../sections/alone.tsx";

/** Whoever opens a link of invitation: a new account, or the one that is signed in. */
export function Invitation({ token }: { token: string }) {
  useTitle("Invitation");
  const [invited, setInvited] = useState<Invited>();
  const [error, setError] = useState<ApiError>();
  useEffect(() => {
    lookAtInvitation(token).then(setInvited, (cause: unknown) => setError(toApiError(cause)));
  }, [token]);
  return (
    <Alone>
      {error !== undefined ? (
        <State icon="link" title="This link does not work">
          <p role="alert">{error.message}</p>
          <p class="actions">
            <a class="button" href="signin">
              Sign in
            </a>
          </p>
        </State>
      ) : invited === undefined ? (
        <Skeleton rows={3} shape="line" />
      ) : (
        <Join token={token} invited={invited} />
      )}
    </Alone>
  );
}

function Join({ token, invited }: { token: string; invited: Invited }) {
  const { email, role, organization, hasAccount, isSignedInAs } = invited;
  const isMe = isSignedInAs?.toLowerCase() === email.toLowerCase();
  const here = `invitation?${new URLSearchParams({ token })}`;
  const form = useForm(async (text) => {
    await acceptInvitation(token, text("name"), text("password"));
    go("");
  });
  const intro = (
    <div class="intro">
      <h1>Join {organization.name}</h1>
      <p class="quiet">
        You are invited as {role}, with the address {email}.
      </p>
    </div>
  );
  if (isSignedInAs !== null && !isMe) {
    return (
      <div class="panel">
        {intro}
        <p>You are signed in as {isSignedInAs}. Sign out, then open the link again.</p>
        <button type="button" class="large" onClick={() => void signOut().then(() => go(here, true))}>
          Sign out
        </button>
      </div>
    );
  }
  if (!isMe && hasAccount) {
    return (
      <div class="panel">
        {intro}
        <p>This address has an account already. Sign in with it to join.</p>
        <a class="button primary large" href={`signin?${new URLSearchParams({ next: here })}`}>
          Sign in
        </a>
      </div>
    );
  }
  return (
    <form class="panel" onSubmit={form.onSubmit}>
      {intro}
      <FormProblem error={form.error} fields={["name", "password"]} />
      {!isMe && (
        <>
          <Field label="Your name" name="name" auto="name" error={form.wrong("name")} focus />
          <Field
            label="Password"
            name="password"
            type="password"
            auto="new-password"
            help="At least ten characters. A few words are easier to remember."
            error={form.wrong("password")}
          />
        </>
      )}
      <button class="primary large" disabled={form.busy}>
        {form.busy ? "Joining…" : `Join ${organization.name}`}
      </button>
    </form>
  );
}

/** With a link: choose a password. Without: ask for a link. */
export function NewPassword({ token }: { token: string }) {
  useTitle("New password");
  return <Alone>{token === "" ? <AskForLink /> : <ChoosePassword token={token} />}</Alone>;
}

function AskForLink() {
  const [said, setSaid] = useState<string>();
  const form = useForm(async (text) => setSaid(await askForReset(text("email"))));
  if (said !== undefined) {
    return (
      <State icon="shield" title="New password">
        <p role="status">{said}</p>
        <p class="actions">
          <a class="button" href="signin">
            To the sign-in
          </a>
        </p>
      </State>
    );
  }
  return (
    <form class="panel" onSubmit={form.onSubmit}>
      <div class="intro">
        <h1>New password</h1>
        <p class="quiet">A link to choose one is sent to your address.</p>
      </div>
      <FormProblem error={form.error} fields={["email"]} />
      <Field label="E-mail" name="email" type="email" auto="username" error={form.wrong("email")} focus />
      <button class="primary large" disabled={form.busy}>
        Ask for a link
      </button>
    </form>
  );
}

function ChoosePassword({ token }: { token: string }) {
  const form = useForm(async (text) => {
    await resetPassword(token, text("password"));
    go("signin", true);
  });
  return (
    <form class="panel" onSubmit={form.onSubmit}>
      <div class="intro">
        <h1>New password</h1>
        <p class="quiet">Then sign in with it. You are signed out everywhere else.</p>
      </div>
      <FormProblem error={form.error} fields={["password"]} />
      <Field
        label="New password"
        name="password"
        type="password"
        auto="new-password"
        help="At least ten characters. A few words are easier to remember."
        error={form.wrong("password")}
        focus
      />
      <button class="primary large" disabled={form.busy}>
        {form.busy ? "Saving…" : "Save password"}
      </button>
    </form>
  );
}
