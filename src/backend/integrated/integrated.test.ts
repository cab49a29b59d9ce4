import { openSqliteReader } from "../../store/sqlite/read/reader.ts";
import { openTestStore } from "../../store/sqlite/read/test-store.ts";
import { backendContract } from "../backend.contract.ts";
import { integratedBackend } from "./integrated.ts";

backendContract(async (events) => {
  const store = await openTestStore();
  store.record(events);
  const reader = openSqliteReader(store.path);
  return {
    backend: integratedBackend({ errors: reader.errors, commands: store.writer.commands }),
    first: store.first,
    second: store.second,
    record: async (more) => store.record(more),
    async close() {
      reader.close();
      await store.close();
    },
  };
});
