import assert from "node:assert/strict";
import { test } from "node:test";
import { digestEvent } from "../digest/event/digest-event.ts";
import { allCapturedEvents, EVENT_DEPS } from "../digest/event/test-captures.ts";
import type { DigestedEvent } from "../digest/recorder.ts";
import type { Grouping } from "../grouping/grouping.ts";
import { groupingV0 } from "../grouping/v0.ts";
import { groupingV1 } from "../grouping/v1/v1.ts";
import { eventId, openPopulatedWorld, recordError } from "./test-world.ts";

/** Every captured event, once, in the order of arrival. */
function capturesBy(grouping: Grouping, projectId: number): readonly DigestedEvent[] {
  const digested = allCapturedEvents().flatMap(({ item }) => {
    const result = digestEvent({ ...item, projectId }, { ...EVENT_DEPS, grouping });
    return result.kind === "event" ? [result.event] : [];
  });
  return [...new Map(digested.map((one) => [one.event.event_id, one])).values()];
}

for (const grouping of [groupingV0, groupingV1]) {
  test(`every captured event grouped by ${grouping.version} is explained as it was grouped, from what is stored`, async () => {
    const world = await openPopulatedWorld();
    const events = capturesBy(grouping, world.web.id);
    assert.ok(events.length > 20);
    world.store.record(events);
    for (const { event, signature } of events) {
      const path = `/api/0/projects/acme/web/events/${event.event_id}/grouping-info/`;
      const { status, json } = await world.ask(path, { session: world.reporter });
      assert.equal(status, 200);
      const { version, decidedBy, summary, parts } = grouping.group(event).explanation;
      assert.deepEqual([json.version, json.signature, json.matches], [version, signature, true], event.event_id);
      assert.deepEqual([json.decidedBy, json.summary, json.eventID], [decidedBy, summary, event.event_id]);
      assert.equal(json.parts.length, parts.length);
      for (const part of json.parts) assert.equal(part.contributes, part.reason === null, JSON.stringify(part));
    }
  });
}

test("the explanation stands below the issue too, also by latest and oldest", async () => {
  const world = await openPopulatedWorld();
  recordError(world, world.web, { id: eventId(1), signature: "a" });
  for (const event of [eventId(1), "latest", "oldest"]) {
    const path = `/api/0/organizations/acme/issues/WEB-1/events/${event}/grouping-info/`;
    const { status, json } = await world.ask(path, { session: world.reporter });
    assert.deepEqual([status, json.version, json.decidedBy], [200, "v0", "stack"]);
    // The signature of this test is made up: what is stored does not give it.
    assert.equal(json.matches, false);
  }
  const missing = `/api/0/organizations/acme/issues/WEB-1/events/${eventId(2)}/grouping-info/`;
  assert.equal((await world.ask(missing, { session: world.reporter })).status, 404);
});

test("an event of a version that is not known here says so", async () => {
  const world = await openPopulatedWorld();
  const [event] = capturesBy(groupingV1, world.web.id);
  assert.ok(event);
  world.store.record([{ ...event, groupingVersion: "v99" }]);
  const path = `/api/0/projects/acme/web/events/${event.event.event_id}/grouping-info/`;
  const { status, json } = await world.ask(path, { session: world.reporter });
  assert.deepEqual([status, /newer Culprit/.test(json.detail)], [400, true]);
});
