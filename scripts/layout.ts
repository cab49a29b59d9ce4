/** A file of the project: `path` from the root with forward slashes. */
export type SourceFile = { readonly path: string; readonly text: string };

type Arrows = {
  /** Rooms whose code a room may use. */
  readonly uses: readonly string[];
  /** Rooms of which it may know the types alone (ports, plain data). */
  readonly types: readonly string[];
};

/**
 * Which room of `src/` may import which. What is not here is forbidden: above all, nobody imports `store`, `ingest` or `cli`.
 * Only the wiring knows every room: the files of `src/` itself, `src/cli/`, the files that start a thread (`*-thread.ts`), and
 * those of WIRING.
 */
export const ARROWS: { readonly [room: string]: Arrows } = {
  protocol: { uses: [], types: [] },
  grouping: { uses: [], types: [] },
  threads: { uses: [], types: [] },
  durable: { uses: [], types: [] },
  log: { uses: ["protocol"], types: [] },
  project: { uses: ["protocol"], types: ["issue", "account"] },
  issue: { uses: ["protocol", "release"], types: ["project", "account"] },
  retention: { uses: ["protocol"], types: [] },
  backup: { uses: ["durable"], types: [] },
  checkup: { uses: [], types: [] },
  release: { uses: ["protocol"], types: ["project"] },
  artifact: { uses: ["protocol"], types: [] },
  outbound: { uses: ["protocol"], types: [] },
  codehost: { uses: ["protocol", "outbound", "release"], types: ["issue", "project"] },
  alert: { uses: ["protocol", "outbound"], types: ["project", "account"] },
  account: { uses: ["protocol"], types: ["project", "issue"] },
  selftest: { uses: ["protocol"], types: [] },
  ingest: { uses: ["protocol", "project"], types: ["log"] },
  digest: { uses: ["protocol", "grouping", "artifact"], types: ["log", "project"] },
  backend: { uses: ["issue", "project", "protocol", "outbound"], types: ["account"] },
  store: {
    uses: ["protocol", "issue", "project", "account", "release", "artifact", "retention", "alert", "durable"],
    types: ["digest", "backend", "codehost", "api", "log", "checkup"],
  },
  api: {
    uses: [
      "grouping",
      "backend",
      "codehost",
      "alert",
      "outbound",
      "account",
      "project",
      "issue",
      "release",
      "artifact",
      "retention",
      "protocol",
      "checkup",
    ],
    types: [],
  },
  front: { uses: ["api", "project", "protocol", "threads"], types: ["artifact", "checkup", "digest", "ingest", "log"] },
};

/** Wiring that stands in a room, since it is all that the room's thread does. */
const WIRING = new Set(["src/front/pipeline.ts"]);

/** Files of ports. Whoever may know a port's types may also use what it throws. */
const PORTS = new Set(["src/log/log.ts", "src/digest/recorder.ts", "src/backend/backend.ts"]);

/** Names that say nothing of what is inside. */
const EMPTY_NAMES = new Set([
  "core",
  "common",
  "lib",
  "util",
  "utils",
  "helper",
  "helpers",
  "service",
  "services",
  "manager",
  "misc",
]);
const MAX_LINES = 300;

/** Everything wrong with the layout, one sentence each. */
export function layoutProblems(files: readonly SourceFile[]): string[] {
  return [
    ...files.flatMap((file) => arrowProblems(file)),
    ...cycleProblems(files),
    ...files.flatMap((file) => nameProblems(file)),
    ...files.flatMap((file) => lengthProblems(file)),
  ];
}

