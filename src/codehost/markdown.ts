/**
 * Foreign text in the Markdown of issues. Hosts act upon what they find there: `@name` calls people, `#12` and `!12` tie issues
 * together, HTML is rendered, and GitLab runs lines that begin with a slash. All of them leave code alone, so foreign text stands in
 * code and nowhere else. Escaping by backslash would not do: hosts look for names and numbers after Markdown is done.
 */

const MAX_SPAN_LENGTH = 1_000;
const MAX_LINE_LENGTH = 300;
const MAX_TITLE_LENGTH = 200;

/** One line of foreign text as inline code. */
export function codeSpan(text: string): string {
  const line = oneLine(text, MAX_SPAN_LENGTH).trim();
  if (line === "") return "(nothing)";
  const fence = "`".repeat(longestFence(line) + 1);
  // CommonMark takes one blank off either end, so that code may begin with a backtick.
  return line.startsWith("`") || line.endsWith("`") ? `${fence} ${line} ${fence}` : `${fence}${line}${fence}`;
}

/**
 * Foreign lines as a block of code. Each is set in by two blanks: what reads Markdown by the line (GitLab's commands once did)
 * finds none that begins with backticks or a slash.
 */
export function codeBlock(lines: readonly string[]): string {
  const safe = lines.map((line) => `  ${oneLine(line, MAX_LINE_LENGTH)}`.trimEnd());
  const fence = "`".repeat(Math.max(3, longestFence(safe.join("\n")) + 1));
  return [`${fence}text`, ...safe, fence].join("\n");
}

/** A title: plain text for every host, but GitLab reads names and numbers in it. An invisible word joiner breaks them. */
export function plainTitle(text: string): string {
  return oneLine(text, MAX_TITLE_LENGTH).replace(/([@#!%~&$^*])(?=[\p{L}\p{N}_"{[])/gu, "$1\u2060");
}

/** Without line breaks, other control characters, and those that turn the direction of writing. */
function oneLine(text: string, maxLength: number): string {
  const cut = text.slice(0, maxLength * 2).toWellFormed();
  const clean = cut.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1).toWellFormed()}…` : clean;
}

function longestFence(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
