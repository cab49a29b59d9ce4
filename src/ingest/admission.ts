import type { ProjectAdmission, ProjectUsage } from "../project/admission.ts";
import type { ClientKey } from "../project/project.ts";
import type { RateLimit } from "../protocol/rate-limit-header.ts";
import type { Backlog } from "./backlog.ts";
import type { Gauge } from "./gauges.ts";
import { gaugesOfKey, gaugesOfProject, isAbout, limitsInForce, windowNames } from "./gauges.ts";
import type { IngestLimits } from "./limits.ts";
import type { Usage } from "./usage.ts";
import { createUsage } from "./usage.ts";
import { createWindows } from "./windows.ts";

/** The limits of keys and projects as they are set, and how much of each is used. */
export type Admission = IngestLimits & {
  readonly allowedOriginsOf: (key: ClientKey) => readonly string[];
  /** Takes the place of all that was set. What is used of limits that stay is kept. */
  readonly replaceAll: (keys: readonly ClientKey[], projects: readonly ProjectAdmission[]) => void;
  /** What the store has counted, which is exact; the backlog, which it has not seen, is added. */
  readonly refreshUsage: (usages: readonly ProjectUsage[], nowMs: number) => void;
  readonly usageOf: (projectId: number, nowMs: number) => Usage;
  /** Every limit that a project or one of its keys meets now. */
  readonly allInForce: (projectId: number, nowMs: number) => readonly RateLimit[];
};

/** From this age of the backlog on, and from this part of it, a project is limited (design §2). */
const OLD_BACKLOG_MS = 1_000;
const LARGE_SHARE = 0.25;
/** A project that is alone takes nothing from anybody. */
const ALONE_MS = 60_000;
const MAX_BACKLOG_RETRY_SECONDS = 60;

export function createAdmission(backlog: Backlog): Admission {
  const windows = createWindows();
  const usage = createUsage();
  let projects: ReadonlyMap<number, ProjectAdmission> = new Map();
  let limitedKeys: readonly ClientKey[] = [];

  const ofProject = (projectId: number): readonly Gauge[] => {
    const project = projects.get(projectId);
    return project === undefined ? [] : gaugesOfProject(project, windows, usage);
  };
  const gaugesOf = (key: ClientKey): readonly Gauge[] => [...gaugesOfKey(key, windows), ...ofProject(key.projectId)];

  return {
    allowedOriginsOf: (key) => key.allowedOrigins ?? projects.get(key.projectId)?.allowedOrigins ?? ["*"],
    replaceAll(keys, all) {
      projects = new Map(all.map((project) => [project.projectId, project]));
      limitedKeys = keys.filter(({ rateLimit }) => rateLimit !== undefined);
      windows.keep(windowNames(keys, all));
    },
    refreshUsage(usages, nowMs) {
      for (const known of usages) usage.replace(known, backlog.errorsOf(known.projectId), nowMs);
    },
    usageOf: (projectId, nowMs) => usage.of(projectId, nowMs),
    allInForce(projectId, nowMs) {
      const unfair = backlogLimit(backlog, projectId, nowMs);
      const ofKeys = limitedKeys.filter((key) => key.projectId === projectId).flatMap((key) => gaugesOfKey(key, windows));
      return [...(unfair === undefined ? [] : [unfair]), ...limitsInForce([...ofKeys, ...ofProject(projectId)], nowMs)];
    },

    ofKey(key, nowMs) {
      const onEverything = gaugesOf(key).filter(({ categories }) => categories.length === 0);
      return backlogLimit(backlog, key.projectId, nowMs) ?? limitsInForce(onEverything, nowMs)[0];
    },
    take(key, category, quantity, nowMs) {
      const gauges = gaugesOf(key).filter((gauge) => isAbout(gauge, category));
      const [limit] = limitsInForce(gauges, nowMs);
      // Attachments are counted by the piece here, as a limit is given; their outcomes are counted in bytes.
      if (limit === undefined) for (const gauge of gauges) gauge.count(category === "attachment" ? 1 : quantity, nowMs);
      return limit;
    },
    inForce(key, categories, nowMs) {
      const about = gaugesOf(key).filter((gauge) => [...categories].some((category) => isAbout(gauge, category)));
      return limitsInForce(about, nowMs);
    },
  };
}

/** Fairness among projects: whoever fills the backlog waits outside until it is worked off. */
function backlogLimit(backlog: Backlog, projectId: number, nowMs: number): RateLimit | undefined {
  const waitMs = backlog.waitMs(nowMs);
  if (waitMs <= OLD_BACKLOG_MS || backlog.shareOf(projectId) <= LARGE_SHARE) return undefined;
  // While the one that filled the backlog is refused, what others send becomes the larger part of it: that is no fault of theirs.
  if (!backlog.isAbovePart(projectId, LARGE_SHARE, nowMs)) return undefined;
  const lastOtherMs = backlog.lastOtherMs(projectId);
  if (lastOtherMs === undefined || nowMs - lastOtherMs > ALONE_MS) return undefined;
  const retryAfterSeconds = Math.min(MAX_BACKLOG_RETRY_SECONDS, waitMs / 1_000);
  return { retryAfterSeconds, categories: [], scope: "project", reason: "backlog" };
}
