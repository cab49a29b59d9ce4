import { useState } from "preact/hooks";
import type { Key } from "../data/keys.ts";
import { createKey, deleteKey, isLastOn, setKeyActive, stateOf } from "../data/keys.ts";
import { say } from "../data/notice.ts";
import { exact, exactTime } from "../data/words.ts";
import { Act } from "../primitives/act.tsx";
import { Copy } from "../primitives/copy.tsx";
import { Field, FormProblem, useForm } from "../primitives/field.tsx";
import { Ago } from "../primitives/time.tsx";
import { ChangeKey, ReplaceKey, windowWords } from "./key-forms.tsx";

type Place = { org: string; project: string; mayChange: boolean };

/** The keys of a project: what they let in, whether they are used, and the DSN of each. */
export function ClientKeys({ org, project, all, mayChange }: Place & { all: readonly Key[] }) {
  return (
    <>
      <p class="quiet">
        A key is what a DSN is made of. <em>Replace</em> changes one without losing events: the new key is there at once, and
        the old one goes on until a time that you choose. What is sent with a key that is off or has ended is refused and
        counted.
      </p>
      {all.length === 0 && <p>There is no key: nothing can be sent to this project.</p>}
      <ul class="keys-list">
        {all.map((key) => (
          <KeyRow key={key.id} org={org} project={project} of={key} mayChange={mayChange} isLast={isLastOn(key, all)} />
        ))}
      </ul>
      {mayChange && <NewKey org={org} project={project} />}
    </>
  );
}

const STATES = { on: "On", off: "Off", ended: "Ended" };
const LAST = "This is the only key that is on: without it the project takes no events at all.";

function KeyRow({ org, project, of: key, mayChange, isLast }: Place & { of: Key; isLast: boolean }) {
  const [open, setOpen] = useState<"change" | "replace">();
  const state = stateOf(key);
  const close = () => setOpen(undefined);
  return (
    <li class={state === "on" ? "key" : "key off"}>
      <div class="row">
        <span>
          <strong>
            <bdi>{key.name}</bdi>
          </strong>{" "}
          <span class={`status ${state === "on" ? "resolved" : ""}`}>{STATES[state]}</span>
          <br />
          <KeyFacts of={key} />
        </span>
        {mayChange && (
          <span class="buttons">
            <button type="button" aria-label={`Change ${key.name}`} onClick={() => setOpen("change")}>
              Change
            </button>
            <button type="button" aria-label={`Replace ${key.name}`} onClick={() => setOpen("replace")}>
              Replace
            </button>
            <Act
              words={key.isActive ? "Switch off" : "Switch on"}
              name={`${key.isActive ? "Switch off" : "Switch on"} ${key.name}`}
              {...(isLast && { sure: LAST })}
              act={() => setKeyActive(org, project, key, !key.isActive)}
            />
            <Act
              words="Delete"
              name={`Delete ${key.name}`}
              sure={isLast ? LAST : "Programs that still send with it are refused, for good."}
              act={() => deleteKey(org, project, key)}
            />
          </span>
        )}
      </div>
      <div class="code">
        <pre tabIndex={0} aria-label={`DSN of ${key.name}`}>
          {key.dsn.public}
        </pre>
        <Copy text={key.dsn.public} what={`DSN of ${key.name}`} words="Copy" />
      </div>
      {open === "change" && <ChangeKey org={org} project={project} of={key} onClose={close} />}
      {open === "replace" && <ReplaceKey org={org} project={project} of={key} onClose={close} />}
    </li>
  );
}

function KeyFacts({ of: { dateCreated, lastUsed, expiresAt, rateLimit, allowedOrigins } }: { of: Key }) {
  return (
    <span class="quiet">
      made <Ago at={dateCreated} /> ·{" "}
      {lastUsed === null ? (
        "never used"
      ) : (
        <>
          used <Ago at={lastUsed} />
        </>
      )}
      {expiresAt !== null && ` · ${Date.parse(expiresAt) > Date.now() ? "ends" : "ended"} ${exactTime(expiresAt)}`}
      {rateLimit !== null && ` · at most ${exact(rateLimit.count)} errors in ${windowWords(rateLimit.window)}`}
      {allowedOrigins !== null && ` · pages of ${allowedOrigins.join(", ")}`}
    </span>
  );
}

function NewKey({ org, project }: { org: string; project: string }) {
  const [turn, setTurn] = useState(0);
  const form = useForm(async (text) => {
    await createKey(org, project, text("name"));
    setTurn((n) => n + 1);
    say({ text: "The key is made" });
  });
  return (
    <form key={turn} class="form inline" onSubmit={form.onSubmit}>
      <Field label="Name of a new key" name="name" auto="off" placeholder="Mobile app" error={form.wrong("name")} />
      <button disabled={form.busy}>{form.busy ? "Creating…" : "Create key"}</button>
      <FormProblem error={form.error} fields={["name"]} />
    </form>
  );
}
