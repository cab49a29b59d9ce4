import type { FoundMap, RanScript } from "../../artifact/find-map.ts";
import { findMap } from "../../artifact/find-map.ts";
import type { ArtifactFinder } from "../../artifact/artifacts.ts";
import type { OpenBlob, PackedMap } from "../../artifact/packed-map.ts";
import { openPackedMap } from "../../artifact/packed-map.ts";

/** Finds and opens maps, and remembers both. */
export type RememberingMaps = {
  readonly find: (script: RanScript) => FoundMap;
  readonly open: (digest: string) => PackedMap | undefined;
  /** Files have come or gone: what is remembered of which map belongs where goes. Open maps stay, for a digest is a content. */
  readonly forget: () => void;
};

const MAX_FOUND = 20_000;
/** Of indexes and lines of sources, over all open maps. */
const MAX_OPEN_BYTES = 24 * 1_024 * 1_024;
const MAX_OPEN = 64;

export function rememberingMaps(finder: ArtifactFinder, openBlob: OpenBlob): RememberingMaps {
  const found = new Map<string, FoundMap>();
  const open = new Map<string, PackedMap>();
  let weight = 0;

  const closeOldest = (): void => {
    for (const [digest, map] of open) {
      if (open.size <= 1 || (open.size <= MAX_OPEN && weight <= MAX_OPEN_BYTES)) return;
      open.delete(digest);
      weight -= map.weight;
      map.close();
    }
  };
  return {
    find(script) {
      const { projectId, address, debugId, release, dist } = script;
      const key = JSON.stringify([projectId, debugId, address, release, dist]);
      const known = found.get(key);
      if (known !== undefined) return known;
      const made = findMap(finder, script);
      if (found.size >= MAX_FOUND) found.clear();
      found.set(key, made);
      return made;
    },
    open(digest) {
      const known = open.get(digest);
      if (known !== undefined) {
        // Asked for last, closed last.
        open.delete(digest);
        open.set(digest, known);
        return known;
      }
      const file = openBlob(digest);
      const map = file === undefined ? undefined : openPackedMap(file);
      if (map === undefined) {
        file?.close();
        return undefined;
      }
      open.set(digest, map);
      weight += map.weight;
      closeOldest();
      return map;
    },
    forget: () => found.clear(),
  };
}
