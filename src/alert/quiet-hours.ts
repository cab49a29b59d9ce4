/** When a person is not to be disturbed: minutes of the day in a time zone, 0 to 1439. `from` may be after `to`: over midnight. */
export type QuietHours = { readonly fromMinute: number; readonly toMinute: number; readonly timeZone: string };

const DAY_MINUTES = 1_440;

/** When what happens at `nowMs` may be told: at once, or at the end of the quiet hours. Unix ms. */
export function tellableAt(quiet: QuietHours | undefined, nowMs: number): number {
  if (quiet === undefined || quiet.fromMinute === quiet.toMinute) return nowMs;
  const minute = minuteOfDay(quiet.timeZone, nowMs);
  const since = (minute - quiet.fromMinute + DAY_MINUTES) % DAY_MINUTES;
  const length = (quiet.toMinute - quiet.fromMinute + DAY_MINUTES) % DAY_MINUTES;
  if (since >= length) return nowMs;
  // To the whole minute. A change of the clocks in between makes it an hour off, once.
  return Math.floor(nowMs / 60_000) * 60_000 + (length - since) * 60_000;
}

export function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

function minuteOfDay(timeZone: string, atMs: number): number {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const [hour = "0", minute = "0"] = format.format(atMs).split(":");
  return Number(hour) * 60 + Number(minute);
}
