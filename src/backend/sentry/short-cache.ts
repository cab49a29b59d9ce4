import type { Result } from "../../protocol/result.ts";
import { ok, problem } from "../../protocol/result.ts";

export type CacheLimits = {
  /** So long an answer counts as current. */
  readonly freshMs: number;
  /** So long an older one is shown at once, while a newer is fetched. */
  readonly staleMs: number;
  readonly maxEntries: number;
  readonly maxBytes: number;
};

/** What was fetched, and about how much memory it takes. */
export type Loaded<Value> = { readonly value: Value; readonly bytes: number };
export type Found<Value, Problem> = {
  readonly value: Value;
  /** Unix ms. */
  readonly asOfMs: number;
  /** Why there is nothing newer. */
  readonly problem: Problem | undefined;
};

/** Answers of one kind from a server elsewhere, kept for a short while. */
export type ShortCache<Value, Problem> = {
  /**
   * The answer under a key: a current one, or an older one while `load` fetches the next; else what `load` brings. Where that
   * fails, whatever is left of earlier, with the problem. One load at a time for each key. `load` must not reject.
   */
  readonly read: (
    group: string,
    key: string,
    load: () => Promise<Result<Loaded<Value>, Problem>>,
  ) => Promise<Result<Found<Value, Problem>, Problem>>;
  /** Nothing of the group is current any more; it is shown only where nothing newer can be had. */
  readonly expire: (group: string) => void;
  readonly size: () => { readonly entries: number; readonly bytes: number };
};

type Entry<Value, Problem> = {
  readonly group: string;
  readonly value: Value;
  readonly bytes: number;
  readonly asOfMs: number;
  isExpired: boolean;
  problem: Problem | undefined;
};
type Loading<Value, Problem> = { readonly group: string; readonly done: Promise<Result<Value, Problem>>; isExpired: boolean };

export function createShortCache<Value, Problem>(limits: CacheLimits, now: () => number): ShortCache<Value, Problem> {
  // In order of use: the first is the one to go.
  const entries = new Map<string, Entry<Value, Problem>>();
  const loadings = new Map<string, Loading<Value, Problem>>();
  let bytes = 0;

  const drop = (key: string): void => {
    bytes -= entries.get(key)?.bytes ?? 0;
    entries.delete(key);
  };
  const keep = (key: string, entry: Entry<Value, Problem>): void => {
    drop(key);
    if (entry.bytes > limits.maxBytes) return;
    entries.set(key, entry);
    bytes += entry.bytes;
    while (entries.size > limits.maxEntries || bytes > limits.maxBytes) drop(entries.keys().next().value ?? "");
  };
  const startLoading = (
    group: string,
    key: string,
    load: () => Promise<Result<Loaded<Value>, Problem>>,
  ): Loading<Value, Problem> => {
    const startedAtMs = now();
    const work = async (): Promise<Result<Value, Problem>> => {
      const loaded = await load();
      if (loadings.get(key) === loading) loadings.delete(key);
      const entry = entries.get(key);
      if (!loaded.ok) {
        if (entry !== undefined) entry.problem = loaded.problem;
        return loaded;
      }
      const { value, bytes: size } = loaded.value;
      if (loading.isExpired && entry?.isExpired === false) return ok(value);
      keep(key, { group, value, bytes: size, asOfMs: startedAtMs, isExpired: loading.isExpired, problem: undefined });
      return ok(value);
    };
    const loading: Loading<Value, Problem> = { group, done: Promise.resolve().then(work), isExpired: false };
    loadings.set(key, loading);
    return loading;
  };

  return {
    async read(group, key, load) {
      const entry = entries.get(key);
      const ageMs = entry === undefined || entry.isExpired ? Number.POSITIVE_INFINITY : now() - entry.asOfMs;
      if (entry !== undefined) {
        entries.delete(key);
        entries.set(key, entry);
      }
      if (entry !== undefined && ageMs < limits.freshMs) return ok(foundOf(entry));
      const known = loadings.get(key);
      // What was asked for before a change does not count after it.
      const loading = known === undefined || known.isExpired ? startLoading(group, key, load) : known;
      if (entry !== undefined && ageMs < limits.freshMs + limits.staleMs) return ok(foundOf(entry));

      const startedAtMs = now();
      const loaded = await loading.done;
      if (loaded.ok) return ok({ value: loaded.value, asOfMs: startedAtMs, problem: undefined });
      const left = entries.get(key) ?? entry;
      if (left === undefined) return problem(loaded.problem);
      return ok({ ...foundOf(left), problem: loaded.problem });
    },
    expire(group) {
      for (const entry of entries.values()) if (entry.group === group) entry.isExpired = true;
      for (const loading of loadings.values()) if (loading.group === group) loading.isExpired = true;
    },
    size: () => ({ entries: entries.size, bytes }),
  };
}

function foundOf<Value, Problem>({ value, asOfMs, problem: found }: Entry<Value, Problem>): Found<Value, Problem> {
  return { value, asOfMs, problem: found };
}
