import { spawnSync } from "node:child_process";
import { styleText } from "node:util";

/** One command of a longer run. `command[0]` is a program, looked for in node_modules/.bin first when npm started us. */
export type Step = { readonly name: string; readonly command: readonly [string, ...string[]] };

/** Runs a command with its output shown, prints its name, result and time, and answers whether it ended well. */
export function runStep(step: Step): boolean {
  const [program, ...args] = step.command;
  console.log(styleText("bold", `── ${step.name}`));
  const startedAt = performance.now();
  const { status, error } = spawnSync(program, args, { stdio: ["ignore", "inherit", "inherit"] });
  if (error !== undefined) console.error(`${program} did not start: ${error.message}`);

  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const isGood = status === 0;
  console.log(
    isGood
      ? styleText("green", `   ${step.name}: good (${seconds} s)`)
      : styleText("red", `   ${step.name}: FAILED (${seconds} s)`),
  );
  return isGood;
}
