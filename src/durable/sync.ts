import { closeSync, fsyncSync, openSync, readdirSync } from "node:fs";
import path from "node:path";

/** Every file and folder, and the names in them, survive power loss when it returns. */
export function syncTree(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const place = path.join(directory, entry.name);
    if (entry.isDirectory()) syncTree(place);
    else syncPlace(place);
  }
  syncPlace(directory);
}

/** A file's bytes, or the names in a folder, survive power loss when it returns. */
export function syncPlace(place: string): void {
  // Windows cannot sync a folder, nor a file that is open for reading.
  if (process.platform === "win32") return;
  const fd = openSync(place, "r");
  try {
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
