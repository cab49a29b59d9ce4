import type { DoorSettings } from "../project/door.ts";
import type { Admission } from "./admission.ts";
import { createAdmission } from "./admission.ts";
import type { Backlog } from "./backlog.ts";
import { createBacklog } from "./backlog.ts";
import type { KeyCache } from "./key-cache.ts";
import { createKeyCache } from "./key-cache.ts";

/** Everything in memory that the door decides by. */
export type Doorkeeper = {
  readonly keys: KeyCache;
  readonly backlog: Backlog;
  readonly admission: Admission;
  /** Takes the place of the settings before. */
  readonly apply: (settings: DoorSettings, nowMs: number) => void;
};

/** `left` is what a former run left in the log, not digested. */
export function createDoorkeeper(left: { readonly end: number; readonly bytes: number }, nowMs: number): Doorkeeper {
  const keys = createKeyCache();
  const backlog = createBacklog(left, nowMs);
  const admission = createAdmission(backlog);
  return {
    keys,
    backlog,
    admission,
    apply(settings, atMs) {
      keys.replaceAll(settings.keys);
      admission.replaceAll(settings.keys, settings.admissions);
      admission.refreshUsage(settings.usages, atMs);
    },
  };
}
