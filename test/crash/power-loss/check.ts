import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { createHash } from "node:crypto";
import type { Checked, Pick, StatesToCheck } from "./check-states.ts";
import { checkStates } from "./check-states.ts";
import type { ContentFile } from "./disk.ts";
import { createDisk } from "./disk.ts";
import type { Life } from "./life.ts";
import { ALL_LOST, lossesOf } from "./losses.ts";

export type Verdict = Checked & {
  /** Places at which power was lost: before each recorded operation, and after the last. */
  readonly cuts: number;
};

export type CheckOptions = {
  /** Restarts on about so many states, spread evenly over all, and on those that follow an answer; on every one if not given. */
  readonly sample?: number;
  /** Each thread gives up after so many states with a problem. */
  readonly maxProblems: number;
};

/** Loses power at every cut of a life, in every way of `lossesOf`, and restarts on what is then there. */
export async function checkLife(life: Life, { sample, maxProblems }: CheckOptions): Promise<Verdict> {
  // Telling states apart by their bytes takes a minute and saves more; for a sample it does not.
  const results =
    sample === undefined
      ? await amongThreads({ life, picks: differentStates(life, hashing()), maxProblems })
      : [
          await checkStates({
            life,
            picks: spread(
              differentStates(life, ({ key }) => key),
              sample,
            ),
            maxProblems,
          }),
        ];
  return {
    cuts: life.operations.length + 1,
    states: results.reduce((sum, { states }) => sum + states, 0),
    problems: results.flatMap(({ problems }) => problems),
  };
}

/** `isAfterAnswer`: it may be met right after an answer, when all that was not synced is lost; the hardest case there is. */
type State = Pick & { readonly isAfterAnswer: boolean };

/**
 * So many of them, evenly; those right after an answer; and those of the last cut, where states stand that were possible all along,
 * as an empty disk.
 */
function spread(all: readonly State[], sample: number): readonly Pick[] {
  const step = Math.ceil(all.length / sample);
  const lastCut = all.at(-1)?.cut;
  return all.filter(({ cut, isAfterAnswer }, index) => index % step === 0 || isAfterAnswer || cut === lastCut);
}

/** Every state once, at its last cut: what was answered only grows, so what is kept there was kept before. */
function differentStates(life: Life, nameOf: (file: ContentFile) => string): readonly State[] {
  const disk = createDisk();
  const states = new Map<string, State>();
  for (let cut = 0; cut <= life.operations.length; cut += 1) {
    const isAnswered = life.operations[cut - 1]?.kind === "answer";
    for (const [loss, { name, fateOf }] of lossesOf(disk.pending(), cut).entries()) {
      const { directories, files } = disk.after(fateOf);
      const state = [...directories, ...files.map((file) => `${file.path} ${nameOf(file)}`)].join("\n");
      const isAfterAnswer = (isAnswered && name === ALL_LOST) || states.get(state)?.isAfterAnswer === true;
      states.set(state, { cut, loss, isAfterAnswer });
    }
    const operation = life.operations[cut];
    if (operation !== undefined) disk.advance(operation);
  }
  return [...states.values()].sort((one, other) => one.cut - other.cut);
}

/** Names files by their bytes. */
function hashing(): (file: ContentFile) => string {
  const hashes = new Map<string, string>();
  return (file) => {
    const known = hashes.get(file.key);
    if (known !== undefined) return known;
    const hash = createHash("sha1").update(file.bytes()).digest("base64");
    hashes.set(file.key, hash);
    return hash;
  };
}

function amongThreads({ picks, ...rest }: StatesToCheck): Promise<readonly Checked[]> {
  const threads = availableParallelism();
  const shares = Array.from({ length: threads }, (_, thread) => picks.filter((_pick, index) => index % threads === thread));
  return Promise.all(shares.map((share) => runThread({ ...rest, picks: share })));
}

function runThread(data: StatesToCheck): Promise<Checked> {
  const thread = new Worker(new URL("check-thread.ts", import.meta.url), { workerData: data, name: "check" });
  return new Promise((resolve, reject) => {
    thread.once("message", (checked: Checked) => resolve(checked));
    thread.once("error", reject);
    thread.once("exit", (code) => reject(new Error(`a checking thread ended with ${code}`)));
  });
}
