import type { Key } from "../data/keys.ts";
import { changeKey, nextName, replaceKey } from "../data/keys.ts";
import { say } from "../data/notice.ts";
import { inDays, localTime } from "../data/typed.ts";
import { Dialog } from "../primitives/dialog.tsx";
import { Area, Choice, Field, FormProblem, useForm } from "../primitives/field.tsx";

type Props = { org: string; project: string; of: Key; onClose: () => void };

const WINDOWS: readonly (readonly [seconds: number, words: string])[] = [
  [60, "a minute"],
  [3_600, "an hour"],
  [86_400, "a day"],
];

/** `a minute`, or for a span that was set through the API, `90 seconds`. */
export const windowWords = (seconds: number): string =>
  WINDOWS.find(([known]) => known === seconds)?.[1] ?? `${seconds} seconds`;

/** How long a window of a limit is. */
export function WindowChoice({ label, name, seconds = 60 }: { label: string; name: string; seconds?: number }) {
  const isOther = !WINDOWS.some(([known]) => known === seconds);
  return (
    <Choice label={label} name={name} value={String(seconds)}>
      {WINDOWS.map(([known, words]) => (
        <option key={known} value={String(known)}>
          {words}
        </option>
      ))}
      {isOther && <option value={String(seconds)}>{windowWords(seconds)}</option>}
    </Choice>
  );
}

/** What a key lets in, and until when. */
export function ChangeKey({ org, project, of: key, onClose }: Props) {
  const form = useForm(async (text) => {
    const wish = {
      name: text("name"),
      count: text("count"),
      window: text("window"),
      end: text("end"),
      origins: text("origins"),
    };
    await changeKey(org, project, key, wish);
    onClose();
    say({ text: `The key ${wish.name} is saved` });
  });
  return (
    <Dialog title={`Change ${key.name}`} onClose={onClose}>
      <form class="form" onSubmit={form.onSubmit}>
        <Field label="Name" name="name" auto="off" value={key.name} error={form.wrong("name")} />
        <div class="pair">
          <Field
            label="Errors at most"
            name="count"
            auto="off"
            isOptional
            value={key.rateLimit === null ? "" : String(key.rateLimit.count)}
            help="Empty: as many as come."
            error={form.wrong("rateLimit.count")}
          />
          <WindowChoice label="In" name="window" {...(key.rateLimit !== null && { seconds: key.rateLimit.window })} />
        </div>
        <Field
          label="Ends"
          name="end"
          type="datetime-local"
          auto="off"
          isOptional
          value={localTime(key.expiresAt)}
          help="Refused from then on. Empty: never."
          error={form.wrong("expiresAt")}
        />
        <Area
          label="Sites whose pages may send with it"
          name="origins"
          rows={3}
          value={key.allowedOrigins?.join("\n") ?? ""}
          help="One a line: example.com, *.example.com, https://example.com. Empty: those of the project."
          error={form.wrongBelow("allowedOrigins")}
        />
        <FormProblem error={form.error} fields={["name", "rateLimit.count", "expiresAt", "allowedOrigins.*"]} />
        <div class="buttons">
          <button class="primary" disabled={form.busy}>
            {form.busy ? "Saving…" : "Save key"}
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** A new key in the place of this one, without a lost event. */
export function ReplaceKey({ org, project, of: key, onClose }: Props) {
  const form = useForm(async (text) => {
    await replaceKey(org, project, key, text("name"), text("end"));
    onClose();
    say({ text: `${text("name")} is made. Roll out its DSN before ${key.name} ends.` });
  });
  return (
    <Dialog title={`Replace ${key.name}`} onClose={onClose}>
      <form class="form" onSubmit={form.onSubmit}>
        <p>
          The new key has the same settings and takes events at once. This one goes on, so that programs can be changed over one
          by one, and then ends by itself.
        </p>
        <Field label="Name of the new key" name="name" auto="off" value={nextName(key.name)} error={form.wrong("name")} />
        <Field
          label={`${key.name} ends`}
          name="end"
          type="datetime-local"
          auto="off"
          value={inDays(7)}
          help="Within a year. It can be moved as long as it has not come."
          error={form.wrong("oldExpiresAt")}
        />
        <FormProblem error={form.error} fields={["name", "oldExpiresAt"]} />
        <div class="buttons">
          <button class="primary" disabled={form.busy}>
            {form.busy ? "Making…" : "Make the new key"}
          </button>
          <button type="button" onClick={onClose}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
