import type { Issue } from "../issue/issue.ts";
import type { Event, Exception, Frame } from "../protocol/event.ts";
import { codeBlock, codeSpan, plainTitle } from "./markdown.ts";

/** What a person may change before an issue is made of it. Markdown. */
export type Draft = { readonly title: string; readonly description: string };

/** Of the whole description, in bytes of UTF-8. */
const MAX_BYTES = 60 * 1024;
const MAX_VALUE_LINES = 20;

/** The issue at the code host as an error suggests it. `url` leads to the error; `event` is its latest one. */
export function draftIssue(issue: Issue, url: string, event: Event | undefined): Draft {
  const facts = factsOf(issue, url, event);
  const title = plainTitle(issue.title).trim();
  return {
    title: title === "" ? issue.shortId : title,
    description: `${facts}${event === undefined ? "" : traces(event, facts)}`,
  };
}

function factsOf(issue: Issue, url: string, event: Event | undefined): string {
  const { firstRelease, lastRelease } = issue;
  const lines = [
    `[${issue.shortId}](${url}) in Culprit:`,
    "",
    codeSpan(issue.title),
    "",
    `- First seen: ${timeOf(issue.firstSeenMs)}${firstRelease === undefined ? "" : ` in ${codeSpan(firstRelease)}`}`,
    `- Last seen: ${timeOf(issue.lastSeenMs)}${lastRelease === undefined ? "" : ` in ${codeSpan(lastRelease)}`}`,
    `- Events: ${issue.eventCount}`,
    `- Users: ${issue.userCount}`,
    `- Level: ${issue.level}`,
  ];
  if (issue.culprit !== "") lines.push(`- Place: ${codeSpan(issue.culprit)}`);
  if (event?.environment !== undefined) lines.push(`- Environment of the latest event: ${codeSpan(event.environment)}`);
  if (event?.release !== undefined) lines.push(`- Release of the latest event: ${codeSpan(event.release)}`);
  return `${lines.join("\n")}\n`;
}

function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** The program's own frames, then all of them; or what the event has to say without any. */
function traces(event: Event, facts: string): string {
  const exceptions = (event.exception?.values ?? []).toReversed();
  const frames = exceptions.flatMap((exception) => exception.stacktrace?.frames ?? []);
  const own = frames.filter(isOwn).length;
  const isMixed = own > 0 && own < frames.length;
  let left = MAX_BYTES - Buffer.byteLength(facts);
  const sections: string[] = [];
  const add = (title: string, lines: readonly string[], share: number): void => {
    const section = sectionOf(title, lines, left * share);
    left -= Buffer.byteLength(section);
    sections.push(section);
  };
  if (exceptions.length > 0) {
    const first = traceOf(exceptions, own > 0 ? isOwn : () => true);
    add(own > 0 ? "Stack trace, in-app frames" : "Stack trace", first, isMixed ? 0.5 : 1);
    if (isMixed)
      add(
        "Stack trace, all frames",
        traceOf(exceptions, () => true),
        1,
      );
  } else if (event.logentry !== undefined) {
    add("Message", (event.logentry.formatted ?? event.logentry.message ?? "").split("\n"), 1);
  }
  return sections.join("");
}

/** Cut off where the room ends. */
function sectionOf(title: string, lines: readonly string[], maxBytes: number): string {
  const whole = `\n### ${title}\n\n${codeBlock(lines)}\n`;
  if (Buffer.byteLength(whole) <= maxBytes) return whole;
  // The rest of a section is shorter than a line of the block is long at most.
  const fits = Math.floor((lines.length * maxBytes) / Buffer.byteLength(whole));
  const kept = Math.min(fits, lines.length - 1);
  if (kept < 1) return "";
  return sectionOf(title, [...lines.slice(0, kept - 1), `… ${lines.length - kept + 1} more lines`], maxBytes);
}

/** Raised last comes first, and the most recent call of each. */
function traceOf(exceptions: readonly Exception[], isShown: (frame: Frame) => boolean): readonly string[] {
  return exceptions.flatMap((exception, index) => [
    ...(index === 0 ? [] : ["", "caused by:"]),
    ...headOf(exception),
    ...(exception.stacktrace?.frames ?? []).filter(isShown).toReversed().flatMap(linesOf),
  ]);
}

function headOf({ type, value }: Exception): readonly string[] {
  const text = [type, value].filter((part) => part !== undefined && part !== "").join(": ");
  return text.split("\n", MAX_VALUE_LINES);
}

function linesOf(frame: Frame): readonly string[] {
  const file = frame.filename ?? frame.abs_path ?? frame.module ?? "?";
  const place = [file, frame.lineno, frame.colno].filter((part) => part !== undefined).join(":");
  const lines = [`  at ${frame.function ?? "?"} (${place})`];
  if (isOwn(frame) && frame.context_line !== undefined) lines.push(`     > ${frame.context_line.trim()}`);
  return lines;
}

function isOwn(frame: Frame): boolean {
  return frame.in_app === true;
}
