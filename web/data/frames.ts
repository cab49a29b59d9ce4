import type { Frame } from "./types.ts";

/** Neighbouring frames of libraries in one, each of the program's own by itself. Newest call first. */
export type Run =
  | { kind: "own"; frame: Frame; index: number }
  | { kind: "library"; name: string; frames: readonly (readonly [Frame, number])[] };

/** Folds what is not in-app. `frames` are newest first; `index` counts along them. */
export function foldLibraries(frames: readonly Frame[]): Run[] {
  const runs: Run[] = [];
  frames.forEach((frame, index) => {
    const last = runs.at(-1);
    if (frame.inApp) runs.push({ kind: "own", frame, index });
    else if (last?.kind === "library") runs[runs.length - 1] = { ...last, frames: [...last.frames, [frame, index]] };
    else runs.push({ kind: "library", name: "", frames: [[frame, index]] });
  });
  return runs.map((run) => (run.kind === "own" ? run : { ...run, name: namesOf(run.frames.map(([frame]) => frame)) }));
}

function namesOf(frames: readonly Frame[]): string {
  const names = new Set(frames.map(libraryOf).filter((name) => name !== undefined));
  const shown = [...names].slice(0, 3).join(", ");
  return names.size > 3 ? `${shown} and others` : shown;
}

/** Where package managers put libraries. */
const PLACES: readonly RegExp[] = [
  /node_modules\/(?:\.pnpm\/[^/]+\/node_modules\/)?((?:@[^/]+\/)?[^/]+)/,
  /^(node:internal|node:)/,
  /(?:site|dist)-packages\/([^/]+)/,
  /gems\/([^/]+?)-\d[^/]*\//,
  /(?:^|\/)vendor\/([^/]+\/[^/]+)/,
  /pkg\/mod\/([^@]+)@/,
  /registry\/src\/[^/]+\/([^/]+?)-\d/,
  /lib\/python[\d.]+\/([^/]+)/,
  /go\/src\/([^/]+)/,
];

function libraryOf({ absPath, filename, module }: Frame): string | undefined {
  for (const place of PLACES) {
    const found = place.exec(absPath ?? "") ?? place.exec(filename ?? "");
    if (found !== null) return found[1]?.replace(/\.py$/, "").replace(/^node:.*/, "node");
  }
  // Java and its like: the first two parts of the package.
  const parts = (module ?? "").split(/[.:]/).filter((part) => part !== "");
  return parts.length > 2 ? parts.slice(0, 2).join(".") : parts[0];
}

/** A path in two: the folders, and the file by which people know it. */
export function splitPath({ filename, absPath, module }: Frame): readonly [folders: string, file: string] {
  const path = filename ?? module ?? absPath ?? "unknown place";
  const cut = path.search(/[^/\\]*$/);
  return [path.slice(0, cut), path.slice(cut)];
}

export const placeOf = (frame: Frame): string => {
  const [folders, file] = splitPath(frame);
  return `${folders}${file}${frame.lineNo === null ? "" : `:${frame.lineNo}`}`;
};
