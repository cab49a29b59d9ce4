import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { ensureChromium } from "../../scripts/chromium.ts";
import { startServer } from "../harness/server.ts";
import { LANGUAGES, WITHOUT_PROGRAM } from "./languages.ts";
import type { Observed } from "./observed.ts";
import { prove, tryToInstall } from "./prove.ts";
import type { Row } from "./report.ts";
import { report, summary } from "./report.ts";

/**
 * `npm run test:sdk`: real programs with real SDKs send to a real server, and what the API then answers is held against the
 * expected values beside each program. The whole run writes docs/sdk-conformance.md.
 * `npm run test:sdk -- --only TEXT …` runs those alone whose language, SDK or version contains one of the texts.
 * `--print` shows what was observed: to write expected values from, once a person has read it for sense.
 */
const DOCUMENT = "docs/sdk-conformance.md";

const { values, positionals } = parseArgs({
  options: { only: { type: "string", multiple: true }, print: { type: "boolean" } },
  allowPositionals: true,
});
const texts = [...(values.only ?? []), ...positionals].map((text) => text.toLowerCase());
const isWanted = (name: string): boolean => texts.length === 0 || texts.some((text) => name.toLowerCase().includes(text));
const show = (observed: Observed): void => {
  if (values.print === true) console.log(JSON.stringify(observed, null, 1));
};

const programs = LANGUAGES.flatMap((language) => language.versions.map((version) => ({ language, version }))).filter(
  ({ language, version }) => isWanted(`${language.language} ${language.sdk} ${version}`),
);
if (programs.some(({ language }) => language.run === "in a browser")) ensureChromium();

const rows: Row[] = [];
await using server = await startServer();
for (const [index, { language, version }] of programs.entries()) {
  const startedAt = performance.now();
  console.log(`[${index + 1}/${programs.length}] ${language.language}: ${language.sdk} ${version} …`);
  const result = await prove(server, language, version, show);
  console.log(`    ${summary(result)} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  rows.push({ language: language.language, sdk: language.sdk, version, ...result });
}
for (const { language, sdk, install } of WITHOUT_PROGRAM) {
  if (isWanted(`${language} ${sdk}`)) rows.push({ language, sdk, version: "current", ...(await tryToInstall(install)) });
}

const text = report(rows);
console.log(`\n${text}`);
if (texts.length === 0) writeFileSync(DOCUMENT, text);
const failed = rows.filter(({ kind }) => kind === "failed").length;
const passed = rows.filter(({ kind }) => kind === "ran").length;
// Alone on its line and in these words, for machines that read test output.
console.log(`\n${passed} passed, ${failed} failed, ${rows.length - passed - failed} skipped`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
