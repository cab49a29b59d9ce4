import { java, mapped, python } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const broken = python("KeyError: 'sku'\n sync @ stock/sync.py:20 | item = index[entry['sku']]");
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

/** Threads, recursion, long stacks and stacks cut short. */
export const stackCases: readonly Case[] = [
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
  same("variables of the frames", withVars(broken, { entry: "{'id': 17}" }), withVars(broken, { entry: "{'id': 90210}" })),
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
    "long chains of calls that end in two statements of one function",
    python(`KeyError: 'a'\n${steps(12)}\n last @ flow/last.py:4 | first = row["a"]`),
    python(`KeyError: 'b'\n${steps(12)}\n last @ flow/last.py:5 | second = row["b"]`),
  ),
];

function withVars(event: SdkEvent, vars: { readonly [name: string]: string }): SdkEvent {
  const values = (event.exception?.values ?? []).map(({ stacktrace, ...rest }) => ({
    ...rest,
    stacktrace: { frames: (stacktrace?.frames ?? []).map((frame) => ({ ...frame, vars })) },
  }));
  return { ...event, exception: { values } };
}
