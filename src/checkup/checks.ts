import { checkOutside, isLoopback } from "./check-outside.ts";
import type { Facts, Finding } from "./facts.ts";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Below the first nothing is kept any more (front/disk-watch.ts); below the second it will soon be so. */
const NO_ROOM_BYTES = 256 * MIB;
const LITTLE_ROOM_BYTES = 2 * GIB;
/** Requests are refused at 4 GiB. */
const DEEP_LOG_BYTES = GIB;
const LONG_LAG_MS = MINUTE_MS;
const CLOCK_TOLERANCE_MS = MINUTE_MS;
const OLD_BACKUP_MS = 7 * DAY_MS;

/** Everything that is looked at, in the order in which it is told. Pure: the command line and a page can both ask. */
const CHECKS: readonly ((facts: Facts) => readonly Finding[])[] = [
  checkDirectory,
  checkStore,
  checkSecretKey,
  checkRunning,
  checkOutside,
  checkProxies,
  checkLoad,
  checkQuarantine,
  checkJobs,
  checkClock,
  checkMail,
  checkBackup,
];

/** What is wrong with an installation, with the remedy of each. Empty: nothing that is known of. */
export function findingsOf(facts: Facts): readonly Finding[] {
  return CHECKS.flatMap((check) => check(facts));
}

function wrong(check: string, text: string, remedy: string): Finding {
  return { check, level: "wrong", text, remedy };
}

function note(check: string, text: string, remedy: string): Finding {
  return { check, level: "note", text, remedy };
}

function checkDirectory({ directory }: Facts): readonly Finding[] {
  const { path } = directory;
  switch (directory.kind) {
    case "missing":
      return [
        wrong(
          "data-directory",
          `There is no data in ${path}.`,
          "Set CULPRIT_DATA_DIR to the server's, or start one: culprit serve",
        ),
      ];
    case "refused":
      return [
        wrong(
          "data-directory",
          `The data directory ${path} cannot be used: ${directory.why}`,
          "Run this as the server's user. If it is that one, give it the directory: chown -R",
        ),
      ];
    case "usable":
      return [...roomOf(path, directory.freeBytes), ...(directory.isOpenToOthers ? [openToOthers(path)] : [])];
  }
}

function openToOthers(path: string): Finding {
  return wrong(
    "data-directory-rights",
    `Other users of this machine may look into ${path}, where events and keys are.`,
    `Run: chmod 700 ${path}`,
  );
}

function roomOf(path: string, freeBytes: number): readonly Finding[] {
  if (freeBytes >= LITTLE_ROOM_BYTES) return [];
  const text = `${path} has ${Math.round(freeBytes / MIB)} MiB of free room`;
  const remedy = "Free some, or keep events for fewer days: CULPRIT_RETENTION_DAYS";
  return freeBytes < NO_ROOM_BYTES
    ? [wrong("free-room", `${text}: new events are refused.`, remedy)]
    : [note("free-room", `${text}; below ${NO_ROOM_BYTES / MIB} MiB new events are refused.`, remedy)];
}

function checkStore({ store, isRunning }: Facts): readonly Finding[] {
  if (store === undefined || store.kind === "read") return [];
  if (store.kind === "unreadable") {
    return [
      wrong("store", `The store cannot be read: ${store.why}`, "Check the disk; restore the last backup: docs/backup.md"),
    ];
  }
  const { found, known } = store;
  const versions = `The store has version ${found}, this program knows ${known}`;
  if (found > known)
    return [wrong("version", `${versions}: it is too old.`, "Install the version that wrote the store, or a later one.")];
  if (isRunning) return [wrong("version", `${versions}: the server that runs is an older one.`, "Restart the server.")];
  return [note("version", `${versions}.`, "The next start brings it up to date. Make a backup first: docs/backup.md")];
}

function checkSecretKey({ secretKey, store, directory }: Facts): readonly Finding[] {
  if (directory.kind !== "usable") return [];
  const remedy =
    "Put the old key back: secret.key in the data directory, or CULPRIT_SECRET_KEY. If it is lost, enter the tokens again in the settings.";
  if (secretKey === "damaged")
    return [wrong("secret-key", "secret.key is damaged: it is not all there, or holds what no key does.", remedy)];
  if (store?.kind !== "read") return [];
  if (secretKey === "missing") {
    const needed = store.sealedSecrets > 0 ? ` ${store.sealedSecrets} stored secrets need it.` : "";
    return [wrong("secret-key", `The secret key is gone: the server does not start without it.${needed}`, remedy)];
  }
  if (store.shutSecrets > 0) {
    return [
      wrong(
        "secret-key",
        `${store.shutSecrets} of ${store.sealedSecrets} stored secrets do not open: the key is another one.`,
        remedy,
      ),
    ];
  }
  return [];
}

