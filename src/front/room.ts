import type { Logger } from "pino";
import { watchDisk } from "./disk-watch.ts";

/** Beyond this backlog new requests are answered 503: at 2.5 KB a request, over a million of them. */
const MAX_LOG_DEPTH_BYTES = 4 * 1024 ** 3;

const UNREADY_WORDS = {
  "log-full": "the backlog is full; see the log lines for why the store refuses",
  "disk-low": "the disk of the data directory is nearly full; free some space",
};

/** Whether there is room for one more event. */
export type Room = {
  /** Why nothing more can be kept now. */
  readonly cannotKeep: () => keyof typeof UNREADY_WORDS | undefined;
  /** The same for `/readyz`, in words. */
  readonly canKeep: () => { readonly ready: boolean; readonly reason: string };
  readonly close: () => void;
};

export async function openRoom(directory: string, depthBytes: () => number, logger: Logger): Promise<Room> {
  const disk = await watchDisk(directory, {
    onChange: (isLow, freeBytes) => {
      const free = `${Math.floor(freeBytes / 1024 ** 2)} MiB are free on the disk of the data directory`;
      if (isLow) logger.error(`${free}: events are refused until there is more room`);
      else logger.info(`${free}: events are taken again`);
    },
  });
  const cannotKeep: Room["cannotKeep"] = () => {
    if (depthBytes() >= MAX_LOG_DEPTH_BYTES) return "log-full";
    return disk.isLow() ? "disk-low" : undefined;
  };
  return {
    cannotKeep,
    canKeep() {
      const problem = cannotKeep();
      return problem === undefined ? { ready: true, reason: "ready" } : { ready: false, reason: UNREADY_WORDS[problem] };
    },
    close: disk.close,
  };
}
