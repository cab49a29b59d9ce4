import type { Installation, Jobs } from "../data/installation.ts";
import { bytes, count } from "../data/words.ts";
import { Figures } from "../primitives/figures.tsx";
import { Ago } from "../primitives/time.tsx";

/** What the data directory holds, by kind. */
export function Disk({ disk }: { disk: Installation["disk"] }) {
  return (
    <Figures
      rows={[
        ["Store", bytes(disk.store)],
        ["Files and source maps", bytes(disk.blobs)],
        ["Log", bytes(disk.log)],
        ["Copies before upgrades", bytes(disk.backups)],
        ["Free", disk.free === null ? "not known" : bytes(disk.free)],
      ]}
    />
  );
}

const words = ({ waiting, failed }: Jobs): string => `${count(waiting)} waiting, ${count(failed)} given up`;

export function Work({ jobs, lastBackup }: Pick<Installation, "jobs" | "lastBackup">) {
  return (
    <Figures
      rows={[
        ["At code hosts", words(jobs.codeHosts)],
        ["Alerts", words(jobs.alerts)],
        ["Last backup", lastBackup === null ? "none yet" : <Ago at={lastBackup} />],
      ]}
    />
  );
}

export function Versions({ versions }: Pick<Installation, "versions">) {
  const { culprit, store, node, sqlite } = versions;
  return (
    <Figures
      rows={[
        ["Culprit", culprit],
        ["Store", String(store)],
        ["Node", node],
        ["SQLite", sqlite],
      ]}
    />
  );
}
