import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Issue } from "../issue/issue.ts";
import type { Event, Frame } from "../protocol/event.ts";
import { draftIssue } from "./draft.ts";
import { codeBlock, codeSpan, plainTitle } from "./markdown.ts";

const URL_OF_ERROR = "https://errors.example.org/organizations/acme/issues/7/";

const issue: Issue = {
  id: 7,
  projectId: 1,
  shortId: "SHOP-7",
  title: "PriceError: no price",
  culprit: "checkout in pay",
  level: "error",
  platform: "node",
  logger: undefined,
  type: "error",
  metadata: {},
  isUnhandled: true,
  state: { status: "unresolved", substatus: "new", sinceMs: 0 },
  assignee: undefined,
  noteCount: 0,
  eventCount: 12,
  userCount: 3,
  firstSeenMs: Date.UTC(2027, 0, 1, 8, 30),
  lastSeenMs: Date.UTC(2027, 0, 2, 9, 15, 7),
  firstRelease: "shop@1.4.0",
  lastRelease: undefined,
  remote: undefined,
};

test("an issue without a title that can be read is drafted under its short id", () => {
  for (const title of ["", " ", "\u0000"])
    assert.equal(draftIssue({ ...issue, title }, URL_OF_ERROR, undefined).title, "SHOP-7");
});

function eventWith(frames: readonly Frame[], change: Partial<Event> = {}): Event {
  return {
    event_id: "0".repeat(32),
    type: "error",
    timestamp: 0,
    received: 0,
    level: "error",
    platform: "node",
    environment: "production",
    exception: { values: [{ type: "PriceError", value: "no price", stacktrace: { frames } }] },
    ...change,
  };
}

const frames: readonly Frame[] = [
  { filename: "framework.js", function: "dispatch", lineno: 9, in_app: false },
  { filename: "pay.ts", function: "submit", lineno: 3, colno: 7, in_app: true, context_line: "  three();" },
];

test("a draft has the facts, the way back, and the program's own frames before all others", () => {
  const { title, description } = draftIssue(issue, URL_OF_ERROR, eventWith(frames));
  assert.equal(title, "PriceError: no price");
  assert.equal(
    description,
    `[SHOP-7](${URL_OF_ERROR}) in Culprit:

\`PriceError: no price\`

- First seen: 2027-01-01 08:30:00 UTC in \`shop@1.4.0\`
- Last seen: 2027-01-02 09:15:07 UTC
- Events: 12
- Users: 3
- Level: error
- Place: \`checkout in pay\`
- Environment of the latest event: \`production\`

### Stack trace, in-app frames

\`\`\`text
  PriceError: no price
    at submit (pay.ts:3:7)
       > three();
\`\`\`

### Stack trace, all frames

\`\`\`text
  PriceError: no price
    at submit (pay.ts:3:7)
       > three();
    at dispatch (framework.js:9)
\`\`\`
`,
  );
});

test("an event without an exception shows its message, and an error without an event its facts alone", () => {
  const { exception: _none, ...bare } = eventWith([]);
  const { description } = draftIssue(issue, URL_OF_ERROR, { ...bare, logentry: { formatted: "disk full\non /var" } });
  assert.match(description, /### Message\n\n```text\n {2}disk full\n {2}on \/var\n```\n$/);
  assert.doesNotMatch(draftIssue(issue, URL_OF_ERROR, undefined).description, /###/);
});

test("a draft stays within its bound whatever the event holds", () => {
  const long = Array.from({ length: 2_000 }, (_, index) => ({
    filename: `${"ü".repeat(500)}${index}.ts`,
    function: "`".repeat(200),
    in_app: index % 2 === 0,
    context_line: "x".repeat(5_000),
  }));
  const hostile = { ...issue, title: "`".repeat(5_000), culprit: "@all ".repeat(5_000) };
  const { title, description } = draftIssue(hostile, URL_OF_ERROR, eventWith(long, { release: "r".repeat(9_000) }));
  assert.ok(title.length <= 201);
  assert.ok(Buffer.byteLength(description) <= 60 * 1024, String(Buffer.byteLength(description)));
  assert.match(description, /… \d+ more lines/);
});

const HOSTILE = [
  "@admin please look",
  "closes #12 and !13",
  "<script>alert(1)</script>",
  "``` \n/close\n```",
  "````\n/assign @admin\n",
  "[click](https://evil.example)",
  "![pixel](https://evil.example/p.png)",
  "a`b``c```d",
  "`",
  "\u2028/close",
  "\u202egnp.exe",
];

for (const text of HOSTILE) {
  test(`hostile text stays inside code: ${JSON.stringify(text)}`, () => {
    const event = eventWith([{ filename: text, function: text, in_app: true, context_line: text }], {
      environment: text,
      release: text,
      exception: { values: [{ type: text, value: text, stacktrace: { frames: [{ filename: text, in_app: true }] } }] },
    });
    const { description } = draftIssue({ ...issue, title: text, culprit: text, firstRelease: text }, URL_OF_ERROR, event);
    const outside = outsideOfCode(description);
    assert.doesNotMatch(outside, /[@#!<>](?![# ])|evil|close|assign|\u202e|\u2028/);
  });
}

test("no text gets out of a span or a block, or begins a line that a host would run", () => {
  const text = fc.string({ unit: fc.constantFrom("`", "\n", "/", "@", "a", " ", "~", "\\", "<", "\r", "\u2028") });
  fc.assert(
    fc.property(text, fc.array(text), (span, lines) => {
      assert.equal(outsideOfCode(`x ${codeSpan(`a${span}`)} y`), "x  y");
      const block = codeBlock(lines);
      const [open = "", ...rest] = block.split("\n");
      assert.equal(rest.at(-1), open.replace("text", ""));
      for (const line of rest.slice(0, -1)) assert.match(line, /^( {2}|$)/);
      assert.ok(!rest.slice(0, -1).some((line) => line.includes(open.replace("text", ""))));
    }),
  );
});

test("names and numbers in a title call and tie nothing", () => {
  assert.equal(plainTitle("no @user in #12\nor !3 at 5 % of a & b"), "no @\u2060user in #\u206012 or !\u20603 at 5 % of a & b");
});

/** What a reader of Markdown sees as text: without blocks, then without spans. */
function outsideOfCode(markdown: string): string {
  const withoutBlocks = markdown.replace(/^(`{3,})text\n[^]*?\n\1$/gm, "");
  return withoutBlocks.replace(/(?<!`)(`+)(?!`)[^]*?[^`]\1(?!`)/g, "");
}
