import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "node:test";
import { auditCommands, auditReader } from "./audit.ts";
import { openWriter } from "./database.ts";
import { migrate } from "./migrate.ts";

test("an entry of the log is added, and can be neither changed nor deleted, by any statement", async (context) => {
  const directory = mkdtempSync(path.join(tmpdir(), "culprit-audit-"));
  const db = openWriter(path.join(directory, "culprit.db"));
  context.after(() => {
    db.close();
    rmSync(directory, { recursive: true });
  });
  migrate(db);
  const entry = { userId: 7, actor: "ada@example.org", ip: "192.0.2.7", action: "members.edit", target: "members/8", note: "" };
  auditCommands(db, () => 1_000).noteChange({ ...entry, organizationId: 1 });
  const query = { organizationId: 1, beforeId: undefined, limit: 10, action: undefined, userId: undefined };
  const expected = [{ ...entry, id: 1, organizationId: 1, atMs: 1_000 }];
  assert.deepEqual(await auditReader(db).listEntries(query), expected);
  for (const sql of [
    "UPDATE audit_entry SET actor = 'nobody'",
    "DELETE FROM audit_entry",
    `INSERT OR REPLACE INTO audit_entry
     SELECT id, organization_id, at_ms, user_id, 'nobody', ip, action, target, note FROM audit_entry`,
  ]) {
    assert.throws(() => db.prepare(sql).run(), /append-only/, sql);
  }
  assert.deepEqual(await auditReader(db).listEntries(query), expected);
});
