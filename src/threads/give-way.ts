import os from "node:os";

const NICENESS = 5;

/**
 * Lets the other threads of the process go first where there are more of them than cores: whoever answers SDKs and people must not
 * wait behind what can be done a moment later. Call it in the thread itself. On Linux alone has each thread a priority of its own;
 * elsewhere it would be that of the whole process.
 */
export function giveWay(): void {
  if (process.platform !== "linux") return;
  try {
    os.setPriority(0, NICENESS);
  } catch {
    // A sandbox may forbid it: then all are equal, as before.
  }
}
