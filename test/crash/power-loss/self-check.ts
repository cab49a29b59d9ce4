import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createDisk } from "./disk.ts";
import type { Operation } from "./recording.ts";

/** Where the recorded operations do not come to what stands in the directory: what the recorder did not see. One line each. */
export function differences(operations: readonly Operation[], root: string): string[] {
  const disk = createDisk();
  for (const operation of operations) disk.advance(operation);
  const recorded = new Map(disk.after(() => "kept").files.map((file) => [file.path, file.bytes()]));
  const standing = new Map(filesBelow(root).map((name) => [name, readFileSync(path.join(root, name))]));
  const problems = [...recorded.keys()]
    .filter((name) => !standing.has(name))
    .map((name) => `${name} is recorded but not there`);
  for (const [name, bytes] of standing) {
    const known = recorded.get(name);
    if (known === undefined) problems.push(`${name} is there but not recorded`);
    else if (!bytes.equals(known)) problems.push(`${name} has ${bytes.length} bytes that are not the ${known.length} recorded`);
  }
  return problems;
}

/** Events that a client was told are kept, and whose answer was not recorded: their loss would go unseen. */
export function unseenAnswers(operations: readonly Operation[], answered: ReadonlySet<string>): string[] {
  const recorded = new Set(operations.flatMap((operation) => (operation.kind === "answer" ? operation.eventIds : [])));
  return [...answered].filter((id) => !recorded.has(id)).map((id) => `the answer for ${id} was not recorded`);
}

function filesBelow(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith("-shm"))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)));
}
