import { z } from "zod";
import type { ChangedFile, CommitRef, CommitWithFiles, ReleaseFields } from "../release/release.ts";
import { whyNoVersion } from "../release/version.ts";
import { parseDate } from "./dates.ts";

/** Beyond these a request is refused; the files of its commits are cut. One commit of them all must not hold up the digest. */
const MAX_COMMITS = 1_000;
const MAX_FILES = 5_000;
const MAX_PROJECTS = 1_000;
const MAX_REFS = 50;
const MAX_MESSAGE = 10_000;

export const dateField = z
  .string("must be a date such as 2026-03-01T09:15:30Z")
  .nullish()
  .transform((text, context) => {
    if (text === undefined || text === null || text === "") return text === undefined ? undefined : null;
    const ms = parseDate(text);
    if (ms === undefined) context.addIssue("must be a date such as 2026-03-01T09:15:30Z");
    return ms ?? null;
  });
const LINE = /^[^\p{Cc}\p{Cs}]*$/u;
const shownLine = (maxLength: number): z.ZodString =>
  z
    .string("must be a text")
    .regex(LINE, "must not hold control characters")
    .max(maxLength, `must not be longer than ${maxLength} characters`);
/** A line that may be missing, is trimmed, and null when it is empty. */
export const optionalLine = (maxLength: number) =>
  shownLine(maxLength)
    .nullish()
    .transform((text) => (text === undefined ? undefined : text === null || text.trim() === "" ? null : text.trim()));
export const webAddress = optionalLine(2_000).refine(
  (url) => url === undefined || url === null || /^https?:\/\/\S+$/i.test(url),
  "must be an address that begins with http:// or https://",
);
/** What is written by others into a commit: cut, never refused. */
const foreignText = (maxLength: number) =>
  z
    .string()
    .nullish()
    .catch("")
    .transform((text) =>
      withoutControls(text ?? "")
        .slice(0, maxLength)
        .toWellFormed(),
    );

function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}]/gu, (character) => (character === "\n" || character === "\t" ? character : ""));
}

const hash = z.string("must be the name of a commit").regex(/^[\x21-\x7e]{1,64}$/, "must be the name of a commit");
const change = z.object({
  path: z
    .string()
    .min(1)
    .max(1_000)
    .transform((path) => withoutControls(path).toWellFormed()),
  type: z.enum(["A", "M", "D"]).catch("M"),
});
const commit = z
  .object({
    id: hash,
    repository: foreignText(200),
    message: foreignText(MAX_MESSAGE),
    author_name: foreignText(200),
    author_email: foreignText(200),
    timestamp: dateField.catch(null),
    patch_set: z.array(z.unknown()).nullish().catch([]),
  })
  .transform((read): CommitWithFiles => ({
    hash: read.id,
    repository: read.repository === "" ? undefined : read.repository,
    message: read.message,
    name: read.author_name,
    email: read.author_email,
    atMs: read.timestamp ?? undefined,
    files: (read.patch_set ?? []).slice(0, MAX_FILES).flatMap(readChange),
  }));

function readChange(value: unknown): ChangedFile[] {
  const read = change.safeParse(value);
  return read.success ? [{ path: read.data.path, change: read.data.type }] : [];
}

/** `commit` may also be a range, `from..to`. */
const ref = z
  .object({ repository: shownLine(200).min(1, "must not be empty"), commit: hash, previousCommit: hash.nullish() })
  .transform((read): CommitRef => {
    const [from, to] = read.commit.split("..");
    const [base, head] = to === undefined ? [read.previousCommit ?? undefined, read.commit] : [from, to];
    return { repository: read.repository, head, base };
  });

export const versionField = z.string("must be a text").superRefine((version, context) => {
  const problem = whyNoVersion(version);
  if (problem !== undefined) context.addIssue(problem);
});

const fields = {
  ref: optionalLine(250),
  url: webAddress,
  dateStarted: dateField,
  dateReleased: dateField,
  status: z.enum(["open", "archived"], "must be open or archived").nullish(),
  commits: z.array(commit, "must be a list of commits").max(MAX_COMMITS, `must not be more than ${MAX_COMMITS}`).nullish(),
  refs: z.array(ref, "must be a list").max(MAX_REFS, `must not be more than ${MAX_REFS}`).nullish(),
  projects: z
    .array(z.union([z.string(), z.number().transform(String)]), "must be a list of slugs")
    .max(MAX_PROJECTS, `must not be more than ${MAX_PROJECTS}`)
    .nullish(),
};
export const newReleaseBody = z.object({ version: versionField, ...fields });
export const releaseBody = z.object(fields);
type ReleaseBody = z.output<typeof releaseBody>;

/** What a body says of a release itself. Source: reference sentry-web-api §2.8. */
export function fieldsOf({ status, ref: named, url, dateStarted, dateReleased }: ReleaseBody): ReleaseFields {
  return {
    ...(status && { status }),
    ...(named !== undefined && { ref: named }),
    ...(url !== undefined && { url }),
    ...(dateStarted !== undefined && { startedMs: dateStarted }),
    ...(dateReleased !== undefined && { releasedMs: dateReleased }),
  };
}

/** What it says of commits; commits themselves beat their names. */
export function commitsOf({ commits, refs }: ReleaseBody): {
  readonly commits?: readonly CommitWithFiles[];
  readonly refs?: readonly CommitRef[];
} {
  if (commits) {
    let room = MAX_FILES;
    return {
      commits: commits.map((one) => {
        const files = one.files.slice(0, room);
        room -= files.length;
        return { ...one, files };
      }),
    };
  }
  return refs ? { refs } : {};
}
