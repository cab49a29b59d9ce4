import { useState } from "preact/hooks";
import type { Tried, Wish } from "../data/event-rules.ts";
import { tryRules } from "../data/event-rules.ts";
import { ruleWords } from "../data/meta.ts";
import { reasonWords } from "../data/stats.ts";
import { Field, FormProblem, useForm } from "../primitives/field.tsx";

/** What the rules as they stand on the screen, saved or not, would do to an event that is stored. */
export function TryRules({ org, project, wish }: { org: string; project: string; wish: () => Wish }) {
  const [tried, setTried] = useState<Tried>();
  const form = useForm(async (text) => {
    setTried(undefined);
    setTried(await tryRules(org, project, text("eventId").trim(), wish()));
  });
  return (
    <>
      <form class="form inline" onSubmit={form.onSubmit}>
        <Field
          label="Try it on a stored event"
          name="eventId"
          auto="off"
          placeholder="Event id"
          error={form.wrong("eventId")}
        />
        <button disabled={form.busy}>{form.busy ? "Trying…" : "Try"}</button>
        <FormProblem error={form.error} fields={["eventId"]} />
      </form>
      <div role="status" class="tried">
        {tried !== undefined && <Outcome tried={tried} />}
      </div>
    </>
  );
}

function Outcome({ tried: { filtered, scrubbed, notTried } }: { tried: Tried }) {
  return (
    <>
      <p>
        {filtered === null ? (
          <>
            The event would be <strong>kept</strong>.
          </>
        ) : (
          <>
            The event would be <strong>filtered</strong>: {reasonWords(filtered.reason)}.
          </>
        )}{" "}
        {notTried.includes("ip-address") && "Filters of addresses are not tried, since who sent an event is not stored."}
      </p>
      {scrubbed.length === 0 ? (
        <p class="quiet">Nothing would be taken out of it beyond what was taken out when it came.</p>
      ) : (
        <>
          <p>This would be taken out of it:</p>
          <ul class="facts">
            {scrubbed.map(({ path, rule, method }) => (
              <li key={`${path} ${rule}`}>
                <code>{path}</code> {method === "remove" ? "is removed" : "is replaced"}: {ruleWords(rule)}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}
