import assert from "node:assert/strict";
import { test } from "node:test";
import { groupingV0 } from "../grouping/v0.ts";
import { DEFAULT_RULES } from "../project/event-rules.ts";
import type { LoggedRequest } from "../protocol/logged-request.ts";
import { digestAttachment } from "./attachment/record.ts";
import { digestCheckIn } from "./check-in/record.ts";
import { capturedItems } from "./test-captured-items.ts";
import { digestedWhole, envelopeOf, idOf, logged, RECEIVED_MS, recordsOf } from "./test-log.ts";
import { digestReport } from "./user-report/record.ts";

const deps = { grouping: groupingV0, secretKey: "a secret of tests", rulesOf: () => DEFAULT_RULES };
const digest = (items: Parameters<typeof envelopeOf>[0], header: object = {}, fields: Partial<LoggedRequest> = {}) =>
  digestedWhole(recordsOf(logged(envelopeOf(items, header), fields)), deps);
const from = { projectId: 1, keyId: 3, receivedAtMs: RECEIVED_MS };
const reasons = ({ outcomes }: ReturnType<typeof digest>): readonly string[] =>
  outcomes.map(({ category, kind, reason, quantity }) => `${category} ${kind} ${reason} ${quantity}`);

test("a user report is about the event that the envelope names, else about its own", () => {
  const report = { name: " Zoë ", email: "zoe@example.com", comments: "It broke", event_id: idOf(7) };
  const want = { ...from, kind: "user-report", name: "Zoë", email: "zoe@example.com", comments: "It broke" };
  const named = digest([[{ type: "user_report" }, report]], { event_id: idOf(8) });
  assert.deepEqual(named.items.reports, [{ ...want, reportId: idOf(8), eventId: idOf(8) }]);
  const own = digest([[{ type: "user_report" }, report]]);
  assert.deepEqual(own.items.reports, [{ ...want, reportId: idOf(7), eventId: idOf(7) }]);
  assert.deepEqual(own.outcomes, [], "the recorder says how it ended");
});

test("a feedback has an id of its own, is about another event, and is signed by the user when it names nobody", () => {
  const feedback = {
    message: "Nothing happened",
    associated_event_id: idOf(7),
    url: "http://u:p@shop.example/",
    source: "widget",
  };
  const user = { name: "Zoë", email: "zoe@example.com" };
  const { items, events } = digest(
    [[{ type: "feedback" }, { contexts: { feedback }, user, release: "1.0", environment: "prod" }]],
    { event_id: idOf(8) },
  );
  assert.deepEqual(items.reports, [
    {
      ...from,
      kind: "feedback",
      reportId: idOf(8),
      eventId: idOf(7),
      name: "Zoë",
      email: "zoe@example.com",
      comments: "Nothing happened",
      url: "http://u:[Filtered]@shop.example/",
      source: "widget",
      release: "1.0",
      environment: "prod",
    },
  ]);
  assert.deepEqual(events, [], "and it is no error");
});

test("a feedback without any id has the same one whenever the log is read", () => {
  const items = [[{ type: "feedback" }, { contexts: { feedback: { message: "x" } } }]] as const;
  const [first, again] = [digest(items), digest(items)].map(({ items: { reports } }) => reports[0]?.reportId);
  assert.ok(first !== undefined && /^[0-9a-f]{32}$/.test(first));
  assert.equal(first, again);
});

test("what people write is cut at 4,096 characters and loses secrets, but not the word password", () => {
  const commentOf = (comments: string): string | undefined =>
    digest([[{ type: "user_report" }, { event_id: idOf(7), comments }]]).items.reports[0]?.comments;
  assert.equal(commentOf("é".repeat(5_000))?.length, 4_096);
  assert.equal(commentOf("I forgot my password"), "I forgot my password");
  assert.equal(commentOf("my card 4111 1111 1111 1111"), "my card [creditcard]");
});

const badReports = [
  { name: "no JSON", type: "user_report", payload: "{", reason: "invalid_json" },
  { name: "no event", type: "user_report", payload: { comments: "x" }, reason: "no_event_id" },
  { name: "no context", type: "feedback", payload: {}, reason: "no_data" },
  { name: "nothing written", type: "feedback", payload: { contexts: { feedback: { message: " " } } }, reason: "no_data" },
];
for (const { name, type, payload, reason } of badReports) {
  test(`a ${type} with ${name} is invalid`, () => {
    assert.deepEqual(reasons(digest([[{ type }, payload]])), [`feedback invalid ${reason} 1`]);
  });
}

