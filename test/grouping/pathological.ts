import type { GroupingException, GroupingFrame, GroupingInput } from "../../src/grouping/input.ts";

/**
 * Events that somebody may send to make grouping slow or wrong, by name. Larger than the digest lets them become: grouping has to
 * stand by itself.
 */
export type Pathological = { readonly name: string; readonly event: GroupingInput };

const MEGABYTE = 1_000_000;

function event(platform: string, rest: Partial<GroupingInput>): GroupingInput {
  return { platform, type: "error", ...rest };
}

function said(text: string): GroupingInput {
  return event("python", { logentry: { formatted: text } });
}

function raised(platform: string, type: string, value: string, frames: readonly GroupingFrame[] = []): GroupingInput {
  return event(platform, { exception: { values: [exceptionOf(type, value, frames)] } });
}

function exceptionOf(type: string, value: string, frames: readonly GroupingFrame[]): GroupingException {
  return { type, value, ...(frames.length > 0 && { stacktrace: { frames } }) };
}

function stack(count: number, frame: (index: number) => GroupingFrame): readonly GroupingFrame[] {
  return Array.from({ length: count }, (_, index) => frame(index));
}

const own = (name: string, file = "shop/cart.py"): GroupingFrame => ({
  function: name,
  filename: file,
  module: "shop.cart",
  in_app: true,
});
const named = (name: string, platform: string): GroupingInput =>
  raised(platform, "Error", "x", [{ function: name, filename: "a", in_app: true }]);
const placed = (path: string, platform = "javascript"): GroupingInput =>
  raised(platform, "Error", "x", [{ function: "pay", abs_path: path, filename: path, in_app: true }]);
const fill = (unit: string, length = MEGABYTE): string => unit.repeat(Math.ceil(length / unit.length)).slice(0, length);

const TEXTS: { readonly [name: string]: string } = {
  "a megabyte of one letter": fill("a"),
  "a megabyte of digits": fill("1234567890"),
  "a megabyte of hex": fill("0af9"),
  "a megabyte of blanks": fill(" "),
  "a megabyte of line breaks": fill("\n"),
  "a megabyte of tabs and carriage returns": fill("\t\r"),
  "a megabyte of unbalanced quotes": fill('"'),
  "apostrophes without end": fill("'a "),
  "quotes of every kind, none closed": fill("\"'`“«„「『《‹"),
  "backslashes before quotes": fill('\\"'),
  "brackets that never close": fill("["),
  "braces that never close": fill("{"),
  "brackets of all kinds that never close": fill("[{("),
  "JSON nested a hundred thousand deep": `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
  "objects nested a thousand deep": `${'{"a":'.repeat(300)}1${"}".repeat(300)}`,
  "JSON of very many keys": JSON.stringify(
    Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`k${index}`, index])),
  ),
  "JSON cut off in the middle": fill('{"a":{"b":[1,2,'),
  "pairs without end": fill("a=1 "),
  "a key of a megabyte": `${fill("k")}=1`,
  "pairs of quoted values that never close": fill('a="'),
  "SQL of a megabyte": `SELECT ${fill("a, ")} FROM t WHERE x IN (${fill("1,", 5_000)}1)`,
  "SQL words without a statement": fill("SELECT INSERT UPDATE DELETE "),
  "values in nested brackets": `INSERT INTO t VALUES ${fill("((((", 1_900)}`,
  "quotes of SQL that never close": `SELECT a FROM t WHERE ${fill("x='", 1_900)}`,
  "addresses without end": fill("http://"),
  "one address of a megabyte": `http://${fill("a/")}`,
  "mail addresses that run together": fill("a@b."),
  "an IPv6 address that never ends": fill("fe80:"),
  "dots and digits": fill("1."),
  "dates that run together": fill("2026-11-22T10:00:00"),
  "months and days": fill("Mon Jan Tue Feb "),
  "numbers with groups": fill("1,000,000,"),
  "signs before a number": fill("+-"),
  "phone numbers": fill("+1 (2) 3 (4) "),
  "a data address": `data:${fill("a/b;")}`,
  "agents of browsers": fill("Mozilla/5.0 (X11; "),
  durations: fill("1h2m3s"),
  "UUIDs that run together": fill("550e8400-e29b-41d4-a716-446655440000"),
  "a path of very many segments": fill("/a"),
  "a path of Windows of very many segments": `C:${fill("\\a")}`,
  "dashes and underscores": fill("a-_"),
  "placeholders that somebody wrote": fill("<number>"),
  "lists of placeholders": fill("<number>, "),
  "angle brackets": fill("<"),
  "lone surrogates": fill("\ud800"),
  "combining marks": fill("e\u0301\u0302\u0303"),
  "letters of another script": fill("ошибка"),
  "emoji and their joiners": fill("👩‍👩‍👧‍👦"),
  "zeroes of the C language": fill("\0"),
  "a text from right to left": fill("\u202eabc\u202c"),
  "a trace of Python as text": `Traceback (most recent call last)\n${fill('  File "a.py", line 1\n')}`,
  "a word in mixed case": fill("aBcDeFgH1"),
  "template words": fill("%s {} ${a} "),
};

