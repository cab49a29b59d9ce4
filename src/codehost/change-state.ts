import { ok, problem } from "../protocol/result.ts";
import type { Found, HostIssue, IssueState, StateChange } from "./codehost.ts";

/** How one host finds an issue, changes its state and adds a note. */
export type StateSteps = {
  readonly host: string;
  readonly find: () => Promise<Found<HostIssue>>;
  readonly set: () => Promise<Found<HostIssue>>;
  readonly note: () => Promise<Found<unknown>>;
};

/**
 * Closes or reopens, whichever `want` is. The state goes first and the note after it: a repeated call finds the state and stops,
 * so a note is lost rather than written twice.
 */
export async function changeState(want: IssueState, steps: StateSteps): Promise<Found<StateChange>> {
  const before = await steps.find();
  if (!before.ok) return before;
  if (before.value.state === want) return ok({ issue: before.value, changed: false, noteProblem: undefined });

  const after = await steps.set();
  if (!after.ok) return after;
  if (after.value.state !== want) {
    const message = `${steps.host} took the change of issue #${after.value.number} but did not make it. Look at the issue there.`;
    return problem({ kind: "remote-error", message });
  }
  const noted = await steps.note();
  return ok({ issue: after.value, changed: true, noteProblem: noted.ok ? undefined : noted.problem });
}
