import { familyOf } from "./family.ts";
import type { GroupingFrame } from "./input.ts";

/** What identifies a frame over builds and machines: where it is and its function. Never a line. Both may be "". */
export type CleanFrame = { readonly place: string; readonly name: string };

/** The parts of a frame that stay when lines move, bundles are rebuilt and machines change. */
export function cleanFrame(frame: GroupingFrame, platform: string): CleanFrame {
  const family = familyOf(frame.platform ?? platform);
  const name = frame.function === undefined ? "" : cleanFunction(frame.function, family === "javascript");
  if (family === "native") return { place: lastSegment(frame.package ?? frame.filename ?? ""), name };
  return { place: placeOf(frame, family === "javascript"), name };
}

function placeOf(frame: GroupingFrame, isJavascript: boolean): string {
  const { module } = frame;
  // `__main__` is whichever script was started, and "<unknown>" says nothing: the file tells more.
  if (module !== undefined && module !== "" && module !== "__main__" && !module.startsWith("<")) return cleanModule(module);
  const file = frame.filename ?? frame.abs_path ?? "";
  if (isJavascript && NO_FILE.test(file)) return "";
  return cleanPath(file);
}

const NO_FILE = /^(?:<anonymous>|\[?native code\]?|eval(?: code)?)$/;
const UNKNOWN_FUNCTION = /^(?:\?|<unknown>|<redacted>|<anonymous>|<anonymous function>|[Aa]nonymous function|anonymous)$/;

function cleanFunction(raw: string, isJavascript: boolean): string {
  let name = raw;
  if (isJavascript) {
    name = name.replace(/ \[as [^\]]{0,200}\]$/, "").replace(/^(?:async|new|get|set) /, "");
    // `Object.total` in one engine is `total` in another.
    name = name.slice(name.lastIndexOf(".") + 1);
  }
  if (UNKNOWN_FUNCTION.test(name)) return "";
  return /[\d<$]/.test(name) ? dropOrdinals(name) : name;
}

/** Compilers number what has no name; the numbers move with every edit. */
function dropOrdinals(name: string): string {
  return name
    .replace(/\{closure:([^{}]{0,300}):\d+\}/g, "{closure:$1}") // PHP 8.4 writes the line into the name
    .replace(/\$(?:\$Lambda\S{0,100}|\d+(?=\$|$))/g, "$") // JVM lambdas and anonymous classes
    .replace(/\b(func)\d+(?:\.\d+)*/g, "$1") // Go literals
    .replace(/>([bdg])__(?:([^|\s]{0,100})\|)?\d+(?:_\d+)?/g, ">$1__$2") // C# state machines and local functions
    .replace(/\{closure#\d+\}/g, "{closure}")
    .replace(/::h[0-9a-f]{16}$/, "");
}

function cleanModule(module: string): string {
  if (!/[\d$]/.test(module)) return module;
  return dropContentHashes(module.replace(/\$\$Lambda.{0,100}$/, "$$Lambda").replace(/\$\d+(?=\$|$)/g, "$"));
}

/** A path without host, query, drive, release folders and the hashes that bundlers write into names; its last segments. */
function cleanPath(raw: string): string {
  if (raw === "") return "";
  let path = raw.includes("\\") ? raw.replaceAll("\\", "/") : raw;
  const scheme = /^[a-z][a-z0-9+.-]{1,20}:\/{2,3}/i.exec(path)?.[0];
  if (scheme !== undefined)
    path = path
      .slice(scheme.length)
      .replace(/^[^/]*/, "")
      .replace(/[?#].*$/s, "");
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== "." && !isRelease(segment));
  return dropContentHashes(segments.slice(-MAX_SEGMENTS).join("/"));
}

/** More of a path is where somebody happened to install the program. */
const MAX_SEGMENTS = 3;

/** Folders named after a build: a date, a long number, a commit, a UUID, a version. */
function isRelease(segment: string): boolean {
  return /\d/.test(segment) && /^(?:[\d._-]{6,}|[0-9a-f]{7,40}|[0-9a-f-]{36}|v?\d+(?:\.\d+)+)$/i.test(segment);
}

function dropContentHashes(text: string): string {
  if (!/\d/.test(text)) return text;
  return text
    .replace(/[-._@](?=[A-Za-z]{0,31}\d)[0-9A-Za-z]{6,32}(?=\.[a-z]{1,4}(?:$|[/?:])|$)/g, "")
    .replace(/[-@]v?\d+(?:\.\d+){1,3}/g, "");
}

function lastSegment(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}
