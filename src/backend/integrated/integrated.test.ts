import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DigestedBatch, DigestedEvent } from "../../digest/recorder.ts";
import type { Project } from "../../project/project.ts";
import { openSqliteReader } from "../../store/sqlite/read/reader.ts";
import type { SqliteWriter } from "../../store/sqlite/writer.ts";
import { openSqliteWriter } from "../../store/sqlite/writer.ts";
import { backendContract } from "../backend.contract.ts";
import type { ContractEvent, ContractWorld } from "../test-world.ts";
import { NOON_MS } from "../test-world.ts";
import { integratedBackend } from "./integrated.ts";

backendContract(openIntegrated);

/** A real store in a directory of its own, filled by the real recorder. */
async function openIntegrated(events: readonly ContractEvent[]): Promise<ContractWorld> {
  const directory = await mkdtemp(path.join(tmpdir(), "culprit-backend-"));
  const storePath = path.join(directory, "culprit.db");
  const writer = openSqliteWriter(storePath, { secretKey: "k".repeat(32), now: () => NOON_MS });
  const { first, second } = await makeProjects(writer);
  const record = async (more: readonly ContractEvent[]): Promise<void> => {
    const digested = more.map((event) => digestedEvent(event, event.project === "first" ? first.id : second.id));
    writer.recorder.record(batchOf(writer.recorder.position(), digested));
  };
  await record(events);
  const reader = openSqliteReader(storePath);
  return {
    backend: integratedBackend({ errors: reader.errors, commands: writer.commands }),
    first,
    second,
    record,
    async close() {
      reader.close();
      writer.close();
      await rm(directory, { recursive: true });
    },
  };
}

async function makeProjects({ commands }: SqliteWriter): Promise<{ readonly first: Project; readonly second: Project }> {
  const setup = await commands.completeSetup({
    tokenHash: undefined,
    email: "owner@example.com",
    name: "Owner",
    passwordHash: "not a hash",
    organizationName: "Example",
    project: { name: "Shop" },
  });
  assert.ok("user" in setup && setup.project !== undefined);
  const added = await commands.createProject({ organizationId: setup.organization.id, name: "Till" });
  assert.ok("project" in added);
  return { first: setup.project, second: added.project };
}

function batchOf(position: number, events: readonly DigestedEvent[]): DigestedBatch {
  return { fromPosition: position, toPosition: position + 1, events, outcomes: [], quarantined: [] };
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
