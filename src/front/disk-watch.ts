import { statfs } from "node:fs/promises";

/** With less than this free, nothing more is kept: the store and the log need room to finish what they hold. */
const FLOOR_BYTES = 256 * 1024 ** 2;
const LOOK_EVERY_MS = 2_000;

/** Looks now and then how much room the data directory has. */
export type DiskWatch = {
  /** True while less than the floor is free. A disk that cannot be asked is taken to have room: a write will tell. */
  readonly isLow: () => boolean;
  readonly close: () => void;
};

export type DiskWatchOptions = {
  readonly floorBytes?: number;
  readonly everyMs?: number;
  /** Answers the bytes free for us; default: of the file system that `directory` is on. */
  readonly freeBytes?: () => Promise<number>;
  /** Told when it becomes low, and when it no longer is. */
  readonly onChange: (isLow: boolean, freeBytes: number) => void;
};

/** Resolves after the first look. */
export async function watchDisk(directory: string, options: DiskWatchOptions): Promise<DiskWatch> {
  const { floorBytes = FLOOR_BYTES, everyMs = LOOK_EVERY_MS, onChange } = options;
  const freeBytes = options.freeBytes ?? (() => freeBytesOf(directory));
  let isLow = false;
  let isLooking = false;
  const look = async (): Promise<void> => {
    // A network file system that hangs must not gather looks, for each holds a thread of the pool that the log syncs in.
    if (isLooking) return;
    isLooking = true;
    const free = await freeBytes().catch(() => Infinity);
    isLooking = false;
    if (free < floorBytes === isLow) return;
    isLow = free < floorBytes;
    onChange(isLow, free);
  };
  await look();
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return { isLow: () => isLow, close: () => clearInterval(timer) };
}

async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}
