import type { Event, Frame } from "../protocol/event.ts";

/** Lines shown before and after the one that is meant. */
const AROUND = 5;
const MAX_LINE_LENGTH = 500;

export type NumberedLine = readonly [number: number, text: string];

/**
 * The file of a frame as a path in the repository, if it can be one. SDKs and bundlers put a scheme or a dot before it, and absolute
 * paths tell of the machine where it ran. Only the program's own code is in its repository.
 */
export function repositoryPathOf(frame: Frame): string | undefined {
  if (frame.in_app === false || frame.filename === undefined) return undefined;
  const whole = frame.filename
    .replaceAll("\\", "/")
    .replace(/^(app:\/\/\/|webpack:\/\/\/|webpack:\/\/[^/]*\/|webpack-internal:\/\/\/)/, "")
    .replace(/^(\((rsc|ssr|app-pages-browser)\)\/)/, "")
    .replace(/^(\.\/|~\/)+/, "");
  const query = whole.indexOf("?", whole.lastIndexOf("/") + 1);
  const path = query < 0 ? whole : whole.slice(0, query);
  const isForeign = /^[a-z][a-z0-9+.-]*:|^\/|^<|(^|\/)(node_modules|site-packages|\.\.)(\/|$)/i.test(path);
  return isForeign || path === "" ? undefined : path;
}

/** Every frame of an event, wherever it stands. */
export function framesOf(event: Event): readonly Frame[] {
  const stacks = [
    event.stacktrace,
    ...(event.exception?.values ?? []).map(({ stacktrace }) => stacktrace),
    ...(event.threads?.values ?? []).map(({ stacktrace }) => stacktrace),
  ];
  return stacks.flatMap((stack) => stack?.frames ?? []);
}

/** The lines around one, numbered from 1; none when the file is shorter. */
export function linesAround(text: string, line: number): readonly NumberedLine[] {
  const lines = text.split(/\r\n|\n|\r/);
  if (line < 1 || line > lines.length) return [];
  const first = Math.max(1, line - AROUND);
  return lines.slice(first - 1, line + AROUND).map((one, index) => [first + index, one.slice(0, MAX_LINE_LENGTH)] as const);
}
