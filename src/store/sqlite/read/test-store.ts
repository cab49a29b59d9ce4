import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { ContractEvent } from "../../../backend/test-world.ts";
import { NOON_MS } from "../../../backend/test-world.ts";
import { describeEvent } from "../../../digest/event/describe-event.ts";
import { sketchOf } from "../../../grouping/v1/sketch.ts";
import type { DigestedEvent } from "../../../digest/recorder.ts";
import type { ClientKey, Organization, Project } from "../../../project/project.ts";
import type { User } from "../../../account/account.ts";
import type { OutcomeCount } from "../../../protocol/outcome.ts";
import type { SqliteWriter } from "../writer.ts";
import { openSqliteWriter } from "../writer.ts";

/** A real store in a directory of its own with two projects, filled by the real recorder. Its clock stands at noon unless given. */
export type TestStore = {
  readonly path: string;
  readonly writer: SqliteWriter;
  readonly owner: User;
  readonly organization: Organization;
  readonly first: Project;
  readonly firstKey: ClientKey;
  readonly second: Project;
  readonly record: (events: readonly ContractEvent[], outcomes?: readonly OutcomeCount[]) => void;
  readonly close: () => Promise<void>;
};

export async function openTestStore(now: () => number = () => NOON_MS): Promise<TestStore> {
  const directory = await mkdtemp(path.join(tmpdir(), "culprit-store-"));
  const storePath = path.join(directory, "culprit.db");
  const writer = openSqliteWriter(storePath, { secretKey: "k".repeat(32), now, describe: describeEvent, sketchOf });
  const setup = await writer.commands.completeSetup({
    tokenHash: undefined,
    email: "owner@example.com",
    name: "Owner",
    passwordHash: "not a hash",
    organizationName: "Example",
    project: { name: "Shop", platform: "node" },
  });
  assert.ok("user" in setup && setup.project !== undefined && setup.key !== undefined);
  const added = await writer.commands.createProject({ organizationId: setup.organization.id, name: "Till" });
  assert.ok("project" in added);
  const [first, second] = [setup.project, added.project];
  return {
    path: storePath,
    writer,
    owner: setup.user,
    organization: setup.organization,
    first,
    firstKey: setup.key,
    second,
    record(asked, outcomes = []) {
      const events = asked.map((event) => digestedEvent(event, event.project === "first" ? first.id : second.id));
      const fromPosition = writer.recorder.position();
      writer.recorder.record({ fromPosition, toPosition: fromPosition + 1, events, outcomes, quarantined: [] });
    },
    async close() {
      writer.close();
      await rm(directory, { recursive: true });
    },
  };
}

function digestedEvent(asked: ContractEvent, projectId: number): DigestedEvent {
  const { title, culprit, level, receivedAtMs, timestampMs, release, tags, user } = asked;
  return {
    projectId,
    keyId: 1,
    receivedAtMs,
    event: {
      event_id: asked.eventId,
      type: "error",
      timestamp: timestampMs / 1_000,
      received: receivedAtMs / 1_000,
      level,
      platform: "node",
      ...(release === undefined ? {} : { release }),
      exception: { values: [{ type: "Error", value: title }] },
    },
    signature: createHash("md5").update(asked.issue).digest("hex"),
    groupingVersion: "v0",
    title,
    culprit,
    metadata: { type: "Error", value: title },
    level,
    isUnhandled: false,
    tags,
    ...(user === undefined ? {} : { userKey: createHash("md5").update(user).digest().readUInt32LE() }),
  };
}