/** Names of functions that compilers might write, and never do. */
const NAMES: { readonly [name: string]: readonly [platform: string, name: string] } = {
  "a C++ name of nested templates": ["native", `${"a<".repeat(5_000)}b${">".repeat(5_000)}::run()`],
  "a C++ name whose templates never close": ["native", fill("std::vector<", 100_000)],
  "a C++ name of nested brackets": ["native", fill("operator()(", 100_000)],
  "a C++ name of references without end": ["native", `run(int) ${"&".repeat(200)}x`],
  "a C++ name of arguments and references": ["native", `run(int)${"&".repeat(200)}x`],
  "a block within blocks without end": ["native", `__pay_block_invoke${"_a".repeat(200)}!`],
  "a method's block within blocks": ["native", `__12-[Cart pay]_block_invoke${"._a".repeat(120)}!`],
  "a Rust name of nested closures": ["native", `shop::${fill("{{closure}}::", 100_000)}`],
  "a Rust name of nested implementations": ["native", `${"<a as ".repeat(5_000)}b${">::c".repeat(5_000)}`],
  "a Swift name of nested closures": ["cocoa", `${fill("closure #1 in ", 100_000)}run()`],
  "a block of blocks": ["cocoa", fill("__41-[A b]_block_invoke_", 100_000)],
  "a JVM name of dollars": ["java", fill("a$1$$", 100_000)],
  "a Go name of functions": ["go", fill("func1.", 100_000)],
  "a C# name of machines": ["csharp", fill("<<a>b__1>d__", 100_000)],
  "a C# name of generics": ["csharp", fill("a`1[[", 100_000)],
  "a PHP closure of closures": ["php", fill("{closure:", 100_000)],
  "a Ruby block of blocks": ["ruby", `${fill("block in ", 100_000)}show`],
  "a JavaScript name of aliases": ["javascript", fill("a [as b] ", 100_000)],
  "a Dart closure of closures": ["dart", fill("a.<anonymous closure>.", 100_000)],
  "an Elixir function of functions": ["elixir", `A."${fill("-a/1-fun-0-", 100_000)}"/1`],
  "an Elixir function of dashes": ["elixir", `A.${fill("-", 100_000)}`],
};

const PATHS: { readonly [name: string]: string } = {
  "an address of very many folders": `https://x.example/${fill("a/", 100_000)}b.js`,
  "an address of dots": `https://x.example/${fill("./../", 100_000)}`,
  "a file of hashes": `/app/${fill("a-1b2c3d4e", 100_000)}.js`,
  "a path of packages": `/app/${fill("packages/a/", 100_000)}b.js`,
  "a path of node_modules": `/app/${fill("node_modules/", 100_000)}b.js`,
  "a path of home folders": fill("/home/a/code/work/", 100_000),
  "a path of versions": `/app/${fill("1.2.3/", 100_000)}b.js`,
};

