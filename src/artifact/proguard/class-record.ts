import type { R8Hints } from "./r8-hints.ts";
import { withHint } from "./r8-hints.ts";

/** One obfuscated class, as its part of a mapping tells it. */
export type ClassRecord = {
  /** What people wrote, with its package. */
  readonly original: string;
  readonly fileName: string | undefined;
  /** Files of other classes whose methods were put into this one's. */
  readonly files: ReadonlyMap<string, string>;
  /** By their obfuscated names, in the order of the mapping. */
  readonly methods: ReadonlyMap<string, readonly MethodLine[]>;
};

/** One line of a mapping. `from` and `to`: lines as the program tells them; the others as people wrote them. All from 1. */
export type MethodLine = {
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Undefined: the class that the line stands in. */
  readonly className: string | undefined;
  readonly name: string;
  readonly originalFrom: number | undefined;
  readonly originalTo: number | undefined;
  readonly hints?: R8Hints;
};

/** Where a frame came from. Without a line where the mapping does not tell it. */
export type Place = {
  readonly className: string;
  readonly method: string;
  readonly line: number | undefined;
  readonly fileName: string;
};

/** Beside what a mapping holds: files of classes that the part of another class names. Written by `packProguard`. */
export const FILES_MARK = "# files ";
/** Longer lines hold no method of a program. */
const MAX_LINE_CHARS = 8_192;
const MAX_INLINED = 64;
const CLASS = /^(\S+) -> (\S+):$/;
const METHOD = /^(?:(\d{1,9}):(\d{1,9}):)?\S+ (\S+)\([^()]*\)(?::(\d{1,9})(?::(\d{1,9}))?)? -> (\S+)$/;

/** The names of a class: `original -> obfuscated:`. Undefined: the line is none of a class. */
export function readClassLine(line: string): { readonly original: string; readonly obfuscated: string } | undefined {
  const [, original, obfuscated] = CLASS.exec(line.trimEnd()) ?? [];
  return original === undefined || obfuscated === undefined ? undefined : { original, obfuscated };
}

/** What a comment says of the file that a class stands in. */
export function readFileName(line: string): string | undefined {
  if (!line.startsWith("#") || !line.includes('"sourceFile"')) return undefined;
  return /"fileName"\s*:\s*"([^"\\/]{1,200})"/.exec(line)?.[1];
}

/** The class in front of a method's name, where a method of another class was put into this one's. */
export function foreignClassOf(line: string): string | undefined {
  const qualified = line.length > MAX_LINE_CHARS ? undefined : METHOD.exec(line.trim())?.[3];
  const dot = qualified?.lastIndexOf(".") ?? -1;
  return dot <= 0 ? undefined : qualified?.slice(0, dot);
}

/**
 * Reads the part of a class; lines that are none of a mapping are passed over. Source: ProGuard manual "ReTrace", and R8's
 * "retrace" (doc/retrace.md).
 */
export function readClassRecord(text: string): ClassRecord | undefined {
  const lines = text.split("\n");
  const names = readClassLine(lines[0] ?? "");
  if (names === undefined) return undefined;
  const methods = new Map<string, MethodLine[]>();
  let fileName: string | undefined;
  let files: ReadonlyMap<string, string> = new Map();
  let last: MethodLine[] | undefined;
  for (const line of lines.slice(1)) {
    if (line.length > MAX_LINE_CHARS && !line.startsWith(FILES_MARK)) continue;
    if (line.startsWith(FILES_MARK)) files = readFiles(line.slice(FILES_MARK.length));
    else if (line.trimStart().startsWith("#")) {
      fileName ??= readFileName(line);
      hintAt(last, line);
    } else {
      const [obfuscated, method] = readMethod(line.trim()) ?? [];
      if (obfuscated === undefined || method === undefined) continue;
      last = methods.get(obfuscated) ?? [];
      methods.set(obfuscated, last);
      last.push(method);
    }
  }
  return { original: names.original, fileName, files, methods };
}

/** What a comment says is said of the line above it. */
function hintAt(lines: MethodLine[] | undefined, comment: string): void {
  const method = lines?.at(-1);
  const hints = method === undefined ? undefined : withHint(method.hints, comment);
  if (method !== undefined && hints !== undefined) lines?.splice(-1, 1, { ...method, hints });
}

function readFiles(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(" ").flatMap((entry) => {
      const [className, fileName] = entry.split("=");
      return className === undefined || fileName === undefined ? [] : [[className, fileName] as const];
    }),
  );
}

