import { java, mapped, node, python, ruby, withMechanism } from "../build.ts";
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
const steps = (count: number): string =>
  Array.from({ length: count }, (_, at) => `step_${at} @ flow/steps.py:${at * 4 + 1} | return step_${at + 1}(rows)`).join("\n");
const calls = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, at) => `com.acme.flow.Step${from + at}.run @ Step${from + at}.java:9`).join("\n");
const cycle = (names: readonly string[], rounds: number): string =>
  Array.from(
    { length: rounds * names.length },
    (_, at) => `${names[at % names.length]} @ lang/eval.py:${at % names.length} | return go_on(node)`,
  ).join("\n");

function threads(...all: readonly { readonly crashed?: boolean; readonly current?: boolean; readonly fn: string }[]): SdkEvent {
  const values = all.map(({ fn, ...flags }, id) => ({
    id,
    ...flags,
    stacktrace: { frames: [{ function: fn, module: "com.acme.app.Worker", filename: "Worker.java", lineno: 9, in_app: true }] },
  }));
  return { platform: "java", level: "fatal", threads: { values } };
}

const fingerprinted = (event: SdkEvent, ...fingerprint: readonly string[]): SdkEvent => ({ ...event, fingerprint });

/** What belongs to no language: fingerprints, chains and groups, threads, recursion, stacks cut short. */
export const structureCases: readonly Case[] = [
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
    "one crashed thread among other threads",
    threads({ crashed: true, fn: "write" }, { fn: "poll" }),
    threads({ fn: "sleep" }, { fn: "poll" }, { crashed: true, fn: "write" }),
  ),
  same(
    "the threads beside an exception",
    { ...broken, threads: { values: [{ id: 1, crashed: true, name: "worker-1" }] } },
    {
      ...broken,
      threads: {
        values: [
          { id: 7, crashed: true, name: "worker-9" },
          { id: 8, name: "poller" },
        ],
      },
    },
  ),
  same(
    "a cycle of three functions that ends in the middle",
    python(
      `RecursionError: maximum recursion depth exceeded\n start @ lang/eval.py:90 | return go_on(root)\n${cycle(["expr", "term", "factor"], 12)}`,
    ),
    python(
      `RecursionError: maximum recursion depth exceeded\n start @ lang/eval.py:90 | return go_on(root)\n${cycle(["expr", "term", "factor"], 27)}`,
    ),
  ),
  same(
    "a cycle of five functions, more rounds",
    python(
      `RecursionError: too deep\n start @ lang/eval.py:90 | return go_on(root)\n${cycle(["a_expr", "b_term", "c_factor", "d_atom", "e_call"], 4)}`,
    ),
    python(
      `RecursionError: too deep\n start @ lang/eval.py:90 | return go_on(root)\n${cycle(["a_expr", "b_term", "c_factor", "d_atom", "e_call"], 9)}`,
    ),
  ),
  same(
    "a stack overflow whose start was cut away",
    java(
      `java.lang.StackOverflowError\n${"com.acme.tree.Node.visit @ Node.java:9\n com.acme.tree.Node.children @ Node.java:15\n".repeat(30)}`,
    ),
    java(
      `java.lang.StackOverflowError\n com.acme.tree.Node.children @ Node.java:15\n${"com.acme.tree.Node.visit @ Node.java:9\n com.acme.tree.Node.children @ Node.java:15\n".repeat(50)}`,
    ),
  ),
  same(
    "a stack cut at fifty frames and the whole one",
    java(`java.lang.IllegalStateException: no\n${calls(20, 70)}`),
    java(`java.lang.IllegalStateException: no\n${calls(0, 70)}`),
  ),
  same(
    "a stack cut at a hundred frames and the whole one",
    java(`java.lang.IllegalStateException: no\n${calls(40, 140)}`),
    java(`java.lang.IllegalStateException: no\n${calls(0, 140)}`),
  ),
  same(
    "a stack cut at 250 frames and a longer one that the server cuts",
    java(`java.lang.IllegalStateException: no\n${calls(60, 310)}`),
    java(`java.lang.IllegalStateException: no\n${calls(0, 310)}`),
  ),
  same(
    "a browser's stack cut at ten frames and the whole one",
    mapped(
      `Error: no\n${Array.from({ length: 10 }, (_, at) => `step${at} @ webpack://shop/./src/s${at}.ts:9:3 | next(${at});`).join("\n")}`,
    ),
    mapped(
      `Error: no\n begin @ webpack://shop/./src/begin.ts:9:3 | next();\n again @ webpack://shop/./src/again.ts:9:3 | next();\n${Array.from({ length: 10 }, (_, at) => `step${at} @ webpack://shop/./src/s${at}.ts:9:3 | next(${at});`).join("\n")}`,
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
  same("variables of the frames", withVars(broken, { entry: "{'id': 17}" }), withVars(broken, { entry: "{'id': 90210}" })),

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
    "crashed threads that do two things",
    threads({ crashed: true, fn: "write" }, { fn: "poll" }),
    threads({ crashed: true, fn: "read" }, { fn: "poll" }),
  ),
  different(
    "the crashed thread is the other one",
    threads({ crashed: true, fn: "write" }, { fn: "poll" }),
    threads({ fn: "write" }, { crashed: true, fn: "poll" }),
  ),
  different(
    "recursions over two trees",
    python(`RecursionError: too deep\n${cycle(["walk_menu"], 30)}`),
    python(`RecursionError: too deep\n${cycle(["walk_pages"], 30)}`),
  ),
  different(
    "stacks that are long and differ in the innermost function",
    java(`java.lang.IllegalStateException: no\n${calls(0, 60)}\ncom.acme.flow.Store.read @ Store.java:9`),
    java(`java.lang.IllegalStateException: no\n${calls(0, 60)}\ncom.acme.flow.Store.write @ Store.java:40`),
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
    "an error and a message of one text",
    python("ValueError: feed is late\n check @ feeds/late.py:9 | raise ValueError(text)"),
    { platform: "python", message: "feed is late" },
  ),
  different(
    "two errors behind one logged template",
    { ...broken, logentry: { message: "sync of %s failed", params: ["a"], formatted: "sync of a failed" } },
    { ...python(late), logentry: { message: "sync of %s failed", params: ["a"], formatted: "sync of a failed" } },
  ),
  different(
    "long chains of calls that end in two statements of one function",
    python(`KeyError: 'a'\n${steps(12)}\n last @ flow/last.py:4 | first = row["a"]`),
    python(`KeyError: 'b'\n${steps(12)}\n last @ flow/last.py:5 | second = row["b"]`),
  ),
  same(
    "caught by logging and by the hook",
    withMechanism(broken, { type: "logging", handled: true }),
    withMechanism(broken, { type: "excepthook", handled: false }),
  ),
];

function withVars(event: SdkEvent, vars: { readonly [name: string]: string }): SdkEvent {
  const values = (event.exception?.values ?? []).map(({ stacktrace, ...rest }) => ({
    ...rest,
    stacktrace: { frames: (stacktrace?.frames ?? []).map((frame) => ({ ...frame, vars })) },
  }));
  return { ...event, exception: { values } };
}
