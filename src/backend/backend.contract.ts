import { changesContract } from "./changes.contract.ts";
import { issueListContract } from "./issue-list.contract.ts";
import { issueContract } from "./issue.contract.ts";
import type { OpenWorld } from "./test-world.ts";
import { worldTests } from "./test-world.ts";

/**
 * What every Backend keeps to. Each adapter's test file calls this with a real engine. `open` makes a backend that holds the
 * given events, in the order given.
 */
export function backendContract(open: OpenWorld): void {
  const inWorld = worldTests(open);
  issueListContract(inWorld);
  issueContract(inWorld);
  changesContract(inWorld);
}
