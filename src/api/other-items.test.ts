import assert from "node:assert/strict";
import { hash } from "node:crypto";
import { test } from "node:test";
import { SESSION_COOKIE } from "../account/session.ts";
import type { DigestedAttachment } from "../digest/attachment/normalise.ts";
import type { DigestedReport } from "../digest/user-report/normalise.ts";
import type { Populated } from "./test-world.ts";
import { eventId, NOW_MS, openPopulatedWorld, recordError } from "./test-world.ts";

const EVENT = eventId(1);

function reportOf(world: Populated, fields: Partial<DigestedReport>): DigestedReport {
  const from = { projectId: world.web.id, keyId: 1, receivedAtMs: NOW_MS };
  return { ...from, kind: "user-report", reportId: EVENT, eventId: EVENT, comments: "It broke", ...fields };
}

function attachmentOf(world: Populated, name: string, contentType: string, text: string): DigestedAttachment {
  const from = { projectId: world.web.id, keyId: 1, receivedAtMs: NOW_MS };
  const bytes = Buffer.from(text);
  return { ...from, eventId: EVENT, name, contentType, type: "event.attachment", bytes, digest: hash("sha256", bytes, "hex") };
}

test("what people wrote is listed newest first under both names, linked once its event is there, and stands on the event", async () => {
  const world = await openPopulatedWorld();
  const get = async (path: string) => world.ask(`/api/0/projects/acme/web${path}`, { session: world.reporter });
  world.store.recordItems({
    reports: [
      reportOf(world, { name: "Zoë", email: "zoe@example.com" }),
      reportOf(world, { kind: "feedback", reportId: eventId(9), eventId: undefined, comments: "Nice shop" }),
    ],
  });
  const { json: before } = await get("/user-feedback/");
  assert.deepEqual(
    before.map(({ comments, eventID, issue }: { comments: string; eventID: string; issue: object }) => [
      comments,
      eventID,
      issue,
    ]),
    [
      ["Nice shop", null, null],
      ["It broke", EVENT, null],
    ],
  );
  recordError(world, world.web, { id: EVENT, signature: "a" });
  const { json: after } = await get("/user-reports/");
  assert.match(after[1].issue.shortId, /^WEB-/);
  const { issue: _, ...report } = after[1];
  assert.equal(report.email, "zoe@example.com");
  assert.deepEqual((await get(`/events/${EVENT}/`)).json.userReport, report);

  const { json: page, headers } = await get("/user-feedback/?per_page=1");
  const cursor = /rel="next"; results="true"; cursor="([^"]+)"/.exec(headers["link"] ?? "")?.[1];
  const { json: next, headers: last } = await get(`/user-feedback/?per_page=1&cursor=${cursor}`);
  assert.deepEqual([page[0].comments, next[0].comments], ["Nice shop", "It broke"]);
  assert.match(last["link"] ?? "", /rel="next"; results="false"/);
  assert.equal((await get("/user-feedback/?cursor=x")).status, 400);
});

test("an event without a report says so", async () => {
  const world = await openPopulatedWorld();
  recordError(world, world.web, { id: EVENT, signature: "a" });
  const { json } = await world.ask(`/api/0/projects/acme/web/events/${EVENT}/`, { session: world.reporter });
  assert.equal(json.userReport, null);
});

test("jobs are listed with their schedule and last state, those of one project or of all", async () => {
  const world = await openPopulatedWorld();
  const from = { keyId: 1, receivedAtMs: NOW_MS, status: "ok", environment: "production" } as const;
  world.store.recordItems({
    checkIns: [
      { ...from, projectId: world.web.id, slug: "nightly", durationSeconds: 12.5, config: { schedule: "0 3 * * *" } },
      { ...from, projectId: world.shop.id, slug: "hourly" },
    ],
  });
  const get = async (query: string) => world.ask(`/api/0/organizations/acme/monitors/${query}`, { session: world.reporter });
  const { json } = await get("");
  assert.deepEqual(
    json.map(({ slug, project }: { slug: string; project: { slug: string } }) => [slug, project.slug]),
    [
      ["hourly", "shop"],
      ["nightly", "web"],
    ],
  );
  const [{ config, environments, id }] = (await get("?project=web")).json;
  assert.equal(typeof id, "string");
  assert.deepEqual([config.schedule, config.timezone], ["0 3 * * *", null]);
  const [{ name, status, duration, lastCheckIn }] = environments;
  assert.deepEqual([name, status, duration, lastCheckIn], ["production", "ok", 12_500, new Date(NOW_MS).toISOString()]);
});

