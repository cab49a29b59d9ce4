import { readFileSync } from "node:fs";
import { z } from "zod";

/**
 * Says which packages the lockfile lacks. `npm install` drops optional packages of other platforms that the registry does not
 * have and writes a lockfile without them, with no warning; `npm ci` then refuses it, on every machine. Found here at once.
 */
const Dependencies = z.record(z.string(), z.string()).optional();
const Lockfile = z.object({
  packages: z.record(z.string(), z.object({ optionalDependencies: Dependencies, resolved: z.string().optional() })),
});

const { packages } = Lockfile.parse(JSON.parse(readFileSync("package-lock.json", "utf8")));
const problems: string[] = [];

for (const [place, entry] of Object.entries(packages)) {
  if (entry.resolved?.startsWith("http")) {
    problems.push(`${place} names the address it came from: install again with omit-lockfile-registry-resolved=true`);
  }
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!placesOf(place, name).some((candidate) => candidate in packages)) {
      problems.push(
        `${name}, wanted by ${place === "" ? "package.json" : place}, is not in the lockfile: pin an older version`,
      );
    }
  }
}

for (const text of problems) console.error(text);
if (problems.length > 0) process.exitCode = 1;

/** Where a package may lie for it to be found from `place`: beside it, or beside any package around it. */
function placesOf(place: string, name: string): string[] {
  const places = [`node_modules/${name}`];
  for (let end = place.length; end > 0; end = place.lastIndexOf("/node_modules/", end - 1)) {
    places.push(`${place.slice(0, end)}/node_modules/${name}`);
  }
  return places;
}
