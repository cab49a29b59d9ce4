import { useEffect } from "preact/hooks";
import { ask } from "./api.ts";
import { reload, useAsk } from "./use-ask.ts";

/** How the installation is, as the API says it. Sizes are bytes. */
export type Finding = { check: string; level: "wrong" | "note"; text: string; remedy: string };
export type Jobs = { waiting: number; failed: number };
export type Installation = {
  healthy: boolean;
  findings: readonly Finding[];
  ready: boolean;
  reason: string;
  dateStarted: string;
  log: { depthBytes: number; digestLagSeconds: number };
  ratesPerSecond: { accepted: number; refused: number; digested: number };
  disk: { log: number; store: number; blobs: number; backups: number; free: number | null };
  quarantined: number;
  jobs: { codeHosts: Jobs; alerts: Jobs };
  lastBackup: string | null;
  versions: { culprit: string; node: string; sqlite: string; store: number };
};
export type Quarantined = { id: string; dateCreated: string; problem: string; size: number };
export type QuarantinedRequest = Quarantined & {
  request: {
    project: string;
    eventId: string | null;
    dateReceived: string;
    client: string | null;
    items: readonly { type: string; size: number }[];
  } | null;
};

const PATH = "installation/";
const QUARANTINE = `${PATH}quarantine/`;
const REFRESH_MS = 5_000;

/** Reads again every few seconds while somebody looks. */
export function useInstallation() {
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && void reload(PATH), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return useAsk<Installation>(PATH);
}

/** Read again when there are more or fewer. */
export function useQuarantine(count: number) {
  const listed = useAsk<Quarantined[]>(QUARANTINE);
  useEffect(() => void reload(QUARANTINE), [count]);
  return listed;
}

export const useQuarantinedRequest = (id: string) => useAsk<QuarantinedRequest>(`${QUARANTINE}${id}/`);

export async function retryQuarantined(id: string): Promise<void> {
  await ask(`${QUARANTINE}${id}/retry/`, "POST");
  await Promise.all([reload(QUARANTINE), reload(PATH)]);
}

export async function deleteQuarantined(id: string): Promise<void> {
  await ask(`${QUARANTINE}${id}/`, "DELETE");
  await Promise.all([reload(QUARANTINE), reload(PATH)]);
}
