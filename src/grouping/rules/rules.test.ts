import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { GroupingInput } from "../input.ts";
import { groupingV1 } from "../v1/v1.ts";
import { readFingerprintRules } from "./fingerprint-rules.ts";
import type { GroupingRules } from "./rules.ts";
import { readGroupingRules } from "./rules.ts";
import { readStackRules } from "./stack-rules.ts";

function rulesOf(fingerprinting: string, enhancements = ""): GroupingRules {
  const { rules, problems } = readGroupingRules({ fingerprinting, enhancements });
  assert.deepEqual(problems, { fingerprinting: [], enhancements: [] });
  return rules;
}

const EVENT: GroupingInput = {
  platform: "python",
  type: "error",
  level: "error",
  logger: "shop.db",
  release: "shop@1.4.0",
  sdk: { name: "sentry.python.flask" },
  transaction: "checkout",
  tags: [["region", "eu"]],
  exception: {
    values: [
      { type: "OSError", value: "socket closed" },
      {
        type: "DbTimeout",
        value: "no answer after 30 s",
        mechanism: { type: "generic" },
        stacktrace: {
          frames: [
            { function: "dispatch", module: "flask.app", filename: "flask/app.py", in_app: false },
            { function: "pay", module: "shop.cart", filename: "shop/cart.py", abs_path: "/srv/shop/cart.py", in_app: true },
            { function: "retry", module: "shop.retrying", filename: "shop/retrying.py", in_app: true },
            { function: "query", module: "shop.db", filename: "shop/db.py", in_app: true },
          ],
        },
      },
    ],
  },
};
const other = (change: Partial<GroupingInput>): GroupingInput => ({ ...EVENT, ...change });
const signature = (event: GroupingInput, rules?: GroupingRules): string => groupingV1.group(event, rules).signature;
const usual = signature(EVENT);

const MET: readonly string[] = [
  "type:DbTimeout",
  "error.type:Db*",
  "value:*ANSWER*",
  'message:"no answer after * s"',
  "type:DbTimeout value:no*",
  "logger:shop.*",
  "level:ERROR",
  "tags.region:eu",
  "!tags.colour:red",
  "release:shop@1.*",
  "sdk:sentry.python",
  "family:native,other",
  "function:pay module:shop.cart app:yes",
  "path:**/shop/*.py",
  "path:/shop/*.py",
  "!type:OSError",
  "[ function:pay ] | function:retry | [ module:shop.db ]",
];
const NOT_MET: readonly string[] = [
  "type:dbtimeout",
  "type:OSError value:no*",
  "logger:db",
  "tags.colour:red",
  "!tags.region:eu",
  "sdk:sentry.py",
  "family:javascript",
  "function:pay module:shop.db",
  "function:dispatch app:yes",
  "path:**/cart/*.py",
  "[ function:dispatch ] | function:retry",
  "thread.crashed:yes",
];

for (const matchers of MET) {
  test(`the event meets ${matchers}`, () => assert.notEqual(signature(EVENT, rulesOf(`${matchers} -> x`)), usual));
}
for (const matchers of NOT_MET) {
  test(`the event does not meet ${matchers}`, () => assert.equal(signature(EVENT, rulesOf(`${matchers} -> x`)), usual));
}

test("the first rule that is met decides, and is named with line and text", () => {
  const rules = rulesOf(
    '# database\n\ntype:Other -> a\ntype:DbTimeout -> db, {{ tags.region }} title="Database: {{ type }}"\ntype:* -> c',
  );
  const { title, explanation } = groupingV1.group(EVENT, rules);
  assert.equal(title, "Database: DbTimeout");
  assert.equal(explanation.summary, "Grouped by the fingerprint rule in line 4.");
  assert.equal(explanation.parts[0]?.value, 'line 4: type:DbTimeout -> db, {{ tags.region }} title="Database: {{ type }}"');
  assert.deepEqual(
    explanation.parts.slice(1).map(({ value }) => value),
    ["db", "{{ tags.region }} = eu"],
  );
});

test("a fingerprint of a rule is the same as that of an SDK", () => {
  assert.equal(signature(EVENT, rulesOf("type:* -> db eu")), signature(other({ fingerprint: ["db", "eu"] })));
});

test("the SDK's fingerprint goes before rules, and says so; one that says as usual does not", () => {
  const rules = rulesOf('type:* -> db title="Down"');
  const own = groupingV1.group(other({ fingerprint: ["own"] }), rules);
  assert.equal(own.signature, signature(other({ fingerprint: ["own"] })));
  assert.equal(own.title, undefined);
  assert.match(own.explanation.parts[0]?.reason ?? "", /the fingerprint the SDK set goes before/);
  assert.equal(signature(other({ fingerprint: ["{{ default }}"] }), rules), signature(EVENT, rules));
});

