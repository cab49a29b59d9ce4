import type { FoundMap, RanScript } from "../../artifact/find-map.ts";
import { findMap } from "../../artifact/find-map.ts";
import type { ArtifactFinder } from "../../artifact/artifacts.ts";
import type { BlobFile, OpenBlob, PackedMap } from "../../artifact/packed-map.ts";
import { openPackedMap } from "../../artifact/packed-map.ts";
import type { FoundMapping } from "../../artifact/proguard/find-proguard.ts";
import { findProguard } from "../../artifact/proguard/find-proguard.ts";
import type { PackedProguard } from "../../artifact/proguard/packed-proguard.ts";
import { openPackedProguard } from "../../artifact/proguard/packed-proguard.ts";

/** Finds and opens maps, and remembers both. */
export type RememberingMaps = {
  readonly find: (script: RanScript) => FoundMap;
  readonly open: (digest: string) => PackedMap | undefined;
  readonly findProguard: (projectId: number, debugId: string) => FoundMapping;
  readonly openProguard: (digest: string) => PackedProguard | undefined;
  /** Files have come or gone: what is remembered of which map belongs where goes. Open maps stay, for a digest is a content. */
  readonly forget: () => void;
};

const MAX_FOUND = 20_000;
/** Of indexes and lines of sources, over all open maps. */
const MAX_OPEN_BYTES = 24 * 1_024 * 1_024;
const MAX_OPEN = 64;

export function rememberingMaps(finder: ArtifactFinder, openBlob: OpenBlob): RememberingMaps {
  const found = new Map<string, FoundMap>();
  const foundMappings = new Map<string, FoundMapping>();
  return {
    open: rememberingOpened(openBlob, openPackedMap),
    openProguard: rememberingOpened(openBlob, openPackedProguard),
    findProguard(projectId, debugId) {
      const key = `${projectId}:${debugId}`;
      const known = foundMappings.get(key);
      if (known !== undefined) return known;
      const made = findProguard(finder, projectId, debugId);
      if (foundMappings.size >= MAX_FOUND) foundMappings.clear();
      foundMappings.set(key, made);
      return made;
    },
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
    forget() {
      found.clear();
      foundMappings.clear();
    },
  };
}

type Opened = { readonly weight: number; readonly close: () => void };

/** Opens packed files and keeps some open. */
function rememberingOpened<T extends Opened>(
  openBlob: OpenBlob,
  read: (file: BlobFile) => T | undefined,
): (digest: string) => T | undefined {
  const open = new Map<string, T>();
  let weight = 0;
  const closeOldest = (): void => {
    for (const [digest, file] of open) {
      if (open.size <= 1 || (open.size <= MAX_OPEN && weight <= MAX_OPEN_BYTES)) return;
      open.delete(digest);
      weight -= file.weight;
      file.close();
    }
  };
  return (digest) => {
    const known = open.get(digest);
    if (known !== undefined) {
      // Asked for last, closed last.
      open.delete(digest);
      open.set(digest, known);
      return known;
    }
    const file = openBlob(digest);
    const made = file === undefined ? undefined : read(file);
    if (made === undefined) {
      file?.close();
      return undefined;
    }
    open.set(digest, made);
    weight += made.weight;
    closeOldest();
    return made;
  };
}
