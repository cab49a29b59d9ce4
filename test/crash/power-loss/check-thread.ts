import { parentPort, workerData } from "node:worker_threads";
import type { Checked, StatesToCheck } from "./check-states.ts";
import { checkStates } from "./check-states.ts";

/** One of the threads among which the states of a life are divided. Tells its `Checked` at the end. */
const data: StatesToCheck = workerData;
parentPort?.postMessage((await checkStates(data)) satisfies Checked);
