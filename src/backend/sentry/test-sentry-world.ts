import { setTimeout as sleep } from "node:timers/promises";
import { normaliseSent } from "../../digest/event/normalise-sent.ts";
import { parseAllowList } from "../../outbound/allow-list.ts";
import { createOutbound } from "../../outbound/client.ts";
import { masked, seal } from "../../outbound/sealed.ts";
import type { Project } from "../../project/project.ts";
import type { SqliteReader } from "../../store/sqlite/read/reader.ts";
import { openSqliteReader } from "../../store/sqlite/read/reader.ts";
import type { TestStore } from "../../store/sqlite/read/test-store.ts";
import { openTestStore } from "../../store/sqlite/read/test-store.ts";
import { HOUR_MS, NOON_MS } from "../test-world.ts";
import type { SentryClient } from "./client.ts";
import { sentryClient } from "./client.ts";
import { tokenContext } from "./connection.ts";
import type { SentryBackend } from "./sentry.ts";
import { sentryBackend } from "./sentry.ts";
import type { CacheLimits } from "./short-cache.ts";

export const TOKEN = "a-token-of-the-tests";
const SECRET_KEY = "k".repeat(32);
/** Half a day after the contract's events, so that the last day's chart shows them. */
export const CONNECTED_AT_MS = NOON_MS + 12 * HOUR_MS;

export type ConnectedStore = {
  readonly store: TestStore;
  readonly reader: SqliteReader;
  readonly first: Project;
  readonly second: Project;
  readonly clock: { nowMs: number };
  /** A backend of a thread of its own. */
  readonly open: (cache?: Partial<CacheLimits>) => SentryBackend;
  readonly close: () => Promise<void>;
};

type RemotePlace = { readonly id: string; readonly slug: string; readonly organization: { readonly slug: string } };

/** A real store whose two projects are connected to two of a Sentry on this machine, and backends that ask it over HTTP. */
export async function openConnectedStore(
  origin: string,
  remotes: readonly [RemotePlace, RemotePlace],
): Promise<ConnectedStore> {
  const clock = { nowMs: CONNECTED_AT_MS };
  const store = await openTestStore(() => clock.nowMs);
  const reader = openSqliteReader(store.path);
  const { commands } = store.writer;
  const connected = async (project: Project, remote: RemotePlace): Promise<Project> => {
    const { connectionId } = await commands.saveSentryConnection({
      projectId: project.id,
      origin,
      remote: { id: remote.id, slug: remote.slug, name: remote.slug, organization: { name: "Acme", ...remote.organization } },
      sealedToken: seal(SECRET_KEY, tokenContext(project.id, origin), TOKEN),
      tokenHint: masked(TOKEN),
    });
    await commands.chooseBackend({ projectId: project.id, backend: { kind: "sentry", connectionId } });
    return { ...project, backend: "sentry", connectionId };
  };
  const [first, second] = [await connected(store.first, remotes[0]), await connected(store.second, remotes[1])];
  const outbound = createOutbound({ allow: parseAllowList("127.0.0.1").entries });
  const now = (): number => clock.nowMs;
  // Runs on within a request, as its deadlines need.
  const openedAt = performance.now();
  const running = (): number => clock.nowMs + performance.now() - openedAt;
  const clientOf = (to: string, token: string): SentryClient =>
    sentryClient({ send: outbound.send, origin: to, token, now: running, sleep });
  const { connections, errors: local } = reader;
  return {
    store,
    reader,
    first,
    second,
    clock,
    open: (cache = {}) =>
      sentryBackend({
        secretKey: SECRET_KEY,
        clientOf,
        connections,
        commands,
        now,
        local,
        normalise: normaliseSent,
        cache,
      }),
    async close() {
      outbound.close();
      reader.close();
      await store.close();
    },
  };
}
