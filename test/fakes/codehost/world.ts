import { createHash } from "node:crypto";

/** What a faked code host holds. The three fakes show the same things, each in its host's own words. */
export type FakeWorld = {
  readonly repositories: FakeRepository[];
  /** Token → what it may do. */
  readonly tokens: Map<string, ReadonlySet<FakeRight>>;
};

export type FakeRight = "see" | "write-issues" | "manage-hooks";

export type FakeRepository = {
  readonly id: number;
  path: string;
  archived: boolean;
  hasIssues: boolean;
  readonly issues: FakeIssue[];
  /** The newest first. */
  readonly commits: FakeCommit[];
  /** By path, at every ref. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly hooks: FakeHook[];
};

export type FakeIssue = {
  readonly number: number;
  title: string;
  body: string;
  state: "open" | "closed";
  updatedAtMs: number;
  readonly notes: string[];
  /** A pull request: at GitHub and Gitea these are issues too. */
  readonly isPull: boolean;
};

export type FakeCommit = {
  readonly id: string;
  readonly message: string;
  readonly authorName: string;
  readonly authorEmail: string;
  readonly authoredAt: string;
  readonly parents: readonly string[];
  readonly files: readonly FakeChange[];
};

export type FakeChange = {
  readonly path: string;
  readonly was?: string;
  readonly status: "added" | "modified" | "removed" | "renamed";
};

export type FakeHook = { id: number; url: string; secret: string; events: readonly string[] };

export const DEFAULT_BRANCH = "main";
export const ALL_RIGHTS: ReadonlySet<FakeRight> = new Set<FakeRight>(["see", "write-issues", "manage-hooks"]);
export const READ_RIGHTS: ReadonlySet<FakeRight> = new Set<FakeRight>(["see"]);
export const GOOD_TOKEN = "good-token-0123456789";
export const READING_TOKEN = "reading-token-0123456789";

/** The hash of a commit by words. */
export function hashOf(words: string): string {
  return createHash("sha1").update(words).digest("hex");
}

/** What was before the shop's commit: one, and one before. */
export const OLDEST: FakeCommit = {
  id: hashOf("the oldest commit"),
  message: "Begin\n",
  authorName: "Ada Example",
  authorEmail: "ada@example.org",
  authoredAt: "2026-02-01T10:20:30+01:00",
  parents: [],
  files: [{ path: "README.md", status: "added" }],
};
export const OLDER: FakeCommit = {
  ...OLDEST,
  id: hashOf("the commit before"),
  message: "Say what is new\n",
  parents: [OLDEST.id],
  files: [{ path: "docs/new.md", status: "added" }],
};

export const COMMIT: FakeCommit = {
  id: hashOf("the first commit"),
  message: "Count coupons once\n\nA coupon was taken off twice when the basket was opened again.\n",
  authorName: "Ada Example",
  authorEmail: "ada@example.org",
  authoredAt: "2026-03-01T10:20:30+01:00",
  parents: [OLDER.id],
  files: [
    { path: "src/shop/checkout.py", status: "modified" },
    { path: "docs/What is new? ü #1.md", was: "docs/new.md", status: "renamed" },
  ],
};

export const FILES: ReadonlyMap<string, Buffer> = new Map([
  ["src/shop/checkout.py", Buffer.from("def place_order(basket):\n    total = basket.total()\n    return pay(total)\n")],
  ["docs/What is new? ü #1.md", Buffer.from("# New\n")],
  ["logo.png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13])],
  ["big.txt", Buffer.alloc(1024 * 1024 + 1, "a line of text\n")],
]);

/** A shop with code and issues, one that is archived, one without issues. */
export function shopWorld(group: string): FakeWorld {
  const repository = (id: number, name: string): FakeRepository => ({
    id,
    path: `${group}/${name}`,
    archived: false,
    hasIssues: true,
    issues: [],
    commits: [COMMIT, OLDER, OLDEST],
    files: FILES,
    hooks: [],
  });
  return {
    repositories: [
      repository(11, "shop"),
      { ...repository(12, "attic"), archived: true },
      { ...repository(13, "mirror"), hasIssues: false },
      repository(14, "website"),
    ],
    tokens: new Map([
      [GOOD_TOKEN, ALL_RIGHTS],
      [READING_TOKEN, READ_RIGHTS],
    ]),
  };
}

export function addIssue(repository: FakeRepository, title: string, body: string, isPull = false): FakeIssue {
  const issue: FakeIssue = {
    number: repository.issues.length + 1,
    title,
    body,
    state: "open",
    updatedAtMs: Date.now(),
    notes: [],
    isPull,
  };
  repository.issues.push(issue);
  return issue;
}

/** Finds what a ref names: the default branch, a full or a shortened hash. */
export function commitAt(repository: FakeRepository, ref: string): FakeCommit | undefined {
  if (ref === DEFAULT_BRANCH) return repository.commits[0];
  return repository.commits.find(({ id }) => ref.length >= 7 && id.startsWith(ref));
}

/** What `head` leads back to and `base` does not, newest first; undefined if either is not there. */
export function commitsBetween(repository: FakeRepository, head: string, base?: string): readonly FakeCommit[] | undefined {
  const [from, to] = [commitAt(repository, head), base === undefined ? undefined : commitAt(repository, base)];
  if (from === undefined || (base !== undefined && to === undefined)) return undefined;
  const known = to === undefined ? new Set<string>() : reachable(repository, to);
  const wanted = reachable(repository, from);
  return repository.commits.filter(({ id }) => wanted.has(id) && !known.has(id));
}

function reachable(repository: FakeRepository, { id, parents }: FakeCommit): Set<string> {
  const before = parents.flatMap((parent) => {
    const found = commitAt(repository, parent);
    return found === undefined ? [] : [...reachable(repository, found)];
  });
  return new Set([id, ...before]);
}
