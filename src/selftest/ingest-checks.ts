import { gzipSync } from "node:zlib";
import { parseDsn } from "../protocol/dsn.ts";
import type { AskAt, Said } from "./ask.ts";
import { askingAt, inWords, statusOf } from "./ask.ts";
import type { Check } from "./check.ts";
import { verdict } from "./check.ts";

const MIB = 2 ** 20;
const REPORT = "Report it as a fault of Culprit; a 413 may also be the proxy's own.";

/** What whoever has a DSN could do with it. Stores one event, at the end, and nothing else. */
export async function ingestChecks(dsn: string | undefined): Promise<readonly Check[]> {
  const parsed = dsn === undefined ? undefined : parseDsn(dsn);
  if (dsn === undefined || parsed?.ok !== true) {
    return [{ name: "ingest", outcome: "left-out", text: "Give --dsn to have the door of events tried." }];
  }
  const url = new URL(dsn);
  const ask = askingAt(`${url.origin}${url.pathname.slice(0, url.pathname.lastIndexOf("/"))}`);
  const { projectId, publicKey } = parsed.value;
  const place = {
    ask,
    envelope: `/api/${projectId}/envelope/?sentry_key=${publicKey}`,
    store: `/api/${projectId}/store/?sentry_key=${publicKey}`,
  };
  return [
    await bombs(place),
    await shapes(place),
    await keys(ask, projectId, publicKey),
    // Last: it shows that what came before has harmed nothing.
    await ordinary(place),
  ];
}

type Place = { readonly ask: AskAt; readonly envelope: string; readonly store: string };

async function bombs({ ask, envelope, store }: Place): Promise<Check> {
  const zeros = Buffer.alloc(64 * MIB);
  const gzip = { "content-encoding": "gzip" };
  const once = gzipSync(zeros);
  const tried: readonly (readonly [what: string, said: Said])[] = [
    ["64 MiB in 64 KiB", await ask(envelope, { method: "POST", headers: gzip, body: once })],
    ["the same to the store endpoint", await ask(store, { method: "POST", headers: gzip, body: once })],
    [
      "packed twice",
      await ask(envelope, { method: "POST", headers: { "content-encoding": "gzip, gzip" }, body: gzipSync(once) }),
    ],
  ];
  const taken = tried.filter(([, said]) => statusOf(said) < 400 || statusOf(said) >= 500);
  return verdict(
    "bombs",
    taken.length === 0,
    [
      `Three bombs are refused (${tried.map(([, said]) => inWords(said)).join(", ")}).`,
      `Bombs are not refused: ${taken.map(([what, said]) => `${what} (${inWords(said)})`).join(", ")}.`,
    ],
    REPORT,
  );
}

async function shapes({ ask, envelope, store }: Place): Promise<Check> {
  const item = '{"type":"event"}\n{"message":"culprit selftest: this must not be stored"}\n';
  const bad: readonly (readonly [what: string, path: string, body: string])[] = [
    ["a path as event id", store, '{"event_id":"../../../../etc/passwd","message":"culprit selftest"}'],
    ["a path as event id of an envelope", envelope, `{"event_id":"../../../../etc/passwd"}\n${item}`],
    ["JSON nested 500 deep", store, `${'{"a":'.repeat(500)}1${"}".repeat(500)}`],
    ["1,500 items", envelope, `{}\n${'{"type":"client_report"}\n{}\n'.repeat(1_500)}`],
    ["an item longer than its envelope", envelope, '{}\n{"type":"attachment","length":4000000000}\nx\n'],
    ["no JSON", store, "hello"],
  ];
  const taken: string[] = [];
  for (const [what, path, body] of bad) {
    const said = await ask(path, { method: "POST", body });
    if (statusOf(said) < 400 || statusOf(said) >= 500) taken.push(`${what} (${inWords(said)})`);
  }
  return verdict(
    "bad-events",
    taken.length === 0,
    [`${bad.length} events that are none are refused.`, `Events that are none are not refused: ${taken.join(", ")}.`],
    REPORT,
  );
}

async function keys(ask: AskAt, projectId: number, publicKey: string): Promise<Check> {
  const body = '{"message":"culprit selftest: this must not be stored"}';
  const unknown = await ask(`/api/${projectId}/store/?sentry_key=${"0".repeat(32)}`, { method: "POST", body });
  const elsewhere = await ask(`/api/${projectId + 1_000_000}/store/?sentry_key=${publicKey}`, { method: "POST", body });
  const reading = await ask("/api/0/organizations/", { headers: { authorization: `Bearer ${publicKey}` } });
  return verdict(
    "client-key",
    statusOf(unknown) === 403 && statusOf(elsewhere) === 403 && [401, 403].includes(statusOf(reading)),
    [
      "A key sends to its own project and reads nothing; an unknown one does neither.",
      `A key is good for more than its project: unknown ${inWords(unknown)}, for another project ${inWords(elsewhere)}, to read ${inWords(reading)}.`,
    ],
    "Report it as a fault of Culprit.",
  );
}

async function ordinary({ ask, store }: Place): Promise<Check> {
  const body = JSON.stringify({
    level: "info",
    message: "culprit selftest: an ordinary event after the attacks",
    platform: "other",
  });
  const said = await ask(store, { method: "POST", headers: { "content-type": "application/json" }, body });
  if (statusOf(said) === 429)
    return {
      name: "still-keeps",
      outcome: "note",
      text: "An ordinary event after all that is limited (429).",
      remedy: "See docs/admission.md",
    };
  return verdict(
    "still-keeps",
    statusOf(said) === 200,
    ["An ordinary event after all that is kept.", `An ordinary event after all that is answered ${inWords(said)}.`],
    "Is the DSN's key switched off? Else look at: culprit doctor",
  );
}
