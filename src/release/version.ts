/** The name of a release, taken apart: `shop@1.4.0-rc.1+77` is package, numbers, pre-release and build. */
export type ReleaseVersion = {
  readonly package: string | undefined;
  /** All behind the package. */
  readonly raw: string;
  /** Undefined when `raw` is no semantic version: a hash, a date, a number of a build. */
  readonly semantic: SemanticVersion | undefined;
  /** The commit that the release is named after, when that is a whole hash. */
  readonly commit: string | undefined;
};

export type SemanticVersion = {
  /** Major, minor, patch, and the fourth number that Windows and some stores know; 0 where it is not given. */
  readonly numbers: readonly [number, number, number, number];
  /** How many of the numbers were given. */
  readonly components: number;
  readonly pre: string | undefined;
  readonly build: string | undefined;
};

/** Semantic Versioning 2.0, and what is said beside it: a leading `v`, two or four numbers. One number alone is no version. */
const SEMANTIC =
  /^v?(\d{1,15})\.(\d{1,15})(?:\.(\d{1,15}))?(?:\.(\d{1,15}))?(?:-([0-9A-Za-z][0-9A-Za-z.-]*))?(?:\+([0-9A-Za-z][0-9A-Za-z._-]*))?$/;
const FULL_HASH = /^([0-9a-f]{40}|[0-9a-f]{64})$/;

/** Takes a release's name apart. Any text is a release; what cannot be told is left out. */
export function parseRelease(version: string): ReleaseVersion {
  const at = version.indexOf("@");
  const hasPackage = at > 0 && at < version.length - 1;
  const raw = hasPackage ? version.slice(at + 1) : version;
  return {
    package: hasPackage ? version.slice(0, at) : undefined,
    raw,
    semantic: parseSemantic(raw),
    commit: FULL_HASH.test(raw) ? raw : undefined,
  };
}

function parseSemantic(raw: string): SemanticVersion | undefined {
  const match = SEMANTIC.exec(raw);
  if (match === null) return undefined;
  const [, major, minor, patch, fourth, pre, build] = match;
  return {
    numbers: [Number(major), Number(minor), Number(patch ?? 0), Number(fourth ?? 0)],
    components: [major, minor, patch, fourth].filter((part) => part !== undefined).length,
    pre,
    build,
  };
}

/** As people say it: without the package, a commit cut to twelve digits. */
export function shortVersionOf(version: string): string {
  const { raw, commit } = parseRelease(version);
  return commit === undefined ? raw : raw.slice(0, 12);
}

/**
 * The hash in the name of a release: alone, behind a package (`shop@3f2a9c1`), as build metadata (`1.4.0+3f2a9c1`), or as
 * `git describe` has it (`v1.4-3-g3f2a9c1`). Short runs of digits are dates and numbers of builds.
 */
export function commitHashIn(release: string): string | undefined {
  const hash = /(?:^|[@+]|-g)([0-9a-f]{7,64})$/.exec(release)?.[1];
  return hash === undefined || (hash.length < 40 && !/[a-f]/.test(hash)) ? undefined : hash;
}

const NO_NAMES: ReadonlySet<string> = new Set(["", ".", ".."]);
export const MAX_VERSION_LENGTH = 200;

/** Why a text cannot name a release, or undefined. The names that command lines refuse to send are refused here too. */
export function whyNoVersion(version: string): string | undefined {
  if (NO_NAMES.has(version) || version !== version.trim()) return "must be a name, without blanks around it, and not . or ..";
  if (version.length > MAX_VERSION_LENGTH) return `must not be longer than ${MAX_VERSION_LENGTH} characters`;
  if (/[/\\\p{Cc}\p{Cs}]/u.test(version)) return "must not hold slashes, tabs or line breaks";
  return undefined;
}
