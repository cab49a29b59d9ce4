import { parseArgs } from "node:util";
import { digestEvent } from "../../src/digest/event/digest-event.ts";
import { itemOf } from "../../src/digest/event/test-captures.ts";
import type { Grouped, Grouping } from "../../src/grouping/grouping.ts";
import { groupingV0 } from "../../src/grouping/v0.ts";
import { groupingV1 } from "../../src/grouping/v1/v1.ts";
import { DEFAULT_RULES } from "../../src/project/event-rules.ts";
import { ALL_CASES } from "./all-cases.ts";
import type { Case, SdkEvent } from "./case.ts";

/**
 * Judges a version of grouping by the corpus: `node test/grouping/judge.ts [--version v1] [--only LANGUAGE] [--verbose]`;
 * `--only python` takes `python-async` too.
 * A wrong merge hides a bug and counts three times a wrong split. Ends with 0 whatever it finds: it measures, tests decide.
 */
const VERSIONS: { readonly [version: string]: Grouping } = {
  v0: groupingV0,
  v1: groupingV1,
};
const WRONG_MERGE_WEIGHT = 3;
const NAME_WIDTH = 24;

type Verdict = { readonly case: Case; readonly isRight: boolean; readonly a: Grouped; readonly b: Grouped };

function judge(one: Case, grouping: Grouping): Verdict {
  const [a, b] = [grouped(one.a, grouping), grouped(one.b, grouping)];
  return { case: one, isRight: (a.signature === b.signature) === (one.relation === "same"), a, b };
}

/** Groups what the digest makes of the event, so that normalising and scrubbing are part of what is judged. */
function grouped(payload: SdkEvent, grouping: Grouping): Grouped {
  const digest = digestEvent(itemOf(payload), { grouping, secretKey: "a secret of tests", rulesOf: () => DEFAULT_RULES });
  if (digest.kind !== "event") throw new Error(`not digested: ${digest.kind}, ${digest.reason}`);
  return grouping.group(digest.event.event);
}

type Tally = { readonly same: string; readonly different: string; readonly score: number; readonly max: number };

/** One point for each case, three for each that must stay apart: 1.000 is a perfect version. */
function tally(verdicts: readonly Verdict[]): Tally {
  const count = (relation: Case["relation"], isRight?: boolean): number =>
    verdicts.filter((verdict) => verdict.case.relation === relation && (isRight ?? verdict.isRight) === verdict.isRight).length;
  const [sameAll, differentAll] = [count("same"), count("different")];
  const [sameRight, differentRight] = [count("same", true), count("different", true)];
  return {
    same: `${sameRight}/${sameAll}`,
    different: `${differentRight}/${differentAll}`,
    score: sameRight + WRONG_MERGE_WEIGHT * differentRight,
    max: sameAll + WRONG_MERGE_WEIGHT * differentAll,
  };
}

function rowOf(name: string, { same, different, score, max }: Tally): string {
  return `${name.padEnd(NAME_WIDTH)} ${same.padStart(9)} ${different.padStart(10)} ${(score / max).toFixed(3).padStart(7)}`;
}

function describe({ case: { name, relation }, a, b }: Verdict, isVerbose: boolean): string {
  const mistake = relation === "same" ? "split" : "merged";
  const lines = [a, b].map(({ explanation: { summary, parts } }, index) => {
    const shown = isVerbose ? parts : parts.filter(({ contributes }) => contributes);
    const said = shown.map(({ what, value, reason }) => `      ${what}: ${value}${reason === undefined ? "" : ` (${reason})`}`);
    return [`    ${"ab"[index]}: ${summary}`, ...said].join("\n");
  });
  return [`  wrongly ${mistake}: ${name}`, ...lines].join("\n");
}

const { values } = parseArgs({
  options: {
    version: { type: "string", default: "v1" },
    only: { type: "string" },
    verbose: { type: "boolean", default: false },
  },
});
const grouping = VERSIONS[values.version];
if (grouping === undefined) {
  throw new Error(`no version ${values.version}: choose one of ${Object.keys(VERSIONS).join(", ")}`);
}
const isWanted = (language: string): boolean =>
  values.only === undefined || language === values.only || language.startsWith(`${values.only}-`);
const languages = Object.entries(ALL_CASES).filter(([language]) => isWanted(language));
if (languages.length === 0) {
  throw new Error(`no cases of ${values.only}: choose one of ${Object.keys(ALL_CASES).join(", ")}`);
}

const judged = languages.map(([language, cases]) => ({ language, verdicts: cases.map((one) => judge(one, grouping)) }));
for (const { language, verdicts } of judged) {
  const wrong = verdicts.filter(({ isRight }) => !isRight);
  if (wrong.length > 0) console.log(`${language}\n${wrong.map((one) => describe(one, values.verbose)).join("\n")}\n`);
}
console.log(`${"".padEnd(NAME_WIDTH)}     same  different   score`);
for (const { language, verdicts } of judged) console.log(rowOf(language, tally(verdicts)));
if (judged.length > 1) console.log(rowOf("all", tally(judged.flatMap(({ verdicts }) => verdicts))));
