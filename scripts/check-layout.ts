import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { layoutProblems } from "./layout.ts";

/** Holds the whole project to its layout: import arrows, cycles, names, lengths. */
const SOURCES = ["bin", "src", "web", "test", "bench", "scripts"].map((folder) => `${folder}/**/*.{ts,tsx,mjs,css}`);
const IGNORED = ["**/node_modules/**", "**/dist/**", "test/fixtures/**"];

const files = globSync(SOURCES, { exclude: IGNORED }).map((file) => ({
  path: file.split(path.sep).join("/"),
  text: readFileSync(file, "utf8"),
}));
const problems = layoutProblems(files);
for (const text of problems) console.error(text);
console.log(`${files.length} files, ${problems.length} problems`);
if (problems.length > 0) process.exitCode = 1;
