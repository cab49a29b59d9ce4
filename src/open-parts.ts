import { setTimeout as sleep } from "node:timers/promises";
import type { Commands } from "./api/commands.ts";
import type { Backends } from "./backend/backends.ts";
import { openBackends } from "./backend/backends.ts";
import { integratedBackend } from "./backend/integrated/integrated.ts";
import type { SentryClient } from "./backend/sentry/client.ts";
import { sentryClient } from "./backend/sentry/client.ts";
import type { RemoteLineDeps } from "./backend/sentry/remote-line.ts";
import { sentryBackend } from "./backend/sentry/sentry.ts";
import { normaliseSent } from "./digest/event/normalise-sent.ts";
import type { AllowEntry } from "./outbound/allow-list.ts";
import type { Outbound } from "./outbound/client.ts";
import { createOutbound } from "./outbound/client.ts";
import type { SqliteReader } from "./store/sqlite/read/reader.ts";
import { openSqliteReader } from "./store/sqlite/read/reader.ts";

export type PartsData = {
  readonly storePath: string;
  /** Opens what is sealed in the store. */
  readonly secretKey: string;
  readonly outboundAllow: readonly AllowEntry[];
};

/** What every thread has that reads the store and calls other servers. */
export type Parts = {
  readonly reader: SqliteReader;
  readonly outbound: Outbound;
  readonly backends: Backends;
  /** The ways to the Sentrys of this installation. */
  readonly ways: RemoteLineDeps & { readonly commands: Commands };
};

export function openParts({ storePath, secretKey, outboundAllow }: PartsData, commands: Commands): Parts {
  const reader = openSqliteReader(storePath);
  const outbound = createOutbound({ allow: outboundAllow });
  const { connections, errors } = reader;
  const clientOf = (origin: string, token: string): SentryClient =>
    sentryClient({ send: outbound.send, origin, token, now: Date.now, sleep });
  const ways = { secretKey, clientOf, connections, commands, now: Date.now };
  const backends = openBackends(
    integratedBackend({ errors, commands }),
    sentryBackend({ ...ways, local: errors, normalise: normaliseSent }),
  );
  return { reader, outbound, backends, ways };
}
