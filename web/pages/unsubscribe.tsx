import { useState } from "preact/hooks";
import { unsubscribe } from "../data/alerts.ts";
import { FormProblem, useForm } from "../primitives/field.tsx";
import { useTitle } from "../primitives/title.ts";

/** Where the link of a letter leads. A click, not the visit, ends the letters: mail programs visit links by themselves. */
export function Unsubscribe({ token }: { token: string }) {
  useTitle("No more e-mails");
  const [isDone, setDone] = useState(false);
  const form = useForm(async () => {
    await unsubscribe(token);
    setDone(true);
  });
  return (
    <div class="door">
      <main id="main" tabIndex={-1}>
        <form class="panel" onSubmit={form.onSubmit}>
          <h1>No more e-mails</h1>
          {isDone ? (
            <p role="status">
              You get no more e-mails about this project. In its settings, under Alerts, you can have them again.
            </p>
          ) : (
            <>
              <p>Stop the e-mails that this project’s alerts send to you.</p>
              <FormProblem error={form.error} />
              <button class="primary" disabled={form.busy}>
                Stop them
              </button>
            </>
          )}
        </form>
      </main>
    </div>
  );
}
