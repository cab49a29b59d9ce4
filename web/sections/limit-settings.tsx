import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { CategoryLimit, Limits } from "../data/limits.ts";
import { saveLimits, useLimits } from "../data/limits.ts";
import { say } from "../data/notice.ts";
import { exact, plural } from "../data/words.ts";
import { Area, Choice, Field, FormProblem, Tick, useForm } from "../primitives/field.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { WindowChoice } from "./key-forms.tsx";
import { LimitsInForce } from "./limits-in-force.tsx";

type Place = { org: string; project: string; mayChange: boolean };

/** What a project lets in, and how much of it is used. */
export function LimitSettings({ org, project, mayChange }: Place) {
  const limits = useLimits(org, project);
  if (limits.error !== undefined) return <Failed error={limits.error} retry={limits.reload} what="list of limits" />;
  if (limits.data === undefined) return <Skeleton rows={2} shape="block" />;
  return (
    <>
      <LimitsInForce limits={limits.data.inForce} />
      <LimitForm org={org} project={project} mayChange={mayChange} limits={limits.data} />
    </>
  );
}

const QUOTA = "options.quotas:monthly-errors";
const RATES = "options.quotas:rate-limits";

function LimitForm({ org, project, mayChange, limits }: Place & { limits: Limits }) {
  const { options, allowedDomains } = limits;
  const [rows, setRows] = useState(() => options["quotas:rate-limits"].map((limit, id) => ({ id, limit })));
  const form = useForm(async (text) => {
    const rates = rows.map(({ id }) => ({
      categories: text(`categories-${id}`),
      count: text(`count-${id}`),
      window: text(`window-${id}`),
    }));
    await saveLimits(org, project, {
      sites: text("sites"),
      quota: text("quota"),
      isSpikeProtected: text("spike") === "on",
      rates,
    });
    say({ text: "The limits are saved; they hold from now on" });
  });
  const add = () => {
    const limit = { categories: ["error"], count: 1_000, window: 60 };
    setRows([...rows, { id: 1 + Math.max(-1, ...rows.map(({ id }) => id)), limit }]);
  };
  const quota = options["quotas:monthly-errors"];
  return (
    <form class="form" onSubmit={form.onSubmit}>
      <fieldset disabled={!mayChange}>
        <Field
          label="Errors in a month"
          name="quota"
          auto="off"
          isOptional
          value={quota === null ? "" : String(quota)}
          help="When they are used up, errors are refused until the calendar month (UTC) ends. Empty: as many as come."
          error={form.wrong(QUOTA)}
        />
        {quota !== null && <MonthUse errors={limits.month.errors} quota={quota} />}
        <Tick
          label="Spike protection"
          name="spike"
          isOn={!options["quotas:spike-protection-disabled"]}
          help="In an hour with far more errors than usual (over 1,000, ten times the mean and three times the busiest hour), further errors wait for the next one."
        />
        {!options["quotas:spike-protection-disabled"] && <SpikeState of={limits.spike} />}
        <fieldset class="limits" aria-labelledby="rates-title">
          <p class="ticks-title" id="rates-title">
            Rate limits of the project
          </p>
          {rows.length === 0 && <p class="quiet">None: everything that comes is taken, as long as the server can.</p>}
          {rows.map(({ id, limit }, index) => (
            <RateRow key={id} id={id} of={limit} error={form.wrongBelow(`${RATES}.${index}`)}>
              {mayChange && (
                <button
                  type="button"
                  aria-label={`Remove limit ${index + 1}`}
                  onClick={() => setRows(rows.filter((row) => row.id !== id))}
                >
                  Remove
                </button>
              )}
            </RateRow>
          ))}
          {mayChange && (
            <button type="button" onClick={add}>
              Add a rate limit
            </button>
          )}
        </fieldset>
        <div class="list-of">
          <Area
            label="Sites whose pages may send"
            name="sites"
            rows={3}
            value={allowedDomains.join("\n")}
            help="One a line: example.com, *.example.com, https://example.com; * stands for all. A key may have sites of its own."
            error={form.wrongBelow("allowedDomains")}
          />
        </div>
        <FormProblem
          error={form.error}
          fields={[QUOTA, "allowedDomains.*", ...rows.map((_, index) => `${RATES}.${index}.*`)]}
        />
        {mayChange && <button disabled={form.busy}>{form.busy ? "Saving…" : "Save limits"}</button>}
      </fieldset>
    </form>
  );
}

function MonthUse({ errors, quota }: { errors: number; quota: number }) {
  return (
    <div class="used">
      <meter
        min={0}
        max={Math.max(1, quota)}
        high={0.8 * quota}
        value={Math.min(errors, quota)}
        aria-label="Used of this month"
      />
      <span>
        {exact(errors)} of {exact(quota)} used this month
      </span>
    </div>
  );
}

function SpikeState({ of: spike }: { of: Limits["spike"] }) {
  if (spike === null) return <p class="used">It begins once the project is two days old and has a habit.</p>;
  return (
    <p class="used">
      {plural(spike.errorsThisHour, "error")} in this hour; {plural(spike.usualErrorsAnHour, "is", "are")} usual,{" "}
      {exact(spike.busiestHour)} in the busiest hour of the week
      {spike.errorsAnHourAllowed !== null && `. It sets in at ${exact(Math.round(spike.errorsAnHourAllowed))}.`}
    </p>
  );
}

const CATEGORIES: readonly (readonly [categories: string, words: string])[] = [
  ["error", "Errors"],
  ["session", "Sessions"],
  ["attachment", "Attachments"],
  ["monitor", "Check-ins of monitors"],
  ["feedback", "Feedback"],
  ["", "Everything together"],
];

type RowProps = { id: number; of: CategoryLimit; error: string | undefined; children: ComponentChildren };

function RateRow({ id, of: { categories, count, window }, error, children }: RowProps) {
  const chosen = categories.join(" ");
  return (
    <div class="rate">
      <Choice label="Of" name={`categories-${id}`} value={chosen}>
        {CATEGORIES.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
        {!CATEGORIES.some(([value]) => value === chosen) && <option value={chosen}>{categories.join(", ")}</option>}
      </Choice>
      <Field label="At most" name={`count-${id}`} auto="off" value={String(count)} error={error} />
      <WindowChoice label="In" name={`window-${id}`} seconds={window} />
      {children}
    </div>
  );
}
