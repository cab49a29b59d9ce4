import type { GroupingFrame } from "../input.ts";
import type { CanonicalFrame } from "./frame.ts";
import { NAMELESS } from "./names/name.ts";

/** Most frames were seen before; reading one costs more than finding it. Oldest go first. */
const MAX_KEPT = 10_000;
/** Frames of long names are rare, and would fill the memory. */
const MAX_KEY = 1_000;
const known = new Map<string, CanonicalFrame>();

/** `read` with a memory: the same frame is read once. What it answers depends on the frame alone, so it stays pure. */
export function memoOf(
  frame: GroupingFrame,
  platform: string,
  read: (frame: GroupingFrame, platform: string) => CanonicalFrame,
): CanonicalFrame {
  const { function: name = "", module = "", filename = "", abs_path: path = "", package: image = "" } = frame;
  // An address counts only where there is no name.
  const place = image !== "" && NAMELESS.test(name.trim()) ? `${frame.instruction_addr ?? ""} ${frame.image_addr ?? ""}` : "";
  const key = `${frame.platform ?? platform}\u0000${name}\u0000${module}\u0000${filename}\u0000${path}\u0000${image}\u0000${place}`;
  if (key.length > MAX_KEY) return read(frame, platform);
  const found = known.get(key);
  if (found !== undefined) return found;
  const canonical = read(frame, platform);
  if (known.size >= MAX_KEPT) forgetOldest();
  known.set(key, canonical);
  return canonical;
}

function forgetOldest(): void {
  for (const oldest of known.keys()) {
    if (known.size <= MAX_KEPT * 0.9) break;
    known.delete(oldest);
  }
}
