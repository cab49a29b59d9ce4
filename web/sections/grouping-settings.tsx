import { useEffect, useState } from "preact/hooks";
import type { ApiError } from "../data/api.ts";
import { toApiError } from "../data/api.ts";
import type { Preview, RuleField, RuleProblems, RuleTexts } from "../data/grouping-rules.ts";
import { checkGroupingRules, previewGroupingRules, saveGroupingRules, useGroupingRules } from "../data/grouping-rules.ts";
import { say } from "../data/notice.ts";
import { FormProblem, useForm } from "../primitives/field.tsx";
import { Lines } from "../primitives/lines.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { RulesPreview } from "./rules-preview.tsx";

type Place = { org: string; project: string; mayChange: boolean };
const NO_PROBLEMS: RuleProblems = { fingerprintingRules: [], groupingEnhancements: [] };
const CHECK_AFTER_MS = 400;

/** Which events are one issue, where grouping should think otherwise. */
export function GroupingSettings({ org, project, mayChange }: Place) {
  const rules = useGroupingRules(org, project);
  if (rules.error !== undefined) return <Failed error={rules.error} retry={rules.reload} what="rules" />;
  if (rules.data === undefined) return <Skeleton rows={3} shape="block" />;
  return <RulesForm org={org} project={project} mayChange={mayChange} saved={rules.data} />;
}

function RulesForm({ org, project, mayChange, saved }: Place & { saved: RuleTexts }) {
  const [texts, setTexts] = useState<RuleTexts>(saved);
  const problems = useProblems(org, project, texts);
  const [preview, setPreview] = useState<{ of: RuleTexts; busy: boolean; data?: Preview; error?: ApiError }>();
  const form = useForm(async () => {
    await saveGroupingRules(org, project, texts);
    setPreview(undefined);
    say({ text: "The rules are saved; they hold for events that arrive from now on" });
  });
  const tryThem = (): void => {
    setPreview({ of: texts, busy: true });
    previewGroupingRules(org, project, texts).then(
      (data) => setPreview({ of: texts, busy: false, data }),
      (error: unknown) => setPreview({ of: texts, busy: false, error: toApiError(error) }),
    );
  };
  const field = (name: RuleField, label: string, help: string) => (
    <Lines
      label={label}
      name={name}
      value={texts[name]}
      onChange={(text) => setTexts((before) => ({ ...before, [name]: text }))}
      problems={problems[name]}
      help={help}
    />
  );
  const hasProblems = problems.fingerprintingRules.length + problems.groupingEnhancements.length > 0;
  return (
    <>
      <form class="form rules" onSubmit={form.onSubmit}>
        <fieldset disabled={!mayChange}>
          {field(
            "fingerprintingRules",
            "Fingerprint rules",
            "One a line, the first that is met counts: which events, an arrow, and what they have in common.",
          )}
          <Example
            text={
              'type:DatabaseUnavailable -> database-down title="The database is down"\n' +
              'message:"Timeout: *" logger:shop.* -> {{ default }} {{ tags.region }}\n' +
              "path:**/legacy/** !level:fatal -> legacy {{ type }}"
            }
          />
          {field(
            "groupingEnhancements",
            "Stack rules",
            "One a line, from first to last: which frames, and whether they are in-app or count at all.",
          )}
          <Example
            text={
              "module:acme.vendored.** -app\nfunction:handleCrash* ^-group -group\n" +
              "[ module:acme.rpc ] | module:acme.rpc -group\nerror.type:StackOverflow* max-frames=3"
            }
          />
          <FormProblem error={form.error} />
          {mayChange && (
            <span class="buttons">
              <button disabled={form.busy || hasProblems}>{form.busy ? "Saving…" : "Save rules"}</button>
              <button type="button" disabled={hasProblems || preview?.busy === true} onClick={tryThem}>
                {preview?.busy === true ? "Trying…" : "Preview"}
              </button>
            </span>
          )}
        </fieldset>
      </form>
      <div role="status" class="tried">
        {preview?.error !== undefined && <p class="problem">{preview.error.message}</p>}
        {preview?.data !== undefined && <RulesPreview org={org} preview={preview.data} isStale={preview.of !== texts} />}
      </div>
    </>
  );
}

function Example({ text }: { text: string }) {
  return (
    <details>
      <summary>Examples</summary>
      <pre class="rules-example" tabIndex={0} aria-label="Examples of rules">
        {text}
      </pre>
    </details>
  );
}

/** What is wrong with the texts, asked when somebody stops writing. */
function useProblems(org: string, project: string, texts: RuleTexts): RuleProblems {
  const [problems, setProblems] = useState(NO_PROBLEMS);
  useEffect(() => {
    let isLate = false;
    const timer = setTimeout(() => {
      // An answer that does not come is told when the rules are saved.
      checkGroupingRules(org, project, texts).then(
        (found) => isLate || setProblems(found),
        () => undefined,
      );
    }, CHECK_AFTER_MS);
    return () => {
      isLate = true;
      clearTimeout(timer);
    };
  }, [org, project, texts]);
  return problems;
}
