import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { after } from "node:test";
import { openChunkStore } from "../artifact/chunk-store.ts";
import { createUploadDesk } from "../artifact/upload-desk.ts";
import type { UploadDesk } from "../artifact/uploads.ts";
import { blobsBeside, diskBlobKeeper, openBlobFile } from "../store/blob/disk/disk.ts";
import type { Backend } from "../backend/backend.ts";
import { integratedBackend } from "../backend/integrated/integrated.ts";
import { describeEvent } from "../digest/event/describe-event.ts";
import { sketchOf } from "../grouping/v1/sketch.ts";
import type { DigestedEvent, DigestedItems } from "../digest/recorder.ts";
import { NO_ITEMS } from "../digest/test-recorder.ts";
import type { Organization } from "../project/project.ts";
import type { OutcomeCount } from "../protocol/outcome.ts";
import { openWriter } from "../store/sqlite/database.ts";
import type { SqliteReader } from "../store/sqlite/read/reader.ts";
import { openSqliteReader } from "../store/sqlite/read/reader.ts";
import type { SqliteWriter } from "../store/sqlite/writer.ts";
import { openSqliteWriter } from "../store/sqlite/writer.ts";
import { notedCommands } from "./change-log.ts";

/** A real store in a directory of its own, as an API thread sees it, with the writer that another thread would have. */
export type TestStore = Pick<
  SqliteReader,
  | "accounts"
  | "people"
  | "credentials"
  | "audit"
  | "projects"
  | "outcomes"
  | "eventRules"
  | "groupingRules"
  | "erasures"
  | "admissions"
  | "releases"
  | "userReports"
  | "activities"
  | "searches"
  | "seen"
  | "attachments"
  | "monitors"
  | "connections"
  | "codeHosts"
  | "alerts"
  | "artifacts"
  | "openBlob"
  | "installation"
> &
  Pick<SqliteWriter, "commands" | "flushOutcomes"> & {
    readonly backend: Backend;
    /** The work that the thread of uploads does. */
    readonly uploads: UploadDesk;
    /** Records one batch. Received time never goes backwards: what is given late is received late. */
    readonly record: (events: readonly DigestedEvent[]) => void;
    /** Sets a request aside, as one that could not be digested. */
    readonly quarantine: (problem: string, bytes: Uint8Array) => void;
    /** Records items that are no events, as a batch. */
    readonly recordItems: (items: Partial<DigestedItems>) => void;
    /** From now on nothing can be added to the log of changes. */
    readonly breakAuditLog: () => void;
    readonly addOrganization: (name: string) => Organization;
    /** Closes it and answers its file, which further stores can begin with. */
    readonly finish: () => string;
  };

const SECRET_KEY = "k".repeat(32);
const ADD_ORGANIZATION = "INSERT INTO organization (slug, name, created_at_ms) VALUES (?, ?, ?)";

/**
 * Requests that may run no command of the store: something was only begun, nothing was new, or a Sentry keeps the issue. Every other
 * change is noted in its own transaction, whatever test makes it.
 */
const NOTED_AFTERWARDS = new Set([
  "auth.oidc",
  "auth.remove",
  "auth.reset.request.create",
  "chunk-upload.create",
  "issues.edit",
  "members.edit",
  "organizations.edit",
  "projects.edit",
  "projects.error_tracking.settings.edit",
  "projects.files.difs.assemble.create",
  "users.me.identities.create",
  "users.me.totp.create",
]);
const late = new Set<string>();
// Not in a hook: one that throws keeps those of the file from closing what they opened, and the file never ends.
process.once("exit", () => {
  if (late.size === 0) return;
  console.error(
    `These were noted after the change: ${[...late].join(", ")}. Note them with it, or say in NOTED_AFTERWARDS why not.`,
  );
  process.exitCode = 1;
});

const closings: (() => void)[] = [];
after(() => {
  for (const close of closings.splice(0)) close();
});