function checkRunning({ isRunning, here, directory, config }: Facts): readonly Finding[] {
  if (directory.kind !== "usable") return [];
  if (!isRunning) return [wrong("running", "No server runs on this data directory.", "Start it: culprit serve")];
  const address = `${config.host}:${config.port}`;
  if (here?.kind === "failed") {
    const text = `A server runs on the data directory, but none answers at ${address} (${here.code}).`;
    return [wrong("ready", text, "Give this command the environment of the server: CULPRIT_HOST and CULPRIT_PORT.")];
  }
  if (here === undefined || here.status === 200) return [];
  return [wrong("ready", `The server keeps no events now: ${here.text.trim()}`, "Its log and the findings here say why.")];
}

/** Culprit itself speaks no TLS and listens where it is told: another address outside means that a proxy is before it. */
function checkProxies({ config }: Facts): readonly Finding[] {
  const { protocol, hostname } = new URL(config.url);
  const isAlone = protocol === "http:" && (isLoopback(hostname) || !isLoopback(config.host));
  if (config.trustedProxies.some((range) => range.endsWith("/0"))) {
    const remedy = "Name the addresses of your proxies alone.";
    return [wrong("trusted-proxies", "CULPRIT_TRUSTED_PROXIES names every address: clients can forge theirs.", remedy)];
  }
  if (isAlone || config.trustedProxies.length > 0) return [];
  return [
    wrong(
      "trusted-proxies",
      "A proxy is before the server, and is not named: all clients seem to have its address, and limits of log-ins hold for all together.",
      "Set CULPRIT_TRUSTED_PROXIES to the proxy's address: 127.0.0.1 when it is on this machine.",
    ),
  ];
}

function checkLoad({ load }: Facts): readonly Finding[] {
  if (load === undefined) return [];
  const remedy =
    "If it does not go down by itself, the machine is too small for what comes in: docs/deploy.md, or limit projects: docs/admission.md";
  if (load.logDepthBytes < DEEP_LOG_BYTES && load.digestLagMs < LONG_LAG_MS) return [];
  const waits = `${Math.round(load.logDepthBytes / MIB)} MiB wait to be digested, the oldest for ${Math.round(load.digestLagMs / 1_000)} s.`;
  return [wrong("backlog", waits, remedy)];
}

function checkQuarantine({ store }: Facts): readonly Finding[] {
  if (store?.kind !== "read" || store.quarantinedRequests === 0) return [];
  return [
    note(
      "quarantine",
      `${store.quarantinedRequests} requests could not be digested and are set aside.`,
      "That is a fault of Culprit: report it with the lines of the log that say so. After an upgrade, try them again on the operator's page (/admin). Nothing else is held up.",
    ),
  ];
}

function checkJobs({ store }: Facts): readonly Finding[] {
  if (store?.kind !== "read") return [];
  const { failedJobs, failedAlerts } = store;
  return [
    ...(failedJobs > 0
      ? [
          note(
            "code-host-jobs",
            `${failedJobs} changes at code hosts were given up.`,
            "The settings of the projects say which host refuses, and why: docs/code-hosts.md",
          ),
        ]
      : []),
    ...(failedAlerts > 0
      ? [
          note(
            "alert-deliveries",
            `${failedAlerts} alerts could not be sent.`,
            "The alert settings of the projects say why; there they are sent again: docs/alerts.md",
          ),
        ]
      : []),
  ];
}

function checkClock({ nowMs, store, outside }: Facts): readonly Finding[] {
  const remedy = "Let the clock be set by NTP: timedatectl set-ntp true";
  const behindMs = store?.kind === "read" ? store.latestReceivedAtMs - nowMs : 0;
  if (behindMs > CLOCK_TOLERANCE_MS) {
    return [wrong("clock", `The clock is ${minutes(behindMs)} behind the newest event that was received.`, remedy)];
  }
  const offMs = outside?.kind === "answered" && outside.dateMs !== undefined ? Math.abs(nowMs - outside.dateMs) : 0;
  if (offMs <= CLOCK_TOLERANCE_MS) return [];
  return [wrong("clock", `The clocks of this machine and of the public address are ${minutes(offMs)} apart.`, remedy)];
}

function minutes(ms: number): string {
  return `${Math.round(ms / MINUTE_MS)} min`;
}

function checkMail({ config, store }: Facts): readonly Finding[] {
  if (config.hasMail || store?.kind !== "read" || store.projectsToldByMail === 0) return [];
  return [
    wrong(
      "mail",
      `Nobody is told of errors in ${store.projectsToldByMail} projects: their alert rules write e-mail, and there is no mail server.`,
      "Set CULPRIT_SMTP_URL, or give the projects another channel: docs/alerts.md",
    ),
  ];
}

function checkBackup({ nowMs, lastBackupAtMs, store }: Facts): readonly Finding[] {
  if (store === undefined) return [];
  const remedy = "Run each day: culprit backup DIRECTORY (docs/backup.md)";
  if (lastBackupAtMs === undefined) return [note("backup", "No backup was made by culprit backup.", remedy)];
  const ageMs = nowMs - lastBackupAtMs;
  return ageMs < OLD_BACKUP_MS ? [] : [note("backup", `The last backup is ${Math.floor(ageMs / DAY_MS)} days old.`, remedy)];
}
