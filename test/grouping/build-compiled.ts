import { position, raised } from "./build.ts";
import type { SdkEvent, SdkFrame } from "./case.ts";
import type { TraceLine } from "./read-trace.ts";
import { readException } from "./read-trace.ts";

/** Events of the compiled and mobile platforms; notation as in `build.ts`. */

/** `Namespace.Class::Function @ path:line`, as the .NET SDK splits it. */
export function csharp(...traces: readonly string[]): SdkEvent {
  return raised("csharp", traces, (trace) => readException(trace, { frame: csharpFrame }));
}

export function rust(...traces: readonly string[]): SdkEvent {
  return raised("native", traces, (trace) => readException(trace, { frame: rustFrame }));
}

/** `function @ image+address`: a native frame without debug files has its image and addresses; `file:line` when it has. */
export function native(...traces: readonly string[]): SdkEvent {
  return raised("native", traces, (trace) => readException(trace, { frame: nativeFrame }));
}

export function cocoa(...traces: readonly string[]): SdkEvent {
  return raised("cocoa", traces, (trace) => readException(trace, { frame: nativeFrame }));
}

export function flutter(...traces: readonly string[]): SdkEvent {
  return raised("other", traces, (trace) => readException(trace, { frame: dartFrame }));
}

/** `Module.function/arity @ file:line`. */
export function elixir(...traces: readonly string[]): SdkEvent {
  return raised("elixir", traces, (trace) => readException(trace, { frame: elixirFrame }));
}

function csharpFrame({ isLibrary, fn, file, lineno }: TraceLine): SdkFrame {
  const [module = "", name = ""] = fn.split("::");
  const place = file === undefined ? {} : { filename: file.split(/[\\/]/).at(-1), abs_path: file, ...position(lineno) };
  const assembly = `${module.split(".")[0]}, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null`;
  return { ...place, function: name, module, package: assembly, in_app: !isLibrary };
}

function rustFrame({ isLibrary, fn, file, lineno }: TraceLine): SdkFrame {
  const place = file === undefined ? {} : { filename: file.split("/").at(-1), abs_path: file, ...position(lineno) };
  return { ...place, function: fn, instruction_addr: addressOf(fn, 16), in_app: !isLibrary };
}

/** A place that ends in an address is an image, one that does not is a source file. */
function nativeFrame({ isLibrary, fn, file = "", lineno }: TraceLine): SdkFrame {
  const inImage = /^(.*)\+(0x[\da-f]+)$/i.exec(file);
  const place =
    inImage === null
      ? { filename: file.split(/[\\/]/).at(-1), abs_path: file, ...position(lineno) }
      : { package: inImage[1], instruction_addr: inImage[2], image_addr: "0x104a80000" };
  return { ...(fn !== "" && { function: fn }), ...(file !== "" && place), in_app: !isLibrary };
}

function dartFrame({ isLibrary, fn, file = "", lineno, colno }: TraceLine): SdkFrame {
  const inPackage = /^package:([^/]+)\/.*?([^/]+)$/.exec(file);
  const filename = inPackage?.[2] ?? file.split("/").at(-1);
  const named = { filename, abs_path: file, ...(fn !== "" && { function: fn }), ...position(lineno, colno) };
  return { ...named, ...(inPackage !== null && { package: inPackage[1] }), platform: "dart", in_app: !isLibrary };
}

function elixirFrame({ isLibrary, fn, file = "", lineno, context }: TraceLine): SdkFrame {
  // The module is all before the function's own name; anonymous functions have dots and slashes of their own.
  const module = /^(?:[A-Z]\w*(?:\.[A-Z]\w*)*|:?\w+)(?=\.)/.exec(fn.replace(/^anonymous fn\/\d+ in /, ""))?.[0] ?? "";
  const named = { module, function: fn, filename: file, ...position(lineno), in_app: !isLibrary };
  return { ...named, ...(context !== undefined && { context_line: `    ${context}` }) };
}

/** Any address: it says nothing, and differs from build to build. */
function addressOf(text: string, digits: number): string {
  let sum = 7;
  for (const char of text) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 0xffffffff;
  return `0x${sum.toString(16).padStart(digits, "0")}`;
}
