import { existsSync } from "node:fs";
import { tmpdir } from "node:os";

/** Where rebuilt states are put: in memory where the system offers that, since thousands of them are written and synced. */
export function scratchDirectory(): string {
  return existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
}
