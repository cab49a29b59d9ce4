import { groupUnder } from "../digest/event/group-event.ts";
import { tryRules } from "../digest/event/try-rules.ts";
import { groupingV1 } from "../grouping/v1/v1.ts";
import { createOutbound } from "../outbound/client.ts";
import type { DoorState } from "../project/door.ts";
import type { RefusedId } from "../protocol/refused-ids.ts";
import type { ApiDeps } from "./api-deps.ts";
import { testInstallation } from "./test-installation.ts";
import type { TestStore } from "./test-store.ts";
import { openTestStore } from "./test-store.ts";

/** A store, and all that an API needs beside it. */
export type WorldParts = {
  /** For an API of one's own, with one of these changed. */
  readonly deps: ApiDeps;
  readonly store: TestStore;
  readonly clock: { nowMs: number };
  /** What the door answers when it is asked; refused events by "projectId eventId". */
  readonly door: { state: DoorState; readonly refused: Map<string, RefusedId> };
  /** What went to our own ingest. */
  readonly delivered: Parameters<ApiDeps["deliver"]>[0][];
};

const OPEN_DOOR: DoorState = {
  limits: [],
  monthErrors: 0,
  hourErrors: 0,
  habit: undefined,
  spikeErrorsPerHour: undefined,
  backlogAgeMs: 0,
};

const outbound = createOutbound({ allow: [{ kind: "range", range: "127.0.0.1" }] });

export function openParts(publicUrl: string, copyOf: string | undefined, nowMs: number): WorldParts {
  const clock = { nowMs };
  const store = openTestStore(() => clock.nowMs, copyOf);
  const delivered: WorldParts["delivered"] = [];
  const door: WorldParts["door"] = { state: OPEN_DOOR, refused: new Map() };
  const deps: ApiDeps = {
    publicUrl,
    retentionDays: 90,
    ...peopleOf(store),
    projects: store.projects,
    outcomes: store.outcomes,
    eventRules: store.eventRules,
    tryRules,
    ...grouping(store),
    door: readerOf(door),
    ...besideEvents(store),
    codeHosts: { reader: store.codeHosts, send: outbound.send, secretKey: "a secret key of the installation" },
    alerts: { reader: store.alerts, send: outbound.send, mail: undefined, secretKey: "k".repeat(32) },
    backendOf: () => store.backend,
    listIssues: (query) => store.backend.listIssues(query),
    countIssues: (query) => store.backend.countIssues(query),
    sentry: {
      publicUrl,
      secretKey: "k".repeat(32),
      clientOf: () => {
        throw new Error("no Sentry is asked in this world");
      },
      connections: store.connections,
      commands: store.commands,
    },
    installation: testInstallation(store.installation, () => clock.nowMs),
    commands: store.commands,
    now: () => clock.nowMs,
    deliver: async (delivery) => {
      delivered.push(delivery);
      return { status: 200, body: JSON.stringify({ id: "f".repeat(32) }) };
    },
  };
  return { deps, store, clock, door, delivered };
}

function besideEvents(store: TestStore) {
  const { userReports, activities, seen, attachments, searches, erasures } = store;
  const { admissions, releases, monitors, artifacts, openBlob, uploads } = store;
  return {
    userReports,
    activities,
    seen,
    attachments,
    searches,
    erasures,
    admissions,
    releases,
    monitors,
    artifacts,
    openBlob,
    uploads,
  };
}

function peopleOf(store: TestStore): Pick<ApiDeps, "accounts" | "people" | "credentials" | "audit"> {
  const { accounts, people, credentials, audit } = store;
  return { accounts, people, credentials, audit };
}

function readerOf(door: WorldParts["door"]): ApiDeps["door"] {
  return {
    stateOf: async () => door.state,
    findRefused: async (projectId, eventId) => door.refused.get(`${projectId} ${eventId}`),
  };
}

function grouping({ groupingRules }: TestStore): Pick<ApiDeps, "groupingRules" | "groupUnder"> {
  return { groupingRules, groupUnder: groupUnder(groupingV1) };
}
