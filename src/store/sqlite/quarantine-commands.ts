import type { QuarantineCommands } from "../../checkup/installation.ts";
import type { Database } from "./database.ts";

const DELETE = "DELETE FROM quarantine WHERE position = ?";

export function quarantineCommands(db: Database): QuarantineCommands {
  return {
    deleteQuarantined: async ({ position }) => db.statement(DELETE).run(position).changes > 0,
  };
}
