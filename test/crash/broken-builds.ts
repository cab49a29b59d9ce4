/** A text of one source file, and what stands there in the broken build. */
type Change = { readonly file: string; readonly text: string; readonly broken: string };

/**
 * Builds that break a promise on purpose: a harness that lets one of them pass holds nothing. They live here alone and are made
 * while the server loads its files, so that production code has no switch for them. Answering after the write but before the
 * sync is not among them: what was written survives the end of a process, and only power loss tells the two apart.
 */
export const BROKEN_BUILDS = {
  /** An event is answered as soon as it waits for its write. */
  "answer-before-write": {
    file: "src/log/segments/writer.ts",
    text: "writing ??= writeQueue();",
    broken: "writing ??= writeQueue(); resolve({ position: 0, nextPosition: 0 });",
  },
  /** The digest position is committed before the rows of its batch. */
  "position-before-rows": {
    file: "src/store/sqlite/recorder.ts",
    text: `stage("before-begin");`,
    broken: `stage("before-begin"); transaction(db, () => db.statement(SET_STATE).run(batch.toPosition, 0));`,
  },
  /** An event that comes again on a later day is taken for a new one. */
  "days-forgotten": {
    file: "src/store/sqlite/recorder.ts",
    text: " || closedDays.holds(event.projectId, eventId)",
    broken: "",
  },
} as const satisfies { readonly [name: string]: Change };

export type BrokenBuild = keyof typeof BROKEN_BUILDS;

export function isBrokenBuild(name: string): name is BrokenBuild {
  return Object.hasOwn(BROKEN_BUILDS, name);
}

/** The source that the broken build has in place of `source`. Throws when the text to be changed is not there exactly once. */
export function breakSource(build: BrokenBuild, source: string): string {
  const { file, text, broken }: Change = BROKEN_BUILDS[build];
  const parts = source.split(text);
  if (parts.length !== 2) {
    throw new Error(
      `${file} has ${JSON.stringify(text)} ${parts.length - 1} times: mend "${build}" in test/crash/broken-builds.ts`,
    );
  }
  return parts.join(broken);
}
