import type { Issue } from "../../../issue/issue.ts";
import type { SimilarIssue } from "../../../issue/regroup.ts";
import type { EventSketch, Likeness, WeightOf } from "../../../issue/similarity.ts";
import { featuresOf, frameFeature, likenessOf, rarity, SUGGESTED_FROM } from "../../../issue/similarity.ts";
import type { Database } from "../database.ts";
import { DELETED_ISSUE } from "../delete-issues.ts";
import { EVERY_SIGNATURE, featureId, readSketch } from "../looks.ts";
import { notSameAs } from "../not-same.ts";
import { issuesById } from "./issues.ts";

/** All of these bound the work, whatever the number of issues. */
const MAX_SIGNATURES = 5;
const MAX_FEATURES = 8;
const MAX_OF_FEATURE = 100;
const MAX_CANDIDATES = 40;
const MAX_SHOWN = 5;
/** So many issues whose text differs in one word: that word is data. */
const SIBLINGS = 3;

const LIST_OWN = `
  SELECT sketch FROM signature JOIN signature_look ON signature_look.signature_id = signature.id
  WHERE issue_id = ? ORDER BY event_count DESC LIMIT ${MAX_SIGNATURES}`;
const FIND_COUNT = "SELECT signature_count FROM feature WHERE id = ?";
const LIST_OF_FEATURE = `
  SELECT signature_id FROM feature_signature WHERE feature_id = ? ORDER BY signature_id DESC LIMIT ${MAX_OF_FEATURE}`;
const FIND_CANDIDATE = `
  SELECT issue_id, sketch FROM signature_look JOIN signature ON signature.id = signature_id WHERE signature_id = ?`;

type Candidate = { readonly issueId: number; readonly sketch: EventSketch };

/**
 * Issues of the same project that may be the same bug, the likeliest first. Candidates are the signatures that share the rarest
 * features; what was said not to be the same is left out.
 */
export function listSimilar(db: Database, issue: Issue): readonly SimilarIssue[] {
  const own = sketchesOf(db, issue.id);
  if (own.length === 0) return [];
  const counts = featureCounts(db, issue.projectId);
  const left = notSameAs(db, issue.id);
  const candidates = candidatesOf(db, own, counts, issue.projectId).filter(
    ({ issueId }) => issueId !== issue.id && issueId !== DELETED_ISSUE && !left.has(issueId),
  );
  const likenesses = bestOf(own, candidates, counts.weightOf);
  const chosen = [...likenesses].filter(([, { score }]) => score >= SUGGESTED_FROM);
  const ranked = chosen.toSorted(([idA, a], [idB, b]) => b.score - a.score || idB - idA).slice(0, MAX_SHOWN);
  const issues = new Map(
    issuesById(
      db,
      ranked.map(([id]) => id),
    ).map((one) => [one.id, one]),
  );
  return ranked.flatMap(([id, likeness]) => {
    const other = issues.get(id);
    if (other === undefined) return [];
    const rarestFrames = likeness.sharedFrames.slice(0, 3).map((frame) => {
      return { frame, signatureCount: counts.of(frameFeature(frame)) };
    });
    return [{ issue: other, likeness, rarestFrames }];
  });
}

function sketchesOf(db: Database, issueId: number): readonly EventSketch[] {
  const rows = db.statement(LIST_OWN).all(issueId) as { sketch: string }[];
  return rows.filter(({ sketch }) => sketch !== "").map(({ sketch }) => readSketch(sketch));
}

type Counts = { readonly of: (feature: string) => number; readonly weightOf: WeightOf };

/** How many signatures of the project have a feature; each is looked up once. */
function featureCounts(db: Database, projectId: number): Counts {
  const known = new Map<string, number>();
  const of = (feature: string): number => {
    let found = known.get(feature);
    if (found !== undefined) return found;
    const row = db.statement(FIND_COUNT).get(featureId(projectId, feature)) as { signature_count: number } | undefined;
    known.set(feature, (found = row?.signature_count ?? 0));
    return found;
  };
  const total = of(EVERY_SIGNATURE);
  const weights = new Map<string, number>();
  const weightOf = (feature: string): number => {
    let weight = weights.get(feature);
    if (weight === undefined) weights.set(feature, (weight = rarity(of(feature), total)));
    return weight;
  };
  return { of, weightOf };
}

function candidatesOf(db: Database, own: readonly EventSketch[], counts: Counts, projectId: number): readonly Candidate[] {
  const features = [...new Set(own.flatMap(featuresOf))].filter((feature) => counts.of(feature) > 1);
  const rarest = features.toSorted((a, b) => counts.of(a) - counts.of(b) || (a < b ? -1 : 1)).slice(0, MAX_FEATURES);
  const shared = new Map<number, number>();
  for (const feature of rarest) {
    const rows = db.statement(LIST_OF_FEATURE).all(featureId(projectId, feature)) as { signature_id: number }[];
    for (const { signature_id: id } of rows) shared.set(id, (shared.get(id) ?? 0) + counts.weightOf(feature));
  }
  const nearest = [...shared].toSorted(([idA, a], [idB, b]) => b - a || idB - idA).slice(0, MAX_CANDIDATES);
  return nearest.flatMap(([id]) => {
    const row = db.statement(FIND_CANDIDATE).get(id) as { issue_id: number; sketch: string } | undefined;
    return row === undefined || row.sketch === "" ? [] : [{ issueId: row.issue_id, sketch: readSketch(row.sketch) }];
  });
}

/** The best likeness of each other issue, over what both hold. */
function bestOf(
  own: readonly EventSketch[],
  candidates: readonly Candidate[],
  weightOf: WeightOf,
): ReadonlyMap<number, Likeness> {
  const best = new Map<number, Likeness>();
  for (const sketch of own) {
    const compared = candidates.map((one) => ({ ...one, likeness: likenessOf(sketch, one.sketch, weightOf) }));
    const siblings = new Set(compared.filter(({ likeness }) => likeness.text === "word").map(({ issueId }) => issueId));
    for (const { issueId, sketch: other, likeness } of compared) {
      const isData = likeness.text === "word" && siblings.size >= SIBLINGS;
      const final = isData ? likenessOf(sketch, other, weightOf, true) : likeness;
      if (final.score > (best.get(issueId)?.score ?? -1)) best.set(issueId, final);
    }
  }
  return best;
}
