import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { readConfig } from "./config.ts";

test("an empty environment gives the defaults", () => {
  const read = readConfig({});
  assert.ok(read.ok);
  assert.deepEqual(
    [read.value.url, read.value.host, read.value.port, read.value.dataDirectory],
    ["http://localhost:9000", "127.0.0.1", 9000, path.resolve("data")],
  );
});

test("the public address keeps its path and loses its trailing slash", () => {
  const read = readConfig({ CULPRIT_URL: "https://example.org/errors/" });
  assert.ok(read.ok);
  assert.equal(read.value.url, "https://example.org/errors");
});

test("every problem is reported at once, each by its name", () => {
  const read = readConfig({
    CULPRIT_PORT: "99999",
    CULPRIT_URL: "ftp://x",
    CULPRIT_SECRET_KEY: "short",
    CULPRIT_ADMIN_EMAIL: "nobody",
    CULPRIT_TRUSTED_PROXIES: "10.0.0.0/8, elsewhere",
    CULPRIT_OUTBOUND_ALLOW: "sentry.lan, https://sentry.lan, 10.0.0.0/99",
    CULPRIT_SMTP_URL: "https://user:hidden@mail.example.org",
    CULPRIT_LOG_LEVEL: "loud",
  });
  assert.ok(!read.ok);
  assert.deepEqual(
    read.problem.map(({ name }) => name),
    [
      "CULPRIT_PORT",
      "CULPRIT_URL",
      "CULPRIT_SECRET_KEY",
      "CULPRIT_ADMIN_EMAIL",
      "CULPRIT_ADMIN_PASSWORD",
      "CULPRIT_TRUSTED_PROXIES",
      "CULPRIT_OUTBOUND_ALLOW",
      "CULPRIT_OUTBOUND_ALLOW",
      "CULPRIT_SMTP_URL",
      "CULPRIT_LOG_LEVEL",
    ],
  );
  assert.ok(read.problem.every(({ text }) => !text.includes("hidden")));
});

test("mail is from the public address's host unless said otherwise, and needs a server", () => {
  const url = "smtp://ada:p%40ss@mail.lan:587";
  const read = readConfig({ CULPRIT_URL: "https://errors.example.org", CULPRIT_SMTP_URL: url });
  assert.ok(read.ok);
  assert.deepEqual(read.value.mail, { url, from: "Culprit <culprit@errors.example.org>" });
  const given = readConfig({ CULPRIT_SMTP_URL: url, CULPRIT_MAIL_FROM: "Errors <e@example.org>" });
  assert.ok(given.ok && given.value.mail?.from === "Errors <e@example.org>");
  for (const from of ["nobody", "a@b\r\nBcc: c@d", "<a@b> c"]) {
    assert.ok(!readConfig({ CULPRIT_SMTP_URL: url, CULPRIT_MAIL_FROM: from }).ok, from);
  }
  assert.ok(!readConfig({ CULPRIT_MAIL_FROM: "e@example.org" }).ok);
});
