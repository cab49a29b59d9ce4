import type { Backend, Regrouping } from "../backend.ts";

/** What the integrated backend reads of the store. Adapter: `store/sqlite/read/stored-errors.ts`. */
export type StoredErrors = Omit<Backend, "updateIssues" | "can" | "regrouping"> &
  Pick<Regrouping, "listSignatures" | "listSimilar" | "listDiscarded">;
