import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Life } from "./life.ts";
import { createDisk } from "./disk.ts";
import type { Content } from "./disk.ts";
import { lossesOf } from "./losses.ts";
import type { Promised } from "./restart.ts";
import { problemsAfterRestart } from "./restart.ts";
import { scratchDirectory } from "./scratch.ts";

/** A state of the disk: the loss of this number at this cut. */
export type Pick = { readonly cut: number; readonly loss: number };

export type StatesToCheck = {
  readonly life: Life;
  /** In the order of cuts. */
  readonly picks: readonly Pick[];
  /** It gives up after so many states with a problem. */
  readonly maxProblems: number;
};

/** What is wrong with one state. */
export type StateProblem = { readonly cut: number; readonly loss: string; readonly problems: readonly string[] };

export type Checked = { readonly states: number; readonly problems: readonly StateProblem[] };

/** Rebuilds one state after the other and restarts on each. */
export async function checkStates({ life, picks, maxProblems }: StatesToCheck): Promise<Checked> {
  const scratch = mkdtempSync(path.join(scratchDirectory(), "culprit-power-loss-"));
  const disk = createDisk();
  const answered = new Set<string>();
  const promised: Promised = { answered, sent: life.sent, publicKey: life.publicKey, secretKey: life.secretKey };
  const problems: StateProblem[] = [];
  let states = 0;
  let done = 0;
  try {
    for (const { cut, loss } of picks) {
      if (problems.length >= maxProblems) break;
      for (; done < cut; done += 1) {
        const operation = life.operations[done];
        if (operation === undefined) break;
        disk.advance(operation);
        if (operation.kind === "answer") for (const id of operation.eventIds) answered.add(id);
      }
      const lost = lossesOf(disk.pending(), cut)[loss];
      if (lost === undefined) throw new Error(`there is no loss ${loss} at cut ${cut}`);
      const directory = path.join(scratch, String(states));
      write(disk.after(lost.fateOf), directory);
      const found = await problemsAfterRestart(path.join(directory, life.dataDirectory), promised);
      if (found.length > 0) problems.push({ cut, loss: lost.name, problems: found.slice(0, 5) });
      rmSync(directory, { recursive: true });
      states += 1;
    }
    return { states, problems };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function write({ directories, files }: Content, into: string): void {
  mkdirSync(into);
  for (const name of directories) mkdirSync(path.join(into, name));
  for (const file of files) writeFileSync(path.join(into, file.path), file.bytes());
}