test("{{ default }} keeps apart what is apart without the rule; alone it leaves all as it is, but for a title", () => {
  const hybrid = rulesOf("type:* -> {{ default }} {{ tags.region }}");
  assert.notEqual(signature(EVENT, hybrid), usual);
  assert.notEqual(signature(EVENT, hybrid), signature(other({ tags: [["region", "us"]] }), hybrid));
  const named = groupingV1.group(EVENT, rulesOf('type:* -> {{ default }} title="Down"'));
  assert.deepEqual([named.signature, named.title], [usual, "Down"]);
});

test("-group takes a frame out, -app too, and both are explained", () => {
  for (const action of ["-group", "-app"]) {
    const rules = rulesOf("", `function:retry ${action}`);
    const { signature: got, explanation } = groupingV1.group(EVENT, rules);
    assert.notEqual(got, usual);
    const frame = explanation.parts.find(({ value }) => value.includes("retry") && !value.startsWith("line"));
    assert.match(frame?.reason ?? "", /the stack rule in line 1/);
    assert.ok(
      explanation.parts.some(({ what, value }) => what === "stack rule" && value === `line 1: function:retry ${action}`),
    );
  }
});

test("ranges reach the frames above or below and leave the one that was met", () => {
  const framesOf = (enhancements: string): readonly string[] =>
    groupingV1
      .group(EVENT, rulesOf("", enhancements))
      .explanation.parts.filter(({ what, contributes }) => what === "frame" && contributes)
      .map(({ value }) => value.split(" ").at(-1) ?? "");
  assert.deepEqual(framesOf("function:nothing -group"), ["pay", "retry", "query"]);
  assert.deepEqual(framesOf("function:retry ^-group"), ["pay", "retry"]);
  assert.deepEqual(framesOf("function:retry v-group"), ["retry", "query"]);
  assert.deepEqual(framesOf("function:retry ^-group -group"), ["pay"]);
  assert.deepEqual(framesOf("module:flask.** +app"), ["dispatch", "pay", "retry", "query"]);
  assert.deepEqual(framesOf("error.type:DbTimeout max-frames=2"), ["retry", "query"]);
  assert.deepEqual(framesOf("error.type:Other max-frames=2"), ["pay", "retry", "query"]);
  assert.deepEqual(framesOf("function:query category=db\n[ function:retry ] | category:db -group"), ["pay", "retry"]);
});

test("a stack with fewer frames than min-frames does not count", () => {
  const { explanation } = groupingV1.group(EVENT, rulesOf("", "family:other min-frames=5"));
  assert.match(explanation.summary, /for there is no stack/);
  assert.ok(explanation.parts.some(({ value }) => value === "line 1: family:other min-frames=5"));
});

test("a mistake says its line, its column and what to write", () => {
  const wrong: readonly (readonly [text: string, column: number, message: RegExp])[] = [
    ["type:A", 7, /belongs ->/],
    ["type:A ->", 10, /fingerprint is empty/],
    ["-> x", 1, /no matcher/],
    ["colour:red -> x", 1, /no key “colour” here; known are/],
    ["type: -> x", 6, /right behind the colon/],
    ["KeyError -> x", 1, /no matcher; write a key/],
    ['type:"A -> x', 6, /never closed/],
    ['type:A -> x name="y"', 13, /the only one is title/],
    ["type:A -> {{ nothing }}", 11, /known are default/],
    ["app:maybe -> x", 5, /yes or no/],
    [`type:${"a".repeat(201)} -> x`, 6, /200 characters/],
  ];
  for (const [text, column, message] of wrong) {
    const [problem, ...more] = readFingerprintRules(`# first\n${text}`).problems;
    assert.deepEqual([problem?.line, problem?.column, more.length], [2, column, 0], text);
    assert.match(problem?.message ?? "", message);
  }
  const wrongStack: readonly (readonly [text: string, column: number, message: RegExp])[] = [
    ["function:a", 11, /does nothing/],
    ["-group", 1, /no matcher/],
    ["function:a -groups", 12, /no action; known are/],
    ["message:a -group", 1, /no key “message” here/],
    ["[ function:a ] function:b -app", 16, /write a \|/],
    ["function:a | -app", 14, /called frame in brackets/],
    ["[ function:a function:b ] | app:no -app", 14, /one matcher/],
  ];
  for (const [text, column, message] of wrongStack) {
    const [problem] = readStackRules(text).problems;
    assert.deepEqual([problem?.line, problem?.column], [1, column], text);
    assert.match(problem?.message ?? "", message);
  }
});

test("no text of rules makes reading fail, and what is read groups every event in the same way twice", () => {
  const piece = fc.constantFrom(
    ...'type: value: function: path: !  -> , {{ type }} {{ [ ] | " \\ # ^-group v+app -app max-frames=1 category=x title=" * ** a'.split(
      " ",
    ),
    "\n",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.string({ maxLength: 40 }), (pieces, text) => {
      const { rules } = readGroupingRules({ fingerprinting: pieces.join(" ") + text, enhancements: text + pieces.join(" ") });
      assert.equal(signature(EVENT, rules), signature(EVENT, rules));
    }),
    { numRuns: 500 },
  );
});
