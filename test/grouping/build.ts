import type { SdkEvent, SdkException, SdkFrame } from "./case.ts";
import type { TraceLine } from "./read-trace.ts";
import { readException } from "./read-trace.ts";

/**
 * Events in the shape each SDK sends, from traces as people read them: `Type: value`, then frames, oldest call first. Several
 * traces are a chain, the innermost cause first. Shapes: test/fixtures/sdk-captures, reference sentry-ingest §6.
 */
export function javascript(...traces: readonly string[]): SdkEvent {
  return raised("javascript", traces, (trace) => readException(trace, { frame: browserFrame }));
}

/** Browser frames after source maps: sources have names and lines, and no address. */
export function mapped(...traces: readonly string[]): SdkEvent {
  return raised("javascript", traces, (trace) => readException(trace, { frame: mappedFrame }));
}

export function node(...traces: readonly string[]): SdkEvent {
  return raised("node", traces, (trace) => readException(trace, { frame: nodeFrame }));
}

export function python(...traces: readonly string[]): SdkEvent {
  return raised("python", traces, (trace) => readException(trace, { frame: pythonFrame, type: dotted }));
}

export function java(...traces: readonly string[]): SdkEvent {
  return raised("java", traces, (trace) => readException(trace, { frame: javaFrame, type: dotted }));
}

export function go(...traces: readonly string[]): SdkEvent {
  return raised("go", traces, (trace) => readException(trace, { frame: goFrame }));
}

export function ruby(...traces: readonly string[]): SdkEvent {
  const type = (written: string): SdkException => ({ type: written, module: written.split("::").slice(0, -1).join("::") });
  return raised("ruby", traces, (trace) => readException(trace, { frame: rubyFrame, type }));
}

export function php(...traces: readonly string[]): SdkEvent {
  return raised("php", traces, (trace) => readException(trace, { frame: phpFrame }));
}

/** The event with the last exception's mechanism. */
export function withMechanism(event: SdkEvent, mechanism: { readonly [field: string]: unknown }): SdkEvent {
  const values = event.exception?.values ?? [];
  const last = values.at(-1);
  return last === undefined ? event : { ...event, exception: { values: [...values.slice(0, -1), { ...last, mechanism }] } };
}

/** The event as an SDK that knows nothing of in-app sends it. */
export function withoutInApp(event: SdkEvent): SdkEvent {
  const strip = ({ in_app: _inApp, ...frame }: SdkFrame): SdkFrame => frame;
  const values = (event.exception?.values ?? []).map(({ stacktrace, ...rest }) =>
    stacktrace === undefined ? rest : { ...rest, stacktrace: { frames: stacktrace.frames.map(strip) } },
  );
  return { ...event, exception: { values } };
}

export function raised(platform: string, traces: readonly string[], read: (trace: string) => SdkException): SdkEvent {
  return { platform, level: "error", exception: { values: traces.map(read) } };
}

/** `module.Type` as two fields; builtins have no module. */
export function dotted(written: string): Pick<SdkException, "type" | "module"> {
  const dot = written.lastIndexOf(".");
  return dot < 0 ? { type: written, module: null } : { type: written.slice(dot + 1), module: written.slice(0, dot) };
}

// Frames --------------------------------------------------------------------------------------------------------------

/** Everything in a browser is in-app to the SDK. */
function browserFrame({ fn, file = "<anonymous>", lineno, colno }: TraceLine): SdkFrame {
  return { filename: file, function: fn === "" ? "?" : fn, in_app: true, ...position(lineno, colno) };
}

