import type { SemanticVersion } from "./version.ts";
import { parseRelease } from "./version.ts";

/** What a release is ordered by. */
export type Placed = {
  readonly version: string;
  /** When it was released, else when it was first heard of. Unix ms. */
  readonly atMs: number;
};

/** How many of the newest releases say how a project names its releases. */
const TELLING = 10;

/**
 * Which of two releases is the newer one: below 0 when `a` is older. By semantic version where both have one and the package is the
 * same, else by date. Meant for two; a row of releases is put into one order by `newestFirst`.
 */
export function compareReleases(a: Placed, b: Placed): number {
  const bySemantic = compareSemantic(a, b);
  return bySemantic === undefined || bySemantic === 0 ? compareDates(a, b) : bySemantic;
}

/**
 * A project's releases, the newest first: by semantic version when most of the ten that came last have one, of one package; then those
 * without follow, by date. Else all go by date. One order for a whole project, since comparing pair by pair can go in a circle.
 */
export function newestFirst<T extends Placed>(releases: readonly T[]): readonly T[] {
  const byDate = releases.toSorted((a, b) => compareDates(b, a));
  const series = seriesOf(byDate.slice(0, TELLING));
  if (series === undefined) return byDate;
  const isOfSeries = ({ version }: T): boolean => packageOfSemantic(version) === series;
  const versioned = byDate.filter(isOfSeries).toSorted((a, b) => compareReleases(b, a));
  return [...versioned, ...byDate.filter((release) => !isOfSeries(release))];
}

/** The package whose versions most of these are; "" for versions without one; undefined when there is no such package. */
function seriesOf(releases: readonly Placed[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { version } of releases) {
    const name = packageOfSemantic(version);
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].find(([, count]) => count * 2 > releases.length)?.[0];
}

function packageOfSemantic(version: string): string | undefined {
  const parsed = parseRelease(version);
  return parsed.semantic === undefined ? undefined : (parsed.package ?? "");
}

/** Undefined where versions say nothing of the order. */
function compareSemantic(a: Placed, b: Placed): number | undefined {
  const [one, other] = [parseRelease(a.version), parseRelease(b.version)];
  if (one.semantic === undefined || other.semantic === undefined || one.package !== other.package) return undefined;
  return compareVersions(one.semantic, other.semantic);
}

/** As semver.org orders them; then by number of the build, which it leaves open and stores count up. */
function compareVersions(a: SemanticVersion, b: SemanticVersion): number {
  for (const [index, number] of a.numbers.entries()) {
    const difference = number - (b.numbers[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  const byPre = comparePre(a.pre, b.pre);
  return byPre === 0 ? compareBuilds(a.build, b.build) : byPre;
}

function comparePre(a: string | undefined, b: string | undefined): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  const [ours, theirs] = [a.split("."), b.split(".")];
  for (const [index, part] of ours.entries()) {
    const other = theirs[index];
    if (other === undefined) return 1;
    const difference = comparePart(part, other);
    if (difference !== 0) return difference;
  }
  return Math.sign(ours.length - theirs.length);
}

/** Numbers go before words. */
function comparePart(a: string, b: string): number {
  const [isNumber, isOther] = [isDigits(a), isDigits(b)];
  if (isNumber && isOther) return compareDigits(a, b);
  if (isNumber !== isOther) return isNumber ? -1 : 1;
  return compareTexts(a, b);
}

/** Words of a build are mostly hashes, which have no order. */
function compareBuilds(a: string | undefined, b: string | undefined): number {
  const rank = (build: string | undefined): number => (build === undefined ? 0 : isDigits(build) ? 1 : 2);
  if (rank(a) !== rank(b)) return Math.sign(rank(a) - rank(b));
  return a === undefined || b === undefined || !isDigits(a) ? 0 : compareDigits(a, b);
}

function compareDates(a: Placed, b: Placed): number {
  return Math.sign(a.atMs - b.atMs) || compareTexts(a.version, b.version);
}

function isDigits(text: string): boolean {
  return /^\d+$/.test(text);
}

/** Of any length. */
function compareDigits(a: string, b: string): number {
  const [ours, theirs] = [a.replace(/^0+/, ""), b.replace(/^0+/, "")];
  return Math.sign(ours.length - theirs.length) || compareTexts(ours, theirs);
}

function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
