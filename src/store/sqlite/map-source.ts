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
  /** Files have come or gone: what is remembered goes, open maps too: one that was damaged may have been written anew. */
  readonly forget: () => void;
};

const MAX_FOUND = 20_000;
/** Of indexes and lines of sources, over all open maps. */
const MAX_OPEN_BYTES = 24 * 1_024 * 1_024;
const MAX_OPEN = 64;

export function rememberingMaps(finder: ArtifactFinder, openBlob: OpenBlob): RememberingMaps {
  const found = new Map<string, FoundMap>();
  const foundMappings = new Map<string, FoundMapping>();
  const maps = rememberingOpened(openBlob, openPackedMap);
  const mappings = rememberingOpened(openBlob, openPackedProguard);
  return {
    open: maps.open,
    openProguard: mappings.open,
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
      maps.closeAll();
      mappings.closeAll();
    },
  };
}

type Opened = { readonly weight: number; readonly close: () => void };

/** Opens packed files and keeps some open. */
function rememberingOpened<T extends Opened>(
  openBlob: OpenBlob,
  read: (file: BlobFile) => T | undefined,
): { readonly open: (digest: string) => T | undefined; readonly closeAll: () => void } {
  const opened = new Map<string, T>();
  let weight = 0;
  const close = (digest: string, file: T): void => {
    opened.delete(digest);
    weight -= file.weight;
    file.close();
  };
  const closeOldest = (): void => {
    for (const [digest, file] of opened) {
      if (opened.size <= 1 || (opened.size <= MAX_OPEN && weight <= MAX_OPEN_BYTES)) return;
      close(digest, file);
    }
  };
  return {
    open(digest) {
      const known = opened.get(digest);
      if (known !== undefined) {
        // Asked for last, closed last.
        opened.delete(digest);
        opened.set(digest, known);
        return known;
      }
      const made = openOnce(openBlob, digest, read);
      if (made === undefined) return undefined;
      opened.set(digest, made);
      weight += made.weight;
      closeOldest();
      return made;
    },
    closeAll() {
      for (const [digest, file] of opened) close(digest, file);
    },
  };
}

/** Undefined when the file is not there, cannot be read, or is not what it should be: events come first, and are then stored as they came. */
function openOnce<T>(openBlob: OpenBlob, digest: string, read: (file: BlobFile) => T | undefined): T | undefined {
  let file: BlobFile | undefined;
  try {
    file = openBlob(digest);
    const made = file === undefined ? undefined : read(file);
    if (made === undefined) file?.close();
    return made;
  } catch {
    file?.close();
    return undefined;
  }
}
