import { useState } from "preact/hooks";
import type { Wish } from "../data/decisions.ts";
import { Dialog } from "../primitives/dialog.tsx";

type Kind = "events" | "users" | "time";
const KINDS: readonly (readonly [kind: Kind, words: string])[] = [
  ["events", "More events have come"],
  ["users", "More users are affected"],
  ["time", "Some hours have passed"],
];

/** Asks until when issues are ignored, where none of the ready answers of the menu fits. */
export function IgnoreUntil({ onClose, onDecide }: { onClose: () => void; onDecide: (wish: Wish) => void }) {
  const [kind, setKind] = useState<Kind>("events");
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const form = new FormData(event.currentTarget);
    const many = Number(form.get("many"));
    const hours = Number(form.get("hours"));
    event.currentTarget.closest("dialog")?.close();
    onDecide({ status: "ignored", ...wishOf(kind, many, hours) });
  };
  return (
    <Dialog title="Ignore until" onClose={onClose}>
      <form class="form" onSubmit={onSubmit}>
        <fieldset class="picker">
          <legend class="sr">Ignore until</legend>
          <div class="options">
            {KINDS.map(([name, words]) => (
              <label key={name} class="option">
                <input type="radio" name="kind" value={name} checked={name === kind} onChange={() => setKind(name)} />
                <span>{words}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <label class="field">
          <span>{kind === "events" ? "More events" : kind === "users" ? "More users" : "Hours"}</span>
          <input type="number" name="many" required min={1} max={kind === "time" ? 8_784 : 1_000_000_000} defaultValue="10" />
        </label>
        {kind === "events" && (
          <label class="field">
            <span>Within so many hours</span>
            <input type="number" name="hours" min={1} max={2_160} placeholder="However long it takes" />
          </label>
        )}
        <p class="actions">
          <button class="primary">Ignore</button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </p>
      </form>
    </Dialog>
  );
}

function wishOf(kind: Kind, many: number, hours: number): Partial<Wish> {
  switch (kind) {
    case "events":
      return { ignoreCount: many, ...(hours > 0 && { ignoreWindow: hours * 60 }) };
    case "users":
      return { ignoreUserCount: many };
    case "time":
      return { ignoreDuration: many * 60 };
  }
}
