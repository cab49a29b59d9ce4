import { node, python, ruby, withMechanism } from "../build.ts";
import type { Case, SdkEvent, SdkException } from "../case.ts";
import { different, same } from "../case.ts";

/** Members of a group as the SDKs number them: the last is the group, the others are its children. */
function grouped(event: SdkEvent): SdkEvent {
  const values = event.exception?.values ?? [];
  const last = values.length - 1;
  const numbered = values.map((exception, index): SdkException => {
    const id = last - index;
    if (id === 0)
      return { ...exception, mechanism: { type: "generic", handled: true, is_exception_group: true, exception_id: 0 } };
    return {
      ...exception,
      mechanism: { type: "chained", handled: true, source: `errors[${id - 1}]`, exception_id: id, parent_id: 0 },
    };
  });
  return { ...event, exception: { values: numbered } };
}

const noRow = "ValueError: row 3 has no price\n read @ imports/rows.py:9 | raise ValueError(text)";
const otherRow = "ValueError: row 812 has no price\n read @ imports/rows.py:9 | raise ValueError(text)";
const noFile = "FileNotFoundError: [Errno 2] No such file\n open_feed @ imports/feed.py:4 | return open(path)";
const late = "TimeoutError: timed out\n fetch @ imports/http.py:30 | return conn.read()";
const imports = "ExceptionGroup: import failed (2 sub-exceptions)\n run @ imports/run.py:12 | async with TaskGroup() as group:";

const broken = python("KeyError: 'sku'\n sync @ stock/sync.py:20 | item = index[entry['sku']]");
const other = python("KeyError: 'sku'\n check @ stock/check.py:8 | item = index[entry['sku']]");
const fingerprinted = (event: SdkEvent, ...fingerprint: readonly string[]): SdkEvent => ({ ...event, fingerprint });

