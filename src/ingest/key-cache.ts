import type { ClientKey } from "../project/project.ts";

/** The client keys that ingest knows, in memory: no request of an SDK waits for the store. */
export type KeyCache = {
  /** Inactive keys are found too; the caller looks at `isActive`. */
  readonly find: (publicKey: string) => ClientKey | undefined;
  /** Takes the place of all that was known. */
  readonly replaceAll: (keys: readonly ClientKey[]) => void;
};

export function createKeyCache(keys: readonly ClientKey[] = []): KeyCache {
  let byPublicKey = mapOf(keys);
  return {
    find: (publicKey) => byPublicKey.get(publicKey),
    replaceAll(all) {
      byPublicKey = mapOf(all);
    },
  };
}

function mapOf(keys: readonly ClientKey[]): ReadonlyMap<string, ClientKey> {
  return new Map(keys.map((key) => [key.publicKey, key]));
}
