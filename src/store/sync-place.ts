import { closeSync, fsyncSync, openSync } from "node:fs";

/** A file's bytes, or the names in a folder, survive power loss when it returns. */
export function syncPlace(place: string): void {
  // Windows has no such call for folders and needs none.
  if (process.platform === "win32") return;
  const fd = openSync(place, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
