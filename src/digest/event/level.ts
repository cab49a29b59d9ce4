import type { Level } from "../../protocol/event.ts";
import type { Json } from "../../protocol/json.ts";
import type { Notes } from "./notes.ts";
import { noteInvalid } from "./notes.ts";

const LEVELS: ReadonlyMap<string, Level> = new Map<string, Level>([
  ["fatal", "fatal"],
  ["critical", "fatal"],
  ["alert", "fatal"],
  ["emergency", "fatal"],
  ["panic", "fatal"],
  ["error", "error"],
  ["warning", "warning"],
  ["warn", "warning"],
  ["info", "info"],
  ["log", "info"],
  ["notice", "info"],
  ["debug", "debug"],
  ["trace", "debug"],
  ["verbose", "debug"],
  // Python's numbers, which old clients send.
  ["50", "fatal"],
  ["40", "error"],
  ["30", "warning"],
  ["20", "info"],
  ["10", "debug"],
]);

/** One of the five levels, from any client's word for it. */
export function readLevel(value: Json, notes: Notes): Level | undefined {
  if (value === "") return undefined;
  const level = typeof value === "string" || typeof value === "number" ? LEVELS.get(String(value).toLowerCase()) : undefined;
  return level ?? noteInvalid(notes, value, "unknown level");
}