/** Opens an empty store, or a copy of a finished one. It is gone when the tests of the file have ended. */
export function openTestStore(nowMs: () => number, copyOf?: string): TestStore {
  const directory = mkdtempSync(path.join(tmpdir(), "culprit-api-"));
  const storePath = path.join(directory, "culprit.db");
  if (copyOf !== undefined) copyFileSync(copyOf, storePath);
  const writer = openSqliteWriter(storePath, { secretKey: SECRET_KEY, now: nowMs, describe: describeEvent, sketchOf });
  const reader = openSqliteReader(storePath);
  // As an API thread has them.
  const commands = notedCommands(watched(writer.commands));
  let isOpen = true;
  const close = (): void => {
    if (isOpen) reader.close();
    if (isOpen) writer.close();
    isOpen = false;
  };
  closings.push(() => {
    close();
    rmSync(directory, { recursive: true });
  });
  return {
    accounts: reader.accounts,
    people: reader.people,
    credentials: reader.credentials,
    audit: reader.audit,
    projects: reader.projects,
    outcomes: reader.outcomes,
    eventRules: reader.eventRules,
    groupingRules: reader.groupingRules,
    erasures: reader.erasures,
    admissions: reader.admissions,
    releases: reader.releases,
    userReports: reader.userReports,
    activities: reader.activities,
    searches: reader.searches,
    seen: reader.seen,
    attachments: reader.attachments,
    monitors: reader.monitors,
    connections: reader.connections,
    codeHosts: reader.codeHosts,
    alerts: reader.alerts,
    artifacts: reader.artifacts,
    openBlob: reader.openBlob,
    installation: reader.installation,
    backend: integratedBackend({ errors: reader.errors, commands }),
    uploads: createUploadDesk({
      workDirectory: path.join(directory, "uploads"),
      chunks: openChunkStore(path.join(directory, "uploads", "chunks")),
      openFile: openBlobFile,
      keep: diskBlobKeeper(blobsBeside(storePath)),
      commands,
    }),
    commands,
    flushOutcomes: (outcomes: readonly OutcomeCount[]) => writer.flushOutcomes(outcomes),
    record: (events) => {
      recordBatch(writer, events);
      while (writer.noteLooks(1_000));
    },
    quarantine(problem, bytes) {
      const position = writer.recorder.position();
      const place = { fromPosition: position, toPosition: position + 1 };
      writer.recorder.record({ ...place, events: [], outcomes: [], quarantined: [{ position, problem, bytes }] });
    },
    recordItems: (items) => recordBatch(writer, [], { ...NO_ITEMS, ...items }),
    breakAuditLog: () => breakAuditLog(storePath),
    addOrganization: (name) => addOrganization(storePath, name, nowMs()),
    finish() {
      close();
      return storePath;
    },
  };
}

function watched(commands: SqliteWriter["commands"]): SqliteWriter["commands"] {
  return {
    ...commands,
    noteChange: (entry) => {
      if (entry.ip !== "" && !NOTED_AFTERWARDS.has(entry.action)) late.add(entry.action);
      return commands.noteChange(entry);
    },
  };
}

function breakAuditLog(storePath: string): void {
  const db = openWriter(storePath);
  db.exec("CREATE TRIGGER broken BEFORE INSERT ON audit_entry BEGIN SELECT RAISE(ABORT, 'broken'); END");
  db.close();
}

function recordBatch({ recorder }: SqliteWriter, events: readonly DigestedEvent[], items?: DigestedItems): void {
  const fromPosition = recorder.position();
  let latestMs = recorder.latestReceivedAtMs();
  const inOrder = events.map((event) => {
    latestMs = Math.max(latestMs, event.receivedAtMs);
    return { ...event, receivedAtMs: latestMs };
  });
  recorder.record({
    fromPosition,
    toPosition: fromPosition + 1,
    events: inOrder,
    ...(items && { items }),
    outcomes: [],
    quarantined: [],
  });
}

/** There is no command for a second organisation yet: its row is written beside the writer. */
function addOrganization(storePath: string, name: string, createdAtMs: number): Organization {
  const slug = name.toLowerCase();
  const db = openWriter(storePath);
  try {
    const { lastInsertRowid } = db.statement(ADD_ORGANIZATION).run(slug, name, createdAtMs);
    return { id: lastInsertRowid, slug, name, createdAtMs };
  } finally {
    db.close();
  }
}
