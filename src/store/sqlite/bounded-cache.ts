/** Remembers what was used lately, up to a weight. */
export interface BoundedCache<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
  delete(key: K): void;
  clear(): void;
}

/**
 * Two generations: when the young one holds half of the weight it becomes the old one, and what the old one held and nobody
 * asked for is dropped. As good as least-recently-used here, without moving an entry at each use.
 */
export function boundedCache<K, V>(maxWeight: number, weigh: (value: V) => number = () => 1): BoundedCache<K, V> {
  let young = new Map<K, V>();
  let old = new Map<K, V>();
  let youngWeight = 0;

  const add = (key: K, value: V): void => {
    if (youngWeight >= maxWeight / 2) {
      old = young;
      young = new Map();
      youngWeight = 0;
    }
    young.set(key, value);
    youngWeight += weigh(value);
  };
  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const kept = old.get(key);
      if (kept !== undefined) add(key, kept);
      return kept;
    },
    set(key, value) {
      const known = young.get(key);
      if (known === undefined) return add(key, value);
      youngWeight += weigh(value) - weigh(known);
      young.set(key, value);
    },
    delete(key) {
      const known = young.get(key);
      if (known !== undefined) youngWeight -= weigh(known);
      young.delete(key);
      old.delete(key);
    },
    clear() {
      young = new Map();
      old = new Map();
      youngWeight = 0;
    },
  };
}
