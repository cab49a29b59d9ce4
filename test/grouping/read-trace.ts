import type { SdkException, SdkFrame } from "./case.ts";

/** One line of a trace as cases write it: `- function @ file:line:column | source line`. A leading `-` marks a library frame. */
export type TraceLine = {
  readonly isLibrary: boolean;
  readonly fn: string;
  readonly file?: string;
  readonly lineno?: number;
  readonly colno?: number;
  readonly context?: string;
};

type Reader = {
  readonly frame: (line: TraceLine) => SdkFrame;
  /** How this SDK splits the written type; most send it as it is. */
  readonly type?: (written: string) => Pick<SdkException, "type" | "module">;
};

/** Reads `Type: value` and the lines below it, oldest call first. `\n` written out in the value is a line break. */
export function readException(trace: string, { frame, type = (written) => ({ type: written }) }: Reader): SdkException {
  const [head = "", ...lines] = linesOf(trace);
  const colon = head.startsWith(": ") ? 0 : head.indexOf(": ");
  const written = colon < 0 ? head : head.slice(0, colon);
  const frames = lines.map((line) => frame(readLine(line)));
  return {
    ...(written !== "" && type(written)),
    ...(colon >= 0 && { value: head.slice(colon + 2).replaceAll("\\n", "\n") }),
    ...(frames.length > 0 && { stacktrace: { frames } }),
  };
}

function linesOf(trace: string): readonly string[] {
  return trace
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

function readLine(text: string): TraceLine {
  const [before = "", context] = splitAt(text, " | ");
  // Generated code has no file: nothing follows the `@`.
  const place = before.replace(/ @$/, "");
  const isLibrary = place.startsWith("- ");
  const [fn = "", where] = splitAt(` ${isLibrary ? place.slice(2) : place}`, " @ ");
  const [, file, lineno, colno] = /^(.*?)(?::(\d+))?(?::(\d+))?$/.exec(where ?? "") ?? [];
  return {
    isLibrary,
    fn: fn.trim(),
    ...(file !== undefined && file !== "" && { file }),
    ...(lineno !== undefined && { lineno: Number(lineno) }),
    ...(colno !== undefined && { colno: Number(colno) }),
    ...(context !== undefined && { context }),
  };
}

function splitAt(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + separator.length)];
}
