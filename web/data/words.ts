import type { Assignee, IgnoreDetails } from "./types.ts";

/** How numbers, times and sizes are said, everywhere alike. */
const whole = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const dateAndTime = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });
const dayAndTime = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const dayAndHour = new Intl.DateTimeFormat("en-GB", { weekday: "short", hour: "2-digit", minute: "2-digit" });
const hour = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const second = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
// Days of charts are UTC days.
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const weekday = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });

/** Abbreviated from 10,000 on. */
export const count = (n: number): string => (n < 10_000 ? whole.format(n) : short.format(n));
export const exact = (n: number): string => whole.format(n);
export const plural = (n: number, one: string, many = `${one}s`): string => `${count(n)} ${n === 1 ? one : many}`;
export const exactTime = (at: string | number): string => dateAndTime.format(new Date(at));
export const clockTime = (at: string): string => second.format(new Date(at));

const STEPS: readonly (readonly [seconds: number, unit: string])[] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
];

/** `2 min`, `3 h`, `5 d`; below a minute `now`. */
export function ago(at: string, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - Date.parse(at)) / 1_000);
  const [size, unit] = STEPS.find(([least]) => seconds >= least) ?? [0, ""];
  return size === 0 ? "now" : `${Math.floor(seconds / size)} ${unit}`;
}

/** `12 Nov, 09:00 – 14 Nov, 18:00`; an open end is now. */
export const rangeWords = (start: string, end: string): string =>
  [start, end].map((at) => (Number.isNaN(Date.parse(at)) ? "" : dayAndTime.format(new Date(at)))).join(" – ") +
  (end === "" ? "now" : "");

/** `#checkout` for a team. */
export const assigneeWords = ({ type, name }: Assignee): string => (type === "team" ? `#${name}` : name);

/** What an ignored issue waits for: "until 3 May 2026, 12:00:00", "until 10 more events within 1 hour"; empty when for ever. */
export function untilWords({ ignoreUntil, ignoreCount, ignoreWindow, ignoreUserCount }: IgnoreDetails): string {
  const hours = (ignoreWindow ?? 0) / 60;
  const all = [
    ignoreUntil && exactTime(ignoreUntil),
    ignoreCount && `${plural(ignoreCount, "more event")}${hours > 0 ? ` within ${plural(hours, "hour")}` : ""}`,
    ignoreUserCount && plural(ignoreUserCount, "more user"),
  ].filter(Boolean);
  return all.length === 0 ? "" : `until ${all.join(" or ")}`;
}

/** How long before the error: `−2.4 s`, `−3 min`. */
export function before(at: string, end: string): string {
  const seconds = (Date.parse(end) - Date.parse(at)) / 1_000;
  if (!Number.isFinite(seconds)) return "";
  const sign = seconds < 0 ? "+" : "−";
  const size = Math.abs(seconds);
  if (size < 0.01) return "0 s";
  if (size < 1) return `${sign}${Math.round(size * 1_000)} ms`;
  if (size < 60) return `${sign}${size.toFixed(size < 10 ? 1 : 0)} s`;
  const [step, unit] = STEPS.find(([least]) => size >= least) ?? [60, "min"];
  return `${sign}${Math.floor(size / step)} ${unit}`;
}

/** The stretch of time a bar of a chart stands for. */
export function stretch(seconds: number, unit: "hour" | "day"): string {
  const from = new Date(seconds * 1_000);
  return unit === "day"
    ? weekday.format(from)
    : `${dayAndHour.format(from)}–${hour.format(new Date((seconds + 3_600) * 1_000))}`;
}

/** The same below an axis. */
export const axisTime = (seconds: number, unit: "hour" | "day"): string =>
  (unit === "day" ? day : hour).format(new Date(seconds * 1_000));

export function bytes(n: number): string {
  if (n < 1_000) return `${n} B`;
  const [size, unit] = n < 1e6 ? [1e3, "KB"] : n < 1e9 ? [1e6, "MB"] : [1e9, "GB"];
  return `${(n / size).toFixed(1)} ${unit}`;
}

export const isWithinADay = (at: string): boolean => Date.now() - Date.parse(at) < 86_400_000;

/** The least round number (1, 2 or 5 times a power of ten) not below `n`: where an axis may end. Even, so that its half is whole. */
export function roundAbove(n: number): number {
  if (n <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(n));
  const step = [1, 2, 4, 5, 6, 8, 10].find((factor) => factor * power >= n) ?? 10;
  const top = step * power;
  return top % 2 === 0 ? top : top + 1;
}

/** `2.5 requests/s`; below one in a hundred seconds it is none. */
export const rate = (perSecond: number, one: string): string =>
  `${perSecond < 0.01 ? "0" : perSecond < 10 ? perSecond.toFixed(perSecond < 1 ? 2 : 1) : count(Math.round(perSecond))} ${one}s/s`;