function readMethod(line: string): readonly [obfuscated: string, method: MethodLine] | undefined {
  const [, from, to, qualified = "", originalFrom, originalTo, obfuscated] = METHOD.exec(line) ?? [];
  if (obfuscated === undefined) return undefined;
  const dot = qualified.lastIndexOf(".");
  const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
  return [
    obfuscated,
    {
      from: number(from),
      to: number(to),
      className: dot <= 0 ? undefined : qualified.slice(0, dot),
      name: qualified.slice(dot + 1),
      originalFrom: number(originalFrom),
      originalTo: number(originalTo),
    },
  ];
}

/** What stands around a frame of a stack and changes what it means. */
export type FrameContext = {
  /** Names of the exception's class, where the frame is the one that threw it. */
  readonly thrown?: readonly string[];
  /** The line at which code that was taken out of the method was when it made the call above. */
  readonly outlineLine?: number | undefined;
};
export type Retraced = {
  /** The outermost call first. */
  readonly places: readonly Place[];
  /** The frame is of code that was taken out of the method below: the line that this one goes by. */
  readonly outlineLine?: number;
};

/**
 * Where a frame of this class came from, the outermost call first, the others having been put into it by the optimiser. Without places
 * when the mapping does not know the method, or cannot tell which of several it was; also for a frame that is none of the program's.
 */
export function retrace(
  record: ClassRecord,
  method: string,
  frameLine: number | undefined,
  { thrown = [], outlineLine }: FrameContext = {},
): Retraced {
  const lines = record.methods.get(method) ?? [];
  const line = (outlineLine === undefined ? undefined : callsiteOf(lines, frameLine ?? 0, outlineLine)) ?? frameLine ?? 0;
  const chain = chainOf(lines, line);
  const outermost = chain.at(-1);
  const removed = chain
    .flatMap(({ hints }) => hints?.rewrites ?? [])
    .filter((rewrite) => thrown.includes(rewrite.thrown))
    .reduce((sum, { removes }) => sum + removes, 0);
  const called = removed < chain.length ? chain.slice(removed) : chain;
  const isOutline = outermost?.hints?.isOutline === true;
  const isMade = outermost?.hints?.isSynthesized === true && called.length > 1;
  const places = (isOutline || isMade ? called.slice(0, -1) : called)
    .slice(0, MAX_INLINED)
    .map((each) => placeOf(record, each, line))
    .toReversed();
  return { places, ...(isOutline && { outlineLine: line }) };
}

/** The line of the method that a line of the code it calls stands for. */
function callsiteOf(lines: readonly MethodLine[], line: number, outlineLine: number): number | undefined {
  return chainOf(lines, line).at(-1)?.hints?.callsite?.get(outlineLine);
}

/** Lines of one range that follow each other are calls within each other, the innermost first. */
function chainOf(lines: readonly MethodLine[], line: number): readonly MethodLine[] {
  const first = lines.findIndex(({ from, to }) => from !== undefined && to !== undefined && line >= from && line <= to);
  const start = lines[first];
  if (start !== undefined) {
    const rest = lines.slice(first);
    const end = rest.findIndex(({ from, to }) => from !== start.from || to !== start.to);
    return end < 0 ? rest : rest.slice(0, end);
  }
  const unranged = lines.filter(({ from }) => from === undefined);
  const candidates = unranged.length > 0 ? unranged : lines;
  const [only] = candidates;
  if (only === undefined) return [];
  const isOne = candidates.every(({ className, name }) => className === only.className && name === only.name);
  return isOne
    ? [{ ...only, from: undefined, to: undefined, originalFrom: unranged.length === 1 ? only.originalFrom : undefined }]
    : [];
}

function placeOf({ original, fileName, files }: ClassRecord, method: MethodLine, line: number): Place {
  const className = method.className ?? original;
  const file = className === original ? fileName : files.get(className);
  const known = lineOf(method, line);
  // A line of 0 is R8's word for none.
  return { className, method: method.name, line: known === 0 ? undefined : known, fileName: file ?? likelyFile(className) };
}

function lineOf({ from, to, originalFrom, originalTo }: MethodLine, line: number): number | undefined {
  if (from === undefined || to === undefined) return originalFrom ?? (line > 0 ? line : undefined);
  if (originalFrom === undefined) return line > 0 ? line : undefined;
  // A place that many calls were made of has one line.
  if (originalTo === undefined || originalTo - originalFrom !== to - from) return originalFrom;
  return originalFrom + line - from;
}

/** Where the mapping does not say it: Java has a class in the file of its name, Kotlin ends what it adds in `Kt`. */
function likelyFile(className: string): string {
  const simple = className.slice(className.lastIndexOf(".") + 1).replace(/\$.*$/s, "");
  return simple.length > 2 && simple.endsWith("Kt") ? `${simple.slice(0, -2)}.kt` : `${simple}.java`;
}
