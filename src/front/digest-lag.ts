/** How old the oldest entry is that the digest has not recorded: a short list of "the log ended here at this time". */
export type DigestLag = {
  readonly noteDurable: (end: number, nowMs: number) => void;
  readonly noteDigested: (position: number) => void;
  readonly lagMs: (nowMs: number) => number;
};

const SAMPLE_EVERY_MS = 100;

export function createDigestLag(): DigestLag {
  let marks: { readonly end: number; readonly atMs: number }[] = [];
  let digested = 0;
  return {
    noteDurable(end, nowMs) {
      const last = marks.at(-1);
      if (last === undefined || nowMs - last.atMs >= SAMPLE_EVERY_MS) marks.push({ end, atMs: nowMs });
      else marks[marks.length - 1] = { end, atMs: last.atMs };
    },
    noteDigested(position) {
      digested = position;
      const firstOpen = marks.findIndex((mark) => mark.end > digested);
      marks = firstOpen < 0 ? [] : marks.slice(firstOpen);
    },
    lagMs: (nowMs) => (marks[0] === undefined ? 0 : nowMs - marks[0].atMs),
  };
}