function mappedFrame({ isLibrary, fn, file = "", lineno, colno, context }: TraceLine): SdkFrame {
  const name = file.replace(/^webpack:\/\/[^/]*\//, "");
  const place = { filename: name, abs_path: file, in_app: !isLibrary, ...position(lineno, colno) };
  return { ...place, ...(fn !== "" && { function: fn }), ...source(context) };
}

export function nodeFrame({ isLibrary, fn, file = "<anonymous>", lineno, colno, context }: TraceLine): SdkFrame {
  const { absPath, name } = file.startsWith("node:") || file === "<anonymous>" ? { absPath: file, name: file } : rooted(file);
  const inModules = absPath.lastIndexOf("/node_modules/");
  const path = (inModules < 0 ? name : absPath.slice(inModules + 14)).replace(/\.\w+$/, "");
  const folder = path.replace(/^\/|^\w:\//, "").split("/");
  const base = folder.pop() ?? "";
  const module = folder.length === 0 ? base : `${folder.join(".")}:${base}`;
  const place = { filename: absPath, module, function: fn === "" ? "?" : fn, in_app: !isLibrary };
  return { ...place, ...position(lineno, colno), ...source(context) };
}

function pythonFrame({ isLibrary, fn, file = "", lineno, context }: TraceLine): SdkFrame {
  const { absPath, name } = rooted(file);
  const library = /(?:site-packages|dist-packages|lib\/python3\.\d+)\/(?!site-packages|dist-packages)(.*)$/.exec(absPath)?.[1];
  const filename = library ?? name;
  const isMain = library === undefined && !filename.includes("/");
  const module = isMain ? "__main__" : filename.replace(/(?:\/__init__)?\.py$/, "").replaceAll("/", ".");
  const place = { filename, abs_path: absPath, function: fn, module, ...position(lineno) };
  return { ...place, ...source(context), in_app: !isLibrary };
}

/** The Java SDK says in_app only of what its lists name: the application's own packages. */
export function javaFrame({ isLibrary, fn, file, lineno }: TraceLine): SdkFrame {
  const dot = fn.lastIndexOf(".");
  const named = { ...(file !== undefined && { filename: file }), function: fn.slice(dot + 1), module: fn.slice(0, dot) };
  return { ...named, ...position(lineno), ...(!isLibrary && { in_app: true }), native: false };
}

function goFrame({ isLibrary, fn, file = "", lineno, context }: TraceLine): SdkFrame {
  const dot = fn.indexOf(".", fn.lastIndexOf("/") + 1);
  const named = { function: fn.slice(dot + 1), module: fn.slice(0, dot), abs_path: file, ...position(lineno) };
  return { ...named, ...(context !== undefined && { context_line: `\t${context}` }), in_app: !isLibrary };
}

function rubyFrame({ isLibrary, fn, file = "", lineno, context }: TraceLine): SdkFrame {
  const { absPath, name } = rooted(file);
  const filename = /\/(?:gems|ruby)\/[^/]+\/(?:lib\/)?(.*)$/.exec(absPath)?.[1] ?? name;
  const place = { abs_path: absPath, function: fn, ...position(lineno), in_app: !isLibrary, filename };
  return { ...place, ...(context !== undefined && { context_line: `${context}\n` }) };
}

function phpFrame({ isLibrary, fn, file = "", lineno, context }: TraceLine): SdkFrame {
  if (file === "[internal]") return { filename: file, lineno: 0, in_app: false, function: fn };
  const { absPath, name } = rooted(file);
  const place = { filename: `/${name}`, ...position(lineno), in_app: !isLibrary, abs_path: absPath };
  const isMethod = fn.includes("\\") || fn.includes("::");
  return { ...place, ...(fn !== "" && { function: fn, ...(isMethod && { raw_function: fn }) }), ...source(context) };
}

// Fields --------------------------------------------------------------------------------------------------------------

/** `//` in a path marks where the project begins; a path without it and without a leading slash lies in `/srv/app`. */
export function rooted(file: string): { readonly absPath: string; readonly name: string } {
  const mark = file.indexOf("//");
  if (mark >= 0) return { absPath: file.replace("//", "/"), name: file.slice(mark + 2) };
  const isAbsolute = /^(?:\/|[A-Za-z]:)/.test(file);
  return isAbsolute ? { absPath: file, name: file } : { absPath: `/srv/app/${file}`, name: file };
}

export function position(lineno: number | undefined, colno?: number): SdkFrame {
  return { ...(lineno !== undefined && { lineno }), ...(colno !== undefined && { colno }) };
}

export function source(context: string | undefined): SdkFrame {
  return context === undefined ? {} : { context_line: `    ${context}` };
}
