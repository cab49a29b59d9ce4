import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import path from "node:path";
import { changedSource, isBrokenBuild, replacementsOf } from "./builds.ts";

/*
 * `node --import` of this file makes another build of the server: texts of some source files are replaced as they are loaded, in
 * every thread. Which build is said by POWER_LOSS_BUILD; empty for one that is whole.
 */
const ROOT = path.resolve(import.meta.dirname, "../../..");
const name = process.env["POWER_LOSS_BUILD"] ?? "";
if (name !== "" && !isBrokenBuild(name)) throw new Error(`there is no build "${name}"`);
const replacements = replacementsOf(name === "" ? undefined : name);

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context);
    if (!url.startsWith("file:")) return loaded;
    const file = path.relative(ROOT, fileURLToPath(url)).replaceAll(path.sep, "/");
    const ours = replacements.filter((replacement) => replacement.file === file);
    if (ours.length === 0) return loaded;
    if (loaded.source == null) throw new Error(`${file} was loaded without its text`);
    const text = typeof loaded.source === "string" ? loaded.source : new TextDecoder().decode(loaded.source);
    return { ...loaded, source: changedSource(text, ours) };
  },
});
