import { ApiError } from "../data/api.ts";
import { localTime } from "../data/typed.ts";
import { plural } from "../data/words.ts";
import { Dialog } from "../primitives/dialog.tsx";
import { Field, FormProblem, useForm } from "../primitives/field.tsx";

type Props = {
  /** ISO times; "" is open. */
  start: string;
  end: string;
  /** How far back there is anything to be found. */
  days: number;
  onChoose: (start: string, end: string) => void;
  onClose: () => void;
};

const DAY_MS = 86_400_000;

/** Asks for a stretch of time, in the reader's own. */
export function TimeRange({ start, end, days, onChoose, onClose }: Props) {
  const form = useForm(async (text) => {
    const from = timeIn(text("start"), "start");
    const to = text("end") === "" ? undefined : timeIn(text("end"), "end");
    if (from.getTime() > Date.now()) throw wrong("start", "must be in the past");
    if (Date.now() - from.getTime() > (days + 1) * DAY_MS)
      throw wrong("start", `must be within the last ${plural(days, "day")}`);
    if (to !== undefined && to <= from) throw wrong("end", "must be after the beginning");
    onChoose(from.toISOString(), to?.toISOString() ?? "");
    await Promise.resolve(onClose());
  });
  const yesterday = new Date(Date.now() - DAY_MS).toISOString();
  return (
    <Dialog title="From – to" onClose={onClose}>
      <form class="form" onSubmit={form.onSubmit}>
        <div class="pair">
          <Field
            label="From"
            name="start"
            type="datetime-local"
            auto="off"
            value={localTime(start === "" ? yesterday : start)}
            help={`Events are kept for ${plural(days, "day")}.`}
            error={form.wrong("start")}
          />
          <Field
            label="To"
            name="end"
            type="datetime-local"
            auto="off"
            isOptional
            value={end === "" ? "" : localTime(end)}
            help="Empty: until now."
            error={form.wrong("end")}
          />
        </div>
        <FormProblem error={form.error} fields={["start", "end"]} />
        <button class="primary">Show these issues</button>
      </form>
    </Dialog>
  );
}

const wrong = (field: string, words: string): ApiError => new ApiError(400, "", { [field]: [words] });

function timeIn(text: string, field: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw wrong(field, "must be a date and a time");
  return date;
}
