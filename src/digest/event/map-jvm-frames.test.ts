import assert from "node:assert/strict";
import { test } from "node:test";
import { packProguard } from "../../artifact/proguard/pack-proguard.ts";
import { openPackedProguard } from "../../artifact/proguard/packed-proguard.ts";
import type { Event, Exception } from "../../protocol/event.ts";
import type { MappingSource } from "./map-jvm-frames.ts";
import { mapJvmFrames } from "./map-jvm-frames.ts";

/** As R8 8 writes it. `a.o.a` is code that was taken out of several methods; `a.c.n` dereferences what may be null in a call of another. */
const MAPPING = Buffer.from(`# compiler: R8
# {"id":"com.android.tools.r8.mapping","version":"2.2"}
shop.Cart$$ExternalSyntheticOutline0 -> a.o:
# {"id":"sourceFile","fileName":"R8$$SyntheticClass"}
# {"id":"com.android.tools.r8.synthesized"}
    1:2:int shop.Cart$$Outline.m():0:0 -> a
      # {"id":"com.android.tools.r8.synthesized"}
      # {"id":"com.android.tools.r8.outline"}
shop.Cart -> a.c:
# {"id":"sourceFile","fileName":"Cart.kt"}
    4:4:int total(int):98:98 -> s
    5:5:int shop.Tax.of(int):3:3 -> s
    5:5:int total(int):100:100 -> s
    27:27:int total(int):0:0 -> s
      # {"id":"com.android.tools.r8.outlineCallsite","positions":{"1":4,"2":5},"outline":"La/o;a()I"}
    40:40:void shop.Item.price():23:23 -> n
    40:40:void first(shop.Item):7:7 -> n
      # {"id":"com.android.tools.r8.rewriteFrame","conditions":["throws(Ljava/lang/NullPointerException;)"],"actions":["removeInnerFrames(1)"]}
    40:40:void all():12:12 -> n
    50:50:void lambda$pay$0():9:9 -> l
    50:50:void access$pay():0:0 -> l
      # {"id":"com.android.tools.r8.synthesized"}
    60:60:void odd():1:1 -> q
      # {"id":"com.android.tools.r8.outlineCallsite","positions":{"1":"four"}}
      # {"id":"com.android.tools.r8.rewriteFrame","conditions":["rains()"],"actions":["removeInnerFrames(9)"]}
      # {"id":"com.android.tools.r8.outline"
`);
const ID = "0".repeat(32);
const bytes = Buffer.concat(packProguard(MAPPING));
const source: MappingSource = {
  findProguard: () => ({ digest: "the mapping", uploadedAtMs: 0 }),
  openProguard: () =>
    openPackedProguard({ sizeBytes: bytes.length, read: (at, length) => bytes.subarray(at, at + length), close: () => {} }),
};

/** The stack, oldest call first, as `module.method:line`. */
function retraced(type: string, stack: readonly string[]): readonly string[] {
  const frames = stack.map((text) => {
    const [, module = "", method = "", line = ""] = /^(.*)\.(\w+):(\d+)$/.exec(text) ?? [];
    return { module, function: method, lineno: Number(line) };
  });
  const exception: Exception = { type, module: "java.lang", stacktrace: { frames } };
  const event: Event = {
    event_id: ID,
    type: "error",
    timestamp: 0,
    received: 0,
    level: "error",
    platform: "java",
    exception: { values: [exception] },
    debug_meta: { images: [{ type: "proguard", uuid: ID }] },
  };
  const [value] = mapJvmFrames(event, 1, source).exception?.values ?? [];
  return (value?.stacktrace?.frames ?? []).map(
    ({ module, function: method, filename, lineno }) => `${module}.${method}(${filename ?? "?"}:${lineno ?? "?"})`,
  );
}

const NPE = "NullPointerException";
const INNER = "shop.Item.price(Item.java:23)";
const CALLS = ["shop.Cart.all(Cart.kt:12)", "shop.Cart.first(Cart.kt:7)"];
const cases: readonly {
  readonly name: string;
  readonly of: string;
  readonly stack: readonly string[];
  readonly want: readonly string[];
}[] = [
  {
    name: "code that R8 took out of a method is told as the place that it was taken from",
    of: "Error",
    stack: ["a.c.s:27", "a.o.a:1"],
    want: ["shop.Cart.total(Cart.kt:98)"],
  },
  {
    name: "and as the calls that had been put into that place",
    of: "Error",
    stack: ["a.c.s:27", "a.o.a:2"],
    want: ["shop.Cart.total(Cart.kt:100)", "shop.Tax.of(Tax.java:3)"],
  },
  {
    name: "each such code goes by its own caller alone",
    of: "Error",
    stack: ["a.c.s:4", "a.c.s:27", "a.o.a:1"],
    want: ["shop.Cart.total(Cart.kt:98)", "shop.Cart.total(Cart.kt:98)"],
  },
  {
    name: "a call that R8 made of a check for null is none where that threw",
    of: NPE,
    stack: ["a.c.n:40"],
    want: CALLS,
  },
  { name: "but is one for another exception", of: "Error", stack: ["a.c.n:40"], want: [...CALLS, INNER] },
  {
    name: "and is one where another frame threw",
    of: NPE,
    stack: ["a.c.n:40", "a.c.s:4"],
    want: [...CALLS, INNER, "shop.Cart.total(Cart.kt:98)"],
  },
  {
    name: "what the compiler put around a method is left out",
    of: "Error",
    stack: ["a.c.l:50"],
    want: ["shop.Cart.lambda$pay$0(Cart.kt:9)"],
  },
  { name: "hints that cannot be read change nothing", of: NPE, stack: ["a.c.q:60"], want: ["shop.Cart.odd(Cart.kt:1)"] },
];
for (const { name, of, stack, want } of cases) test(name, () => assert.deepEqual(retraced(of, stack), want));

test("a stack is never left without a frame", () => {
  assert.deepEqual(retraced("Error", ["a.o.a:1"]), ["a.o.a(?:1)"]);
});
