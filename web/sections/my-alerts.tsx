import { useRef } from "preact/hooks";
import type { MyAlerts as Mine } from "../data/alerts.ts";
import { saveMyAlerts, useMyAlerts } from "../data/alerts.ts";
import { say } from "../data/notice.ts";
import { Field, FormProblem, Tick, useForm } from "../primitives/field.tsx";
import { isTicked } from "../primitives/form-state.ts";
import { Failed, Skeleton } from "../primitives/states.tsx";

/** What the person who looks wants to be told, in all projects. */
export function MyAlerts() {
  const mine = useMyAlerts();
  if (mine.error !== undefined) return <Failed error={mine.error} retry={mine.reload} what="settings" />;
  if (mine.data === undefined) return <Skeleton rows={2} shape="block" />;
  return <MyForm key={JSON.stringify(mine.data)} mine={mine.data} />;
}

function MyForm({ mine }: { mine: Mine }) {
  const ref = useRef<HTMLFormElement>(null);
  const form = useForm(async (text) => {
    const [from, to] = [text("from").trim(), text("to").trim()];
    const timeZone = mine.quietHours?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    const quietHours = from === "" && to === "" ? null : { from, to, timeZone };
    const isMuted = mine.mutedProjects.length > 0 && isTicked(ref.current, "stay");
    const mutedProjects = isMuted || mine.mutedProjects.length === 0 ? {} : { mutedProjects: [] };
    await saveMyAlerts({ email: isTicked(ref.current, "email"), quietHours, ...mutedProjects });
    say({ text: "Your settings are saved" });
  });
  return (
    <form class="form" ref={ref} onSubmit={form.onSubmit} aria-label="E-mails to you">
      <Tick label="Send me e-mails" name="email" isOn={mine.email} help="Of all projects whose rules tell members." />
      {mine.mutedProjects.length > 0 && (
        <Tick label={`Leave out ${mine.mutedProjects.length} projects that I unsubscribed from`} name="stay" isOn />
      )}
      <div class="pair">
        <Field
          label="Quiet from"
          name="from"
          auto="off"
          placeholder="22:00"
          value={mine.quietHours?.from ?? ""}
          error={form.wrong("quietHours.from")}
          isOptional
        />
        <Field
          label="Quiet to"
          name="to"
          auto="off"
          placeholder="07:00"
          value={mine.quietHours?.to ?? ""}
          help="What happens meanwhile is one e-mail afterwards."
          error={form.wrong("quietHours.to")}
          isOptional
        />
      </div>
      <FormProblem error={form.error} fields={["quietHours.from", "quietHours.to"]} />
      <button disabled={form.busy}>{form.busy ? "Saving…" : "Save my settings"}</button>
    </form>
  );
}
