import assert from "node:assert/strict";
import { test } from "node:test";
import { pageOf, parseOrigin } from "./address.ts";
import type { CodeHostKind } from "./codehost.ts";

const good: readonly { readonly kind: CodeHostKind; readonly text: string; readonly want: string }[] = [
  { kind: "gitlab", text: "https://gitlab.com", want: "https://gitlab.com" },
  { kind: "gitlab", text: " GitLab.Example:8443/ ", want: "https://gitlab.example:8443" },
  { kind: "gitlab", text: "http://git.lan/gitlab//", want: "http://git.lan/gitlab" },
  { kind: "gitlab", text: "https://git.lan/gitlab/api/v4/?x=1#y", want: "https://git.lan/gitlab" },
  { kind: "github", text: "https://api.github.com/", want: "https://github.com" },
  { kind: "github", text: "www.github.com/some/where", want: "https://github.com" },
  { kind: "github", text: "https://github.corp.example/api/v3", want: "https://github.corp.example" },
  { kind: "gitea", text: "https://code.example/git/api/v1/", want: "https://code.example/git" },
];
for (const { kind, text, want } of good) {
  test(`"${text}" is read as the origin ${want}`, () => assert.deepEqual(parseOrigin(kind, text), { ok: true, value: want }));
}

for (const text of ["", "  ", "ftp://git.lan", "https://", "https://user:secret@git.lan", `https://${"a".repeat(600)}`]) {
  test(`"${text.slice(0, 40)}" is refused as an origin, with its remedy`, () => {
    const origin = parseOrigin("gitlab", text);
    assert.ok(!origin.ok);
    assert.equal(origin.problem.kind, "bad-address");
    assert.match(origin.problem.message, /Write it as|must begin with|Take it out/);
    assert.ok(!origin.problem.message.includes("secret"));
  });
}

const OWN = "https://git.lan/gitlab/group/shop/-/issues/1";
const foreign = [
  undefined,
  "",
  "javascript:alert(1)",
  "//git.lan/gitlab/x",
  "https://evil.example/gitlab/group/shop/-/issues/1",
  "https://git.lan.evil.example/gitlab/x",
  "http://git.lan/gitlab/x",
  "https://git.lan/other",
  "https://git.lan/gitlab-evil/x",
  "https://git.lan/gitlab/../other",
  "https://user@git.lan/gitlab/x",
  `https://git.lan/gitlab/${"a".repeat(3_000)}`,
];
for (const given of foreign) {
  test(`a page that is not the host's own gives way to ours: ${String(given).slice(0, 60)}`, () => {
    assert.equal(pageOf("https://git.lan/gitlab", given, OWN), OWN);
  });
}

test("a page of the host is kept", () => {
  const page = "https://git.lan/gitlab/group/shop/-/work_items/1";
  assert.equal(pageOf("https://git.lan/gitlab", page, OWN), page);
});
