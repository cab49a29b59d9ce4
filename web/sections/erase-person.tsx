import { useEffect, useState } from "preact/hooks";
import type { Erasure, PersonKind } from "../data/erasures.ts";
import { erasePerson, reloadErasures, useErasures } from "../data/erasures.ts";
import { say } from "../data/notice.ts";
import { plural } from "../data/words.ts";
import { Choice, Field, FormProblem, useForm } from "../primitives/field.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Ago } from "../primitives/time.tsx";

const KINDS: { readonly [kind in PersonKind]: string } = {
  email: "E-mail address",
  id: "User id",
  username: "User name",
  ip: "IP address",
};
const ASK_AGAIN_MS = 2_000;

type Props = { org: string; project: string };

/** Takes what is stored of one person out of a project, and shows the receipts of that. */
export function ErasePerson({ org, project }: Props) {
  const [turn, setTurn] = useState(0);
  const form = useForm(async (text) => {
    await erasePerson(org, project, text("kind"), text("value"));
    setTurn((n) => n + 1);
    say({ text: "The person is being erased" });
  });
  return (
    <>
      <form key={turn} class="form" onSubmit={form.onSubmit}>
        <p>
          Deletes every stored event of the person, with its files and reports, and no longer counts them among the affected.{" "}
          <strong>This cannot be undone.</strong>
        </p>
        <Choice label="Known by" name="kind" value="email">
          {Object.entries(KINDS).map(([kind, words]) => (
            <option key={kind} value={kind}>
              {words}
            </option>
          ))}
        </Choice>
        <Field
          label="Which one"
          name="value"
          auto="off"
          help="An e-mail or IP address is looked for in the whole of each event, an id or a user name where it stands for the user."
          error={form.wrong("value")}
        />
        <FormProblem error={form.error} fields={["value"]} />
        <button class="danger" disabled={form.busy}>
          {form.busy ? "Asking…" : "Erase this person"}
        </button>
      </form>
      <Receipts org={org} project={project} />
    </>
  );
}

function Receipts({ org, project }: Props) {
  const erasures = useErasures(org, project);
  const isUnderWay = erasures.data?.some(({ state }) => state !== "finished") ?? false;
  useEffect(() => {
    if (!isUnderWay) return;
    const timer = setInterval(() => void reloadErasures(org, project), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [org, project, isUnderWay]);
  if (erasures.error !== undefined) return <Failed error={erasures.error} retry={erasures.reload} what="list of erasures" />;
  if (erasures.data === undefined) return <Skeleton rows={1} shape="line" />;
  const [newest] = erasures.data;
  if (newest === undefined) return null;
  return (
    <>
      <h3>Receipts</h3>
      <ul class="keys-list">
        {erasures.data.map((erasure) => (
          <Receipt key={erasure.id} of={erasure} />
        ))}
      </ul>
      <p class="quiet">{newest.notReached}</p>
    </>
  );
}

function Receipt({ of: { kind, scope, personHash, askedBy, dateCreated, state, erased, dateFinished } }: { of: Erasure }) {
  const what = [
    plural(erased.events, "event"),
    plural(erased.attachments, "file"),
    plural(erased.reports, "report"),
    plural(erased.texts, "text"),
  ].join(", ");
  return (
    <li class="key">
      <span>
        <strong>{KINDS[kind]}</strong> <code title="A keyed hash of what was looked for">{personHash.slice(0, 12)}</code>{" "}
        <span class={`status ${state === "finished" ? "resolved" : ""}`}>
          {state === "finished" ? "Finished" : "Under way"}
        </span>
        <br />
        <span class="quiet">
          {what} · asked by <bdi>{askedBy}</bdi> <Ago at={dateCreated} />
          {scope === "organization" && ", for the whole organisation"}
          {dateFinished !== null && (
            <>
              {" "}
              · finished <Ago at={dateFinished} />
            </>
          )}
        </span>
      </span>
    </li>
  );
}