/** What belongs to no language: fingerprints, chains, groups, errors without a stack. */
export const fingerprintAndChainCases: readonly Case[] = [
  same("one fingerprint on two errors", fingerprinted(broken, "stock-feed"), fingerprinted(other, "stock-feed")),
  same("one fingerprint of two entries", fingerprinted(broken, "stock", "feed"), fingerprinted(other, "stock", "feed")),
  same("the default fingerprint spelled out and left away", fingerprinted(broken, "{{ default }}"), broken),
  same(
    "the default fingerprint with and without blanks",
    fingerprinted(broken, "{{default}}", "night"),
    fingerprinted(broken, "{{ default }}", "night"),
  ),
  same("an empty fingerprint and none", fingerprinted(broken), broken),
  same(
    "one fingerprint on a message and on an error",
    fingerprinted({ platform: "python", message: "feed is late" }, "stock-feed"),
    fingerprinted(broken, "stock-feed"),
  ),
  same(
    "a checksum of an old client on two errors",
    { ...broken, checksum: "8f14e45fceea167a5a36dedd4bea2543" },
    { ...other, checksum: "8f14e45fceea167a5a36dedd4bea2543" },
  ),
  same(
    "an error group with its members in another order",
    grouped(python(noRow, noFile, imports)),
    grouped(python(noFile, noRow, imports)),
  ),
  same(
    "an error group with one member more of a kind it has",
    grouped(python(noRow, noFile, imports)),
    grouped(python(noRow, otherRow, noFile, imports.replace("(2 ", "(3 "))),
  ),
  same(
    "an error group of three alike and of one",
    grouped(python(noRow, otherRow, otherRow, imports.replace("(2 ", "(3 "))),
    grouped(python(noRow, imports.replace("(2 sub-exceptions", "(1 sub-exception"))),
  ),
  same(
    "an AggregateError whose members have other texts",
    grouped(
      node(
        "TypeError: row 3\n read @ src/rows.js:4:9 | throw new TypeError(text);",
        "AggregateError: import failed\n run @ src/run.js:9:9 | await Promise.any(jobs);",
      ),
    ),
    grouped(
      node(
        "TypeError: row 91\n read @ src/rows.js:4:9 | throw new TypeError(text);",
        "AggregateError: import failed\n run @ src/run.js:9:9 | await Promise.any(jobs);",
      ),
    ),
  ),
  same(
    "a chain whose texts have other ids",
    python(
      "KeyError: 17\n find @ a/find.py:3 | return index[id]",
      "a.errors.Lost: order 17\n load @ a/load.py:9 | raise Lost(id) from e",
    ),
    python(
      "KeyError: 88\n find @ a/find.py:3 | return index[id]",
      "a.errors.Lost: order 88\n load @ a/load.py:9 | raise Lost(id) from e",
    ),
  ),
  same(
    "a message that stands beside an exception",
    { ...broken, logentry: { message: "sync of %s failed", params: ["a"], formatted: "sync of a failed" } },
    { ...broken, logentry: { message: "sync of %s failed", params: ["b"], formatted: "sync of b failed" } },
  ),
  same(
    "another transaction, user, release and server",
    { ...broken, transaction: "nightly", release: "1.0.0", server_name: "a", user: { id: "1" } },
    { ...broken, transaction: "hourly", release: "2.0.0", server_name: "b", user: { id: "2" } },
  ),
  different("two fingerprints on one error", fingerprinted(broken, "stock-feed"), fingerprinted(broken, "price-feed")),
  different(
    "fingerprints whose entries run together alike",
    fingerprinted(broken, "ab", "c"),
    fingerprinted(broken, "a", "bc"),
  ),
  different("a fingerprint and none", fingerprinted(broken, "stock-feed"), broken),
  different(
    "fingerprints with the default and two tenants",
    fingerprinted(broken, "{{ default }}", "tenant-a"),
    fingerprinted(broken, "{{ default }}", "tenant-b"),
  ),
  different(
    "one addition to the default of two errors",
    fingerprinted(broken, "{{ default }}", "night"),
    fingerprinted(other, "{{ default }}", "night"),
  ),
  different(
    "fingerprints that differ in a number that somebody chose",
    fingerprinted(broken, "status", "404"),
    fingerprinted(broken, "status", "500"),
  ),
  different(
    "two checksums of an old client",
    { ...broken, checksum: "8f14e45fceea167a5a36dedd4bea2543" },
    { ...broken, checksum: "c9f0f895fb98ab9159f51fd0297e236d" },
  ),
  different(
    "error groups with two kinds of members",
    grouped(python(noRow, noFile, imports)),
    grouped(python(noRow, late, imports)),
  ),
  different("an error group of one kind and one of another", grouped(python(noFile, imports)), grouped(python(late, imports))),
  different(
    "a chain with a cause and without",
    python(noFile, "a.errors.Lost: no\n load @ a/load.py:9 | raise Lost(id)"),
    python("a.errors.Lost: no\n open_again @ a/load.py:19 | raise Lost(id)"),
  ),
  different(
    "causes in the middle of a chain",
    ruby(
      "KeyError: x\n fetch @ lib/a.rb:3 | h.fetch(k)",
      "Shop::Lost: no\n load @ lib/b.rb:4 | raise Lost",
      "RuntimeError: gave up\n run @ lib/c.rb:5 | raise 'gave up'",
    ),
    ruby(
      "KeyError: x\n fetch @ lib/a.rb:3 | h.fetch(k)",
      "Shop::Stale: old\n refresh @ lib/d.rb:4 | raise Stale",
      "RuntimeError: gave up\n run @ lib/c.rb:5 | raise 'gave up'",
    ),
  ),
  different(
    "errors without a stack that differ in their texts",
    python("shop.errors.Refused: card is blocked"),
    python("shop.errors.Refused: amount is too large"),
  ),
  different(
    "errors without a stack that differ in their types",
    python("shop.errors.Refused: no"),
    python("shop.errors.Stale: no"),
  ),
  different(
    "two errors behind one logged template",
    { ...broken, logentry: { message: "sync of %s failed", params: ["a"], formatted: "sync of a failed" } },
    { ...python(late), logentry: { message: "sync of %s failed", params: ["a"], formatted: "sync of a failed" } },
  ),
  same(
    "caught by logging and by the hook",
    withMechanism(broken, { type: "logging", handled: true }),
    withMechanism(broken, { type: "excepthook", handled: false }),
  ),
];
