import { spawnSync } from "node:child_process";
import path from "node:path";

const SOURCE = path.join(import.meta.dirname, "recorder.c");

/** Why this machine cannot record a server's calls; `undefined` when it can. */
export function whyNoRecorder(): string | undefined {
  if (process.platform !== "linux") return "calls are recorded by LD_PRELOAD, on Linux alone";
  if (spawnSync("cc", ["--version"], { stdio: "ignore" }).status !== 0)
    return "there is no C compiler (cc) to build the recorder";
  return undefined;
}

/** Builds recorder.c into a directory and answers the library's path. */
export function buildRecorder(directory: string): string {
  const library = path.join(directory, "recorder.so");
  const options = ["-shared", "-fPIC", "-O1", "-pthread", "-Wall", "-Wextra"];
  const { status, stderr } = spawnSync("cc", [...options, "-o", library, SOURCE, "-ldl"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`recorder.c could not be built:\n${stderr}`);
  return library;
}
