import type { InstallationReader } from "../checkup/installation.ts";
import type { StoredInstallation } from "../store/sqlite/read/installation.ts";

/** An installation that is well but for a backup, over a real store. `kept`: what was put into the log again. */
export function testInstallation(
  stored: StoredInstallation,
  now: () => number,
): InstallationReader & { readonly kept: Uint8Array[] } {
  const kept: Uint8Array[] = [];
  const ready = { kind: "answered", status: 200, text: "ready\n", location: undefined, dateMs: undefined } as const;
  return {
    kept,
    look: async () => ({
      facts: {
        nowMs: now(),
        config: { url: "http://127.0.0.1:9000", host: "127.0.0.1", port: 9000, trustedProxies: [], hasMail: true },
        directory: { kind: "usable", path: "/data", isOpenToOthers: false, freeBytes: 64 * 1024 ** 3 },
        secretKey: "configured",
        store: {
          kind: "read",
          sealedSecrets: 0,
          shutSecrets: 0,
          latestReceivedAtMs: 0,
          quarantinedRequests: stored.listQuarantined().length,
          failedJobs: 0,
          failedAlerts: 0,
          projectsToldByMail: 0,
        },
        isRunning: true,
        here: ready,
        outside: ready,
        load: { logDepthBytes: 0, digestLagMs: 0 },
        lastBackupAtMs: undefined,
      },
      pulse: {
        ready: true,
        reason: "ready",
        startedAtMs: now(),
        logDepthBytes: 0,
        digestLagMs: 0,
        rates: { accepted: 1.5, refused: 0, digested: 1.5 },
      },
      disk: { log: 0, store: 4_096, blobs: 0, backups: 0, free: 64 * 1024 ** 3 },
      jobs: stored.jobs(),
      versions: { culprit: "0.1.0", node: process.versions.node, ...stored.versions() },
    }),
    listQuarantined: async () => stored.listQuarantined(),
    findQuarantined: async (position) => stored.findQuarantined(position),
    async keepAgain(bytes) {
      kept.push(bytes);
    },
  };
}
