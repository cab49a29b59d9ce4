import type { SimilarIssue } from "../issue/regroup.ts";

/** A frame that so many signatures have may be anywhere. */
const RARE = 3;

/** Why an issue is suggested, in a sentence: "5 of 6 frames are the same, rarely seen elsewhere; same type; one word differs." */
export function reasonOf(likeness: SimilarIssue["likeness"], rarestFrames: SimilarIssue["rarestFrames"]): string {
  const words = [
    framesWords(likeness, rarestFrames),
    likeness.line === "other" ? "the failing line was edited" : "",
    likeness.type === "same" ? "same type" : likeness.type === "other" ? "another type" : "",
    TEXTS[likeness.text],
  ];
  const said = words.filter((part) => part !== "").join("; ");
  return `${said.slice(0, 1).toUpperCase()}${said.slice(1)}.`;
}

const TEXTS: { readonly [relation in SimilarIssue["likeness"]["text"]]: string } = {
  same: "same text",
  data: "texts that differ in data alone",
  word: "texts that differ in a word",
  other: "another text",
  none: "",
};

function framesWords(
  { sharedFrames, frameCount }: SimilarIssue["likeness"],
  rarestFrames: SimilarIssue["rarestFrames"],
): string {
  const shared = sharedFrames.length;
  if (shared === 0) return "";
  const isRare = rarestFrames.some(({ signatureCount }) => signatureCount <= RARE);
  const rare = isRare ? ", rarely seen elsewhere" : "";
  if (shared === frameCount) return shared === 1 ? `the same frame${rare}` : `all ${shared} frames are the same${rare}`;
  return `${shared} of ${frameCount} frames are the same${rare}`;
}
