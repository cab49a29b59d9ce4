import type { Security } from "../data/account.ts";
import { joinOidc, leaveOidc } from "../data/account.ts";
import { Act } from "../primitives/act.tsx";
import { Field, FormProblem, useForm } from "../primitives/field.tsx";

/** Joins the provider that the installation knows to one's own account, so that one may sign in there. */
export function MyProvider({ name, security, problem }: { name: string; security: Security; problem: string }) {
  const form = useForm(async (text) => joinOidc(text("password")));
  const said = problem !== "" && (
    <p class="problem box" role="alert">
      {problem}
    </p>
  );
  if (security.identities.length > 0) {
    return (
      <>
        {said}
        <p>You may sign in with {name}.</p>
        <p class="after">
          <Act words="Take it off" name={`Take ${name} off`} sure="Only your password will sign you in." act={leaveOidc} />
        </p>
      </>
    );
  }
  return (
    <form class="form" onSubmit={form.onSubmit}>
      {said}
      <p class="quiet">Join {name} to your account to sign in there.</p>
      <FormProblem error={form.error} fields={["password"]} />
      {security.hasPassword && (
        <Field
          label={`Your password, to join ${name}`}
          name="password"
          type="password"
          auto="current-password"
          error={form.wrong("password")}
        />
      )}
      <button disabled={form.busy}>Join {name}</button>
    </form>
  );
}