function arrowProblems(file: SourceFile): string[] {
  const from = placeOf(file.path);
  if (from.kind === "free") return [];
  return importsOf(file).flatMap(({ target, isTypeOnly }) => {
    const to = placeOf(target);
    const arrow = `${file.path} imports ${target}`;
    if (from.kind === "page")
      return to.kind === "page" ? [] : [`${arrow}: the page is a client of the API and of nothing else`];
    if (!target.startsWith("src/")) return [`${arrow}: what runs in production stays inside src/`];
    if (from.kind === "wiring") return [];
    if (to.kind === "wiring") return isTypeOnly ? [] : [`${arrow}: nobody but the wiring imports the wiring`];
    if (to.kind !== "room" || to.room === from.room) return [];

    const arrows = ARROWS[from.room];
    if (arrows === undefined) return [`${file.path}: the room "${from.room}" is not in the table of scripts/layout.ts`];
    const isPort = isTypeOnly || PORTS.has(target);
    if (arrows.uses.includes(to.room) || (isPort && arrows.types.includes(to.room))) return [];
    const hint = arrows.types.includes(to.room) ? ` but by "import type"` : "";
    return [`${arrow}: "${from.room}" may not know "${to.room}"${hint} (scripts/layout.ts)`];
  });
}

type Place =
  | { readonly kind: "room"; readonly room: string }
  | { readonly kind: "wiring" }
  | { readonly kind: "page" }
  | { readonly kind: "free" };

/** Tests see every room, since they run on real engines; so do programs beside the server. */
function placeOf(path: string): Place {
  if (path.startsWith("web/")) return { kind: "page" };
  if (!path.startsWith("src/")) return { kind: "free" };
  if (/(^|\/)test-[^/]*$|\.(test|bench|contract)\.tsx?$/.test(path)) return { kind: "free" };
  const [, room = "", ...rest] = path.split("/");
  if (rest.length === 0 || room === "cli" || path.endsWith("-thread.ts") || WIRING.has(path)) return { kind: "wiring" };
  return { kind: "room", room };
}

type Import = { readonly target: string; readonly isTypeOnly: boolean };

/** Imports of our own files, each as a path from the root. Packages and built-in modules are left out. */
export function importsOf(file: SourceFile): Import[] {
  const statements = /^\s*(?:import|export)\s+(type\s)?[^;'"]*?from\s*["'](\.{1,2}\/[^"']+)["']/gm;
  const others = /\bimport\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g;
  return [
    ...Array.from(file.text.matchAll(statements), ([, type, path = ""]) => ({
      target: resolve(file.path, path),
      isTypeOnly: type !== undefined,
    })),
    ...Array.from(file.text.matchAll(others), ([, path = ""]) => ({ target: resolve(file.path, path), isTypeOnly: false })),
  ];
}

function resolve(from: string, relative: string): string {
  return new URL(relative, `file:///${from}`).pathname.slice(1);
}

/** Cycles of files, by imports of any kind: what knows each other is one thing in two files. */
function cycleProblems(files: readonly SourceFile[]): string[] {
  const targets = new Map(files.map((file) => [file.path, importsOf(file).map(({ target }) => target)]));
  const state = new Map<string, "open" | "done">();
  const problems: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === "done") return;
    if (state.get(path) === "open") {
      problems.push(`these files import each other in a circle: ${[...trail.slice(trail.indexOf(path)), path].join(" → ")}`);
      return;
    }
    state.set(path, "open");
    for (const target of targets.get(path) ?? []) visit(target, [...trail, path]);
    state.set(path, "done");
  };
  for (const { path } of files) visit(path, []);
  return problems;
}

function nameProblems({ path }: SourceFile): string[] {
  return path
    .split("/")
    .filter((part) => part.split(/[-.]/).some((word) => EMPTY_NAMES.has(word.toLowerCase())))
    .map((part) => `${path}: "${part}" says nothing of what is inside; name it after its one idea`);
}

/** Tests are left out: a table of cases is one idea however long it is. */
function lengthProblems({ path, text }: SourceFile): string[] {
  if (/(^|\/)test-[^/]*$|\.test\.tsx?$/.test(path)) return [];
  const lines = text.split("\n").length - 1;
  return lines > MAX_LINES ? [`${path}: ${lines} lines, over ${MAX_LINES}; it holds two ideas`] : [];
}
