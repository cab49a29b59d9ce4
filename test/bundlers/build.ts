import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const PROJECTS = fileURLToPath(new URL(".", import.meta.url));
const CACHE = fileURLToPath(new URL("../../.cache/bundlers", import.meta.url));
const execute = promisify(execFile);

/** How each is started, by the program it installs. */
const BUILDS: { readonly [name: string]: readonly string[] } = {
  vite: ["node_modules/vite/bin/vite.js", "build"],
  webpack: ["node_modules/webpack/bin/webpack.js"],
  esbuild: ["esbuild.config.js"],
  rollup: ["node_modules/rollup/dist/bin/rollup", "--config"],
};

export type Built = { readonly dist: string; readonly output: string };

/** Builds a project of this folder with its own bundler and plugin, installed once; or says why that cannot be. */
export async function buildProject(
  name: string,
  env: { readonly [name: string]: string },
): Promise<Built | { readonly missing: string }> {
  const folder = path.join(CACHE, name);
  mkdirSync(folder, { recursive: true });
  cpSync(path.join(PROJECTS, name), folder, { recursive: true });
  if (!existsSync(path.join(folder, "node_modules"))) {
    try {
      await execute("npm", ["install", "--no-audit", "--no-fund"], { cwd: folder, timeout: 5 * 60_000 });
    } catch {
      rmSync(path.join(folder, "node_modules"), { recursive: true, force: true });
      return { missing: `the project ${name} is not built: \`npm install\` of its bundler failed` };
    }
  }
  rmSync(path.join(folder, "dist"), { recursive: true, force: true });
  // The plugin remembers there which server an organisation is at: nothing is to be left of a run before, or of this machine's owner.
  const home = path.join(folder, "home");
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home);
  const own = Object.fromEntries(Object.entries(process.env).filter(([key]) => !key.startsWith("SENTRY_")));
  const { stdout, stderr } = await execute(process.execPath, [...(BUILDS[name] ?? [])], {
    cwd: folder,
    env: { ...own, NO_COLOR: "1", HOME: home, XDG_CONFIG_HOME: home, SENTRY_CONFIG_DIR: home, ...env },
    timeout: 2 * 60_000,
  });
  return { dist: path.join(folder, "dist"), output: stdout + stderr };
}
