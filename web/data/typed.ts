import { ApiError } from "./api.ts";

/** What is no number goes as it was typed, so that the answer says what is wrong with it. */
export function asNumber(text: string): number | string {
  return /^\s*-?\d+(\.\d+)?\s*$/.test(text) ? Number(text) : text;
}

export const linesOf = (text: string): readonly string[] => text.split("\n").filter((line) => line.trim() !== "");

const DAY_MS = 86_400_000;

/** For a field of date and time, in the reader's own time. */
export function localTime(at: string | null): string {
  if (at === null) return "";
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

export const inDays = (days: number): string => localTime(new Date(Date.now() + days * DAY_MS).toISOString());

/** ISO 8601, or what is wrong with the field. */
export function comingTime(text: string, field: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new ApiError(400, "", { [field]: ["must be a date and a time"] });
  if (date.getTime() <= Date.now()) {
    throw new ApiError(400, "", { [field]: ["must be in the future"] });
  }
  return date.toISOString();
}
