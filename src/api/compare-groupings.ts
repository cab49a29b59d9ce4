/** A stored event under the rules in force and under others. */
export type RegroupedEvent = {
  readonly issueId: number;
  readonly before: { readonly signature: string; readonly title: string };
  readonly after: { readonly signature: string; readonly title: string };
};

/** Where events would go: an issue there is, or one that their signature would make. */
export type Destination = {
  readonly issueId: number | undefined;
  readonly signature: string;
  readonly title: string;
  /** Of each issue that they are in, how many. */
  readonly from: ReadonlyMap<number, number>;
};

export type GroupingChanges = {
  /** Events whose signature would be another. */
  readonly movedEvents: number;
  /** Destinations that events of several issues would go to. */
  readonly merges: readonly Destination[];
  /** Issues whose events would go to several destinations. */
  readonly splits: readonly { readonly issueId: number; readonly into: readonly Destination[] }[];
  /** Issues whose events would all go to one other, which has no others. */
  readonly moves: readonly { readonly issueId: number; readonly to: Destination }[];
  readonly titles: readonly { readonly issueId: number; readonly from: string; readonly to: string; readonly events: number }[];
};

/** What rules would change about the grouping of events. Pure; order matters to nothing but which title stands for many. */
export function compareGroupings(events: readonly RegroupedEvent[]): GroupingChanges {
  const owners = new Map(events.map(({ before, issueId }) => [before.signature, issueId]));
  const destinations = new Map<string, Destination & { readonly from: Map<number, number>; hasMoved: boolean }>();
  const bySource = new Map<number, Set<Destination>>();
  let movedEvents = 0;
  for (const { issueId, before, after } of events) {
    const isMoved = before.signature !== after.signature;
    if (isMoved) movedEvents += 1;
    // An event that stays is where somebody may have merged it.
    const owner = isMoved ? owners.get(after.signature) : issueId;
    const key = owner === undefined ? after.signature : `issue ${owner}`;
    let to = destinations.get(key);
    if (to === undefined) {
      to = { issueId: owner, ...after, from: new Map(), hasMoved: false };
      destinations.set(key, to);
    }
    to.hasMoved ||= isMoved;
    to.from.set(issueId, (to.from.get(issueId) ?? 0) + 1);
    const ofSource = bySource.get(issueId);
    if (ofSource === undefined) bySource.set(issueId, new Set([to]));
    else ofSource.add(to);
  }
  const sources = [...bySource];
  return {
    movedEvents,
    merges: [...destinations.values()].filter(({ from, hasMoved }) => from.size > 1 && hasMoved),
    splits: sources.flatMap(([issueId, into]) => (into.size > 1 ? [{ issueId, into: [...into] }] : [])),
    moves: sources.flatMap(([issueId, into]) => {
      const [to] = into;
      return into.size === 1 && to !== undefined && to.issueId !== issueId && to.from.size === 1 ? [{ issueId, to }] : [];
    }),
    titles: titlesOf(events),
  };
}

function titlesOf(events: readonly RegroupedEvent[]): GroupingChanges["titles"] {
  const counts = new Map<string, { issueId: number; from: string; to: string; events: number }>();
  for (const { issueId, before, after } of events) {
    if (before.title === after.title) continue;
    const key = JSON.stringify([issueId, before.title, after.title]);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { issueId, from: before.title, to: after.title, events: 1 });
    else known.events += 1;
  }
  return [...counts.values()].toSorted((a, b) => b.events - a.events);
}
