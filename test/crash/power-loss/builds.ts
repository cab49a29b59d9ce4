/** A text of a source file of the server, and what stands there instead in a changed build. */
export type Replacement = { readonly file: string; readonly text: string; readonly by: string };

/**
 * What every recorded server has: segments and a write-ahead log so small that a short life holds many of each. Nothing but
 * numbers differs from what is shipped.
 */
const SMALL: readonly Replacement[] = [
  {
    file: "src/log/segments/writer.ts",
    text: "const SEGMENT_BYTES = 64 * 1024 * 1024;",
    by: "const SEGMENT_BYTES = 16 * 1024;",
  },
  { file: "src/store/sqlite/database.ts", text: "PRAGMA wal_autocheckpoint = 8000;", by: "PRAGMA wal_autocheckpoint = 150;" },
];

/** Builds that break the promise in one place each. The recorder is worth something as long as it catches them. */
const BROKEN = {
  "answer-before-sync": [
    {
      file: "src/log/segments/tail.ts",
      text: "await files.fdatasync(current.fd);",
      // The file may be left and closed before it is synced.
      by: "void files.fdatasync(current.fd).catch(() => {});",
    },
  ],
  "commit-without-sync": [
    { file: "src/store/sqlite/database.ts", text: "PRAGMA synchronous = FULL;", by: "PRAGMA synchronous = OFF;" },
  ],
} as const satisfies { readonly [name: string]: readonly Replacement[] };

export type BrokenBuild = keyof typeof BROKEN;

export const BROKEN_BUILDS = Object.keys(BROKEN).filter(isBrokenBuild);

export function isBrokenBuild(name: string): name is BrokenBuild {
  return Object.hasOwn(BROKEN, name);
}

export function replacementsOf(broken: BrokenBuild | undefined): readonly Replacement[] {
  return broken === undefined ? SMALL : [...SMALL, ...BROKEN[broken]];
}

/** `source` with every replacement of that file made. Throws when a text does not stand there exactly once. */
export function changedSource(source: string, replacements: readonly Replacement[]): string {
  let changed = source;
  for (const { file, text, by } of replacements) {
    if (changed.split(text).length !== 2) {
      throw new Error(`${file} does not hold ${JSON.stringify(text)} exactly once; mend test/crash/power-loss/builds.ts`);
    }
    changed = changed.replace(text, () => by);
  }
  return changed;
}
