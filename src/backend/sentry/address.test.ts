import assert from "node:assert/strict";
import { test } from "node:test";
import { readSentryAddress } from "./address.ts";

const typed = [
  { text: "sentry.io", want: ["https://sentry.io", undefined, undefined] },
  { text: " https://sentry.io/ ", want: ["https://sentry.io", undefined, undefined] },
  { text: "HTTPS://Sentry.IO", want: ["https://sentry.io", undefined, undefined] },
  { text: "https://de.sentry.io/organizations/acme/", want: ["https://de.sentry.io", "acme", undefined] },
  { text: "https://acme.sentry.io/issues/123/?project=1", want: ["https://acme.sentry.io", "acme", undefined] },
  { text: "https://host/api/0/projects/acme/web/", want: ["https://host", "acme", "web"] },
  { text: "https://host/api/0/projects/acme/web/issues/?query=x#y", want: ["https://host", "acme", "web"] },
  { text: "https://host/api/0/", want: ["https://host", undefined, undefined] },
  { text: "https://sentry.io/settings/acme/projects/web/keys/", want: ["https://sentry.io", "acme", "web"] },
  { text: "https://host/organizations/acme/projects/web/", want: ["https://host", "acme", "web"] },
  { text: "https://host/organizations/acme/issues/7/", want: ["https://host", "acme", undefined] },
  { text: "https://host/acme/web/", want: ["https://host", "acme", "web"] },
  { text: "https://host/auth/login/", want: ["https://host", undefined, undefined] },
  { text: "https://host/organizations/%2e%2e%2fx/", want: ["https://host", undefined, undefined] },
  { text: "sentry.lan:9000", want: ["https://sentry.lan:9000", undefined, undefined] },
  { text: "http://10.0.0.7:9000/", want: ["http://10.0.0.7:9000", undefined, undefined] },
  { text: "[::1]:9000", want: ["https://[::1]:9000", undefined, undefined] },
  { text: "//sentry.io/acme/web", want: ["https://sentry.io", "acme", "web"] },
] as const;
for (const { text, want } of typed) {
  test(`"${text}" is the Sentry ${want[0]}`, () => {
    const read = readSentryAddress(text);
    assert.ok(read.ok);
    assert.deepEqual([read.value.origin, read.value.organizationSlug, read.value.projectSlug], want);
  });
}

const refused = [
  { text: "", says: /Enter the address/ },
  { text: "https://", says: /is no address/ },
  { text: "ftp://sentry.io", says: /https:\/\/ or http:/ },
  { text: "javascript://sentry.io", says: /https:\/\/ or http:/ },
  { text: "https://0123456789abcdef0123456789abcdef@o1.ingest.sentry.io/7", says: /looks like a DSN/ },
  { text: "two words", says: /is no address/ },
  { text: "x".repeat(3_000), says: /Enter the address/ },
];
for (const { text, says } of refused) {
  test(`"${text.slice(0, 40)}" is refused with the remedy`, () => {
    const read = readSentryAddress(text);
    assert.ok(!read.ok);
    assert.match(read.problem, says);
  });
}
