import type { QuarantineCommands } from "../../checkup/installation.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";

const DELETE = "DELETE FROM quarantine WHERE position = ?";

export function quarantineCommands(db: Database): Now<QuarantineCommands> {
  return {
    deleteQuarantined: ({ position }) => db.statement(DELETE).run(position).changes > 0,
  };
}