const STACKS: { readonly [name: string]: GroupingInput } = {
  "a recursion of 10,000 frames": raised(
    "python",
    "RecursionError",
    "maximum recursion depth exceeded",
    stack(10_000, () => own("walk")),
  ),
  "10,000 frames that are all different": raised(
    "python",
    "ValueError",
    "x",
    stack(10_000, (index) => own(`step_${index}`)),
  ),
  "a cycle of two": raised(
    "python",
    "ValueError",
    "x",
    stack(10_000, (index) => own(`f${index % 2}`)),
  ),
  "a cycle of seven": raised(
    "python",
    "ValueError",
    "x",
    stack(10_000, (index) => own(`f${index % 7}`)),
  ),
  "a cycle that is just too long": raised(
    "python",
    "ValueError",
    "x",
    stack(10_000, (index) => own(`f${index % 9}`)),
  ),
  "cycles within cycles": raised(
    "python",
    "ValueError",
    "x",
    stack(10_000, (index) => own(`f${Math.floor(index / 3) % 5}${index % 3}`)),
  ),
  "10,000 frames of libraries": raised(
    "node",
    "Error",
    "x",
    stack(10_000, (index) => ({ function: `f${index}`, abs_path: `/a/node_modules/b/${index}.js` })),
  ),
  "10,000 frames without anything": raised(
    "javascript",
    "Error",
    "x",
    stack(10_000, () => ({})),
  ),
  "frames whose lines are very long": raised(
    "python",
    "Error",
    "x",
    stack(250, (index) => ({ ...own(`f${index}`), context_line: fill(" #", 100_000) })),
  ),
  "a line of a megabyte": raised("python", "Error", "x", [{ ...own("pay"), context_line: fill("x #") }]),
  "a chain of a thousand causes": event("java", {
    exception: { values: Array.from({ length: 1_000 }, (_, index) => exceptionOf(`E${index}`, "x", [own("a")])) },
  }),
  "a chain of a hundred causes of 250 frames": event("java", {
    exception: {
      values: Array.from({ length: 100 }, (_, cause) =>
        exceptionOf(
          `E${cause}`,
          "x",
          Array.from({ length: 250 }, (__, index) => own(`step${cause}_${index}`)),
        ),
      ),
    },
  }),
  "a chain of a thousand wrappers": event("java", {
    exception: { values: Array.from({ length: 1_000 }, () => exceptionOf("ExecutionException", "x", [own("a")])) },
  }),
  "a group of a thousand": event("python", {
    exception: {
      values: Array.from({ length: 1_000 }, (_, index) => ({
        ...exceptionOf("ValueError", "x", [own("a")]),
        mechanism: { type: "chained", exception_id: index, parent_id: 0, is_exception_group: index === 0 },
      })),
    },
  }),
  "a group whose members are each other's": event("python", {
    exception: {
      values: Array.from({ length: 40 }, (_, index) => ({
        ...exceptionOf("ExceptionGroup", "x", []),
        mechanism: { type: "chained", exception_id: index, parent_id: (index + 1) % 40, is_exception_group: index % 2 === 0 },
      })),
    },
  }),
  "a type of a megabyte": raised("python", fill("Error"), "x"),
  "a type of dollars and backticks": raised("csharp", fill("a`1$2"), "x"),
  "a fingerprint of ten thousand": event("python", {
    fingerprint: Array.from({ length: 10_000 }, () => "{{ message }}"),
    logentry: { formatted: fill("a 1 ", 2_000) },
  }),
  "a fingerprint of a megabyte": event("python", { fingerprint: [`{{ ${fill(" ")}`] }),
  "an origin of a megabyte": event("javascript", {
    type: "csp",
    csp: { effective_directive: fill("-elem"), blocked_uri: `http://${fill("@")}` },
  }),
  "500 threads of 250 frames": event("native", {
    threads: {
      values: Array.from({ length: 500 }, (_, index) => ({
        current: index === 499,
        stacktrace: { frames: stack(250, (n) => ({ function: `f${n}`, package: "/usr/lib/libc.so" })) },
      })),
    },
  }),
};

export const PATHOLOGICAL: readonly Pathological[] = [
  ...Object.entries(TEXTS).map(([name, text]) => ({ name: `message: ${name}`, event: said(text) })),
  ...Object.entries(TEXTS).map(([name, text]) => ({
    name: `value: ${name}`,
    event: raised("go", "*errors.errorString", text),
  })),
  ...Object.entries(NAMES).map(([name, [platform, text]]) => ({ name: `function: ${name}`, event: named(text, platform) })),
  ...Object.entries(PATHS).map(([name, text]) => ({ name: `path: ${name}`, event: placed(text) })),
  ...Object.entries(STACKS).map(([name, of]) => ({ name: `stack: ${name}`, event: of })),
];
