import { ALL_SCOPES, startFakeSentry } from "../../../test/fakes/sentry/fake-sentry.ts";
import { backendContract } from "../backend.contract.ts";
import type { ContractEvent } from "../test-world.ts";
import { CONNECTED_AT_MS, TOKEN, openConnectedStore } from "./test-sentry-world.ts";

backendContract(async (events) => {
  const sentry = await startFakeSentry({ now: () => CONNECTED_AT_MS, derivesTags: false });
  sentry.allow(TOKEN, ALL_SCOPES);
  const remotes = { first: sentry.addProject("acme", "shop"), second: sentry.addProject("acme", "till") };
  const record = async (more: readonly ContractEvent[]): Promise<void> => {
    for (const { project, ...event } of more) sentry.recordEvent(remotes[project], event);
  };
  await record(events);
  const { first, second, open, close } = await openConnectedStore(sentry.origin, [remotes.first, remotes.second]);
  return {
    // The suite looks at once whether what it did has come to pass; what is kept for a while has tests of its own.
    backend: open({ freshMs: 0, staleMs: 0 }),
    first,
    second,
    record,
    async close() {
      await close();
      await sentry.close();
    },
  };
});
