import { useState } from "preact/hooks";
import { Icon } from "./icon.tsx";

/** `text` may be asked for when it is wanted. */
type CopyProps = { text: string | (() => Promise<string>); what: string; words?: string };

/** Copies a text and says so. `what` names it: "DSN". With `words` the button shows them, else an icon alone. */
export function Copy({ text, what, words }: CopyProps) {
  const [state, setState] = useState<"" | "Copied" | "Not allowed">("");
  const copy = () => {
    // Missing on plain http from another host.
    const write = (found: string) => navigator.clipboard?.writeText(found) ?? Promise.reject(new Error("no clipboard"));
    const copied = typeof text === "string" ? write(text) : text().then(write);
    copied.then(
      () => setState("Copied"),
      () => setState("Not allowed"),
    );
    setTimeout(() => setState(""), 2_000);
  };
  return (
    <button
      type="button"
      class={words === undefined ? "ghost square copy" : "small"}
      title={state === "" ? `Copy ${what}` : state}
      aria-label={`Copy ${what}`}
      onClick={copy}
    >
      <Icon name={state === "Copied" ? "check" : state === "" ? "copy" : "close"} />
      {words !== undefined && <span>{state === "" ? words : state}</span>}
      <span class="sr" role="status">
        {state}
      </span>
    </button>
  );
}