test("a check-in keeps its state, and its schedule in the shape of Sentry's API", () => {
  const checkIn = {
    check_in_id: "9f7d7ba2-50c6-4809-bb26-f13ef9311352",
    monitor_slug: "Nightly reindex",
    status: "in_progress",
    duration: 12.5,
    release: "1.0",
    monitor_config: {
      schedule: { type: "crontab", value: "0 3 * * *" },
      checkin_margin: 5,
      max_runtime: "30",
      timezone: "Europe/Copenhagen",
      secret: "x",
    },
  };
  assert.deepEqual(digest([[{ type: "check_in" }, checkIn]]).items.checkIns, [
    {
      ...from,
      slug: "nightly-reindex",
      checkInId: "9f7d7ba250c64809bb26f13ef9311352",
      status: "in_progress",
      durationSeconds: 12.5,
      environment: "production",
      release: "1.0",
      config: { schedule_type: "crontab", schedule: "0 3 * * *", timezone: "Europe/Copenhagen", checkin_margin: 5 },
    },
  ]);
  const interval = { schedule: { type: "interval", value: 2, unit: "hour" } };
  const [second] = digest([[{ type: "check_in" }, { ...checkIn, monitor_config: interval }]]).items.checkIns;
  assert.deepEqual(second?.config, { schedule_type: "interval", schedule: [2, "hour"] });
});

for (const fields of [
  { status: "ok" },
  { status: "ok", monitor_slug: "--" },
  { monitor_slug: "a" },
  { monitor_slug: "a", status: "fine" },
]) {
  test(`a check-in that is only ${JSON.stringify(fields)} is invalid`, () => {
    assert.match(
      reasons(digest([[{ type: "check_in" }, fields]])).join(),
      /^monitor invalid (monitor_slug|check_in_status) 1$/,
    );
  });
}

const names = [
  { filename: "order.log", want: "order.log" },
  { filename: "/etc/../secret/pass.txt", want: "pass.txt" },
  { filename: "C:\\Users\\zoe\\dump.dmp", want: "dump.dmp" },
  { filename: "a\r\nX-Evil: 1.txt", want: "aX-Evil: 1.txt" },
  { filename: "..", want: "attachment" },
  { filename: undefined, want: "attachment" },
  { filename: 7, want: "attachment" },
  { filename: "é".repeat(300), want: "é".repeat(255) },
];
for (const { filename, want } of names) {
  test(`an attachment called ${JSON.stringify(filename)?.slice(0, 40)} is stored as ${want.slice(0, 40)}`, () => {
    const { items } = digest([[{ type: "attachment", length: 3, filename }, "a\0b"]]);
    const [attachment] = items.attachments;
    assert.equal(attachment?.name, want);
    assert.deepEqual(Buffer.from(attachment?.bytes ?? []).toString(), "a\0b");
    assert.deepEqual(
      [attachment?.eventId, attachment?.contentType, attachment?.type],
      [idOf(1), "application/octet-stream", "event.attachment"],
    );
  });
}

test("an attachment without an event, or of a trace, is not kept and is counted by its bytes", () => {
  const item = { type: "attachment", header: { type: "attachment" }, payload: Buffer.from("abc") };
  const request: LoggedRequest = { ...from, kind: "envelope", coding: "identity", body: item.payload };
  assert.deepEqual(digestAttachment(item, request), { kind: "invalid", reason: "no_event_id" });
  const trace = digest([[{ type: "attachment", length: 4, content_type: "application/vnd.sentry.trace-attachment" }, "abcd"]]);
  assert.deepEqual(reasons(trace), ["attachment filtered unsupported-item 4"]);
});

test("every report, feedback, check-in and attachment that a real SDK sent is kept", () => {
  const found: { [type: string]: number } = {};
  for (const { name, item, request, header } of capturedItems(["user_report", "feedback", "check_in", "attachment"])) {
    found[item.type] = (found[item.type] ?? 0) + 1;
    if (item.type === "check_in") {
      const digested = digestCheckIn(item, request);
      assert.ok(digested.ok && digested.value.slug === "nightly-reindex", name);
    } else if (item.type === "attachment") {
      const digested = digestAttachment(item, request);
      assert.ok(digested.kind === "attachment" && digested.attachment.eventId === request.eventId, name);
    } else {
      const digested = digestReport(item, request, header);
      assert.ok(digested.ok && digested.value.email === "zoe@example.com" && digested.value.name === "Zoë", name);
      assert.ok(digested.value.eventId !== undefined && digested.value.comments.startsWith("The button did nothing"), name);
    }
  }
  assert.deepEqual(found, { attachment: 23, feedback: 4, user_report: 3, check_in: 14 });
});
