import { useState } from "preact/hooks";
import { setUnsubscribed } from "../data/alerts.ts";
import { FormProblem, useForm } from "../primitives/field.tsx";
import { useTitle } from "../primitives/title.ts";

/** Where the link of a letter leads. A click, not the visit, ends the letters: mail programs visit links by themselves. */
export function Unsubscribe({ token }: { token: string }) {
  useTitle("No more e-mails");
  const [state, setState] = useState<"asked" | "out" | "back">("asked");
  const isOut = state === "out";
  const form = useForm(async () => {
    await setUnsubscribed(token, !isOut);
    setState(isOut ? "back" : "out");
  });
  return (
    <div class="door">
      <main id="main" tabIndex={-1}>
        <form class="panel" onSubmit={form.onSubmit}>
          <h1>No more e-mails</h1>
          <p role="status">{SAID[state]}</p>
          <FormProblem error={form.error} />
          <button class={isOut ? undefined : "primary"} disabled={form.busy}>
            {isOut ? "Undo" : "Stop them"}
          </button>
        </form>
      </main>
    </div>
  );
}

const SAID = {
  asked: "Stop the e-mails that this project’s alerts send to you. Other people still get theirs.",
  out: "You get no more e-mails about this project. In its settings, under Alerts, you can have them again.",
  back: "You get e-mails about this project again.",
};