async function withAttachments(): Promise<Populated> {
  const world = await openPopulatedWorld();
  world.store.recordItems({
    attachments: [
      attachmentOf(world, 'größe "1".log', "text/plain; charset=utf-8", "line\n\0two"),
      attachmentOf(world, "evil.html", "text/html", "<script>alert(1)</script>"),
      attachmentOf(world, "evil.svg", "image/svg+xml", "<svg/>"),
      attachmentOf(world, "shot.png", "image/png", "png"),
    ],
  });
  return world;
}

const attachmentsPath = `/api/0/projects/acme/web/events/${EVENT}/attachments/`;

test("the files of an event are listed, whether or not the event is there", async () => {
  const world = await withAttachments();
  const { json } = await world.ask(attachmentsPath, { session: world.reporter });
  assert.equal(json.length, 4);
  const { id, ...first } = json[0];
  assert.match(id, /^\d+$/);
  assert.deepEqual(first, {
    event_id: EVENT,
    type: "event.attachment",
    name: 'größe "1".log',
    mimetype: "text/plain; charset=utf-8",
    dateCreated: new Date(NOW_MS).toISOString(),
    size: 9,
    headers: { "Content-Type": "text/plain; charset=utf-8" },
    sha1: null,
    sha256: hash("sha256", "line\n\0two", "hex"),
  });
  assert.deepEqual((await world.ask(`${attachmentsPath}${id}/`, { session: world.reporter })).json, json[0]);
});

test("a file is given as a file, byte for byte, under headers that let no browser run it", async () => {
  const world = await withAttachments();
  const { json } = await world.ask(attachmentsPath, { session: world.reporter });
  const types: (string | undefined)[] = [];
  for (const { id } of json) {
    const response = await world.api.handle({
      method: "GET",
      path: `${attachmentsPath}${id}/?download=1`,
      headers: { cookie: `${SESSION_COOKIE}=${world.reporter}` },
      body: undefined,
      clientIp: "192.0.2.7",
    });
    assert.equal(response.status, 200);
    const headers = Object.fromEntries(
      Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
    );
    types.push(headers["content-type"]);
    assert.match(headers["content-disposition"] ?? "", /^attachment; filename="/);
    assert.equal(headers["x-content-type-options"], "nosniff");
    assert.equal(headers["content-security-policy"], "default-src 'none'; sandbox");
    assert.equal(headers["cross-origin-resource-policy"], "same-origin");
    if (types.length > 1) continue;
    assert.equal(Buffer.from(response.body).toString(), "line\n\0two");
    const disposition = `attachment; filename="gr__e _1_.log"; filename*=UTF-8''gr%C3%B6%C3%9Fe%20%221%22.log`;
    assert.equal(headers["content-disposition"], disposition);
  }
  const file = "application/octet-stream";
  assert.deepEqual(types, ["text/plain; charset=utf-8", file, file, "image/png"]);
});

test("a file of another event, of another project, or one that is no number, is not found", async () => {
  const world = await withAttachments();
  const { json } = await world.ask(attachmentsPath, { session: world.reporter });
  const { id } = json[0];
  for (const path of [
    `/projects/acme/web/events/${eventId(2)}/attachments/${id}/?download=1`,
    `/projects/acme/shop/events/${EVENT}/attachments/${id}/?download=1`,
    `/projects/acme/web/events/latest/attachments/${id}/`,
    `/projects/acme/web/events/${EVENT}/attachments/x/`,
    `/projects/acme/web/events/${EVENT}/attachments/999999/?download=1`,
  ]) {
    assert.equal((await world.ask(`/api/0${path}`, { session: world.reporter })).status, 404, path);
  }
});
