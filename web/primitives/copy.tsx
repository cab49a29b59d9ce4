import { useState } from "preact/hooks";
import { Icon } from "./icon.tsx";

/** Copies a text and says so. `what` names it: "DSN". With `words` the button shows them, else an icon alone. */
export function Copy({ text, what, words }: { text: string; what: string; words?: string }) {
  const [state, setState] = useState<"" | "Copied" | "Not allowed">("");
  const copy = () => {
    // Missing on plain http from another host.
    const copied = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"));
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
