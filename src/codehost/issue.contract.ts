import assert from "node:assert/strict";
import type { CodeHost, HostIssue } from "./codehost.ts";
import type { HostTest, TestHost } from "./test-host.ts";
import { openHost, problemOf, valueOf } from "./test-host.ts";

/** Issues: making, finding, closing, reopening, what changed. */
export function issueContract(atHost: HostTest): void {
  atHost("makes an issue and finds it again", async (host, codeHost) => {
    const startedAtMs = Date.now();
    const draft = { title: "TypeError: x is null <b>&", body: "# Facts\n\n```\nTraceback `ü` 🙂\n```\n" };
    const made = valueOf(await codeHost.createIssue(host.shop, draft));
    assert.equal(made.title, draft.title);
    assert.equal(made.state, "open");
    assert.ok(made.url.startsWith(`${host.origin}/${host.shop.path}/`), made.url);
    // Hosts count in seconds.
    assert.ok(Math.abs(made.updatedAtMs - startedAtMs) < 60_000);
    assert.deepEqual(valueOf(await codeHost.findIssue(host.shop, made.number)), made);
  });

  atHost("reads the number of an issue from its page's address", async (host, codeHost) => {
    const made = await makeIssue(host, codeHost);
    const read = { repositoryPath: host.shop.path, number: made.number };
    for (const text of [made.url, ` ${made.url} `, `${made.url}?x=1#note_7`, `${made.url}/`]) {
      assert.deepEqual(codeHost.parseIssueUrl(text), read, text);
    }
    const foreign = [
      "",
      "12",
      made.url.replace("127.0.0.1", "127.0.0.2"),
      made.url.replace("http:", "ftp:"),
      made.url.replace(String(made.number), "0"),
      made.url.replace(String(made.number), "x"),
      `${host.origin}/${host.shop.path}`,
      `https://evil.example/${made.url}`,
      made.url.replace("127.0.0.1", "127.0.0.1@evil.example"),
    ];
    for (const text of foreign) assert.equal(codeHost.parseIssueUrl(text), undefined, text);
  });

  atHost("cuts a title that is longer than the host takes", async (host, codeHost) => {
    const made = valueOf(await codeHost.createIssue(host.shop, { title: "x".repeat(5_000), body: "" }));
    assert.match(made.title, /^x{200,300}$/);
  });

  atHost("closes an issue with a note, once however often it is asked", async (host, codeHost) => {
    const { number } = await makeIssue(host, codeHost);
    const closed = valueOf(await codeHost.closeIssue(host.shop, number, "Resolved in Culprit."));
    assert.deepEqual([closed.issue.state, closed.changed, closed.noteProblem], ["closed", true, undefined]);
    const again = valueOf(await codeHost.closeIssue(host.shop, number, "Resolved in Culprit."));
    assert.deepEqual([again.issue.state, again.changed], ["closed", false]);
    assert.deepEqual(await host.notesOf(number), ["Resolved in Culprit."]);
    assert.equal(valueOf(await codeHost.findIssue(host.shop, number)).state, "closed");
  });

  atHost("reopens an issue with a note, once however often it is asked", async (host, codeHost) => {
    const { number } = await makeIssue(host, codeHost);
    await host.setState(number, "closed");
    const reopened = valueOf(await codeHost.reopenIssue(host.shop, number, "It came back."));
    assert.deepEqual([reopened.issue.state, reopened.changed], ["open", true]);
    assert.equal(valueOf(await codeHost.reopenIssue(host.shop, number, "It came back.")).changed, false);
    assert.deepEqual(await host.notesOf(number), ["It came back."]);
  });

  atHost("writes no note on an issue that somebody there has closed before", async (host, codeHost) => {
    const { number } = await makeIssue(host, codeHost);
    await host.setState(number, "closed");
    assert.equal(valueOf(await codeHost.closeIssue(host.shop, number, "Resolved in Culprit.")).changed, false);
    assert.deepEqual(await host.notesOf(number), []);
  });

  atHost("lists what changed since a time", async (host, codeHost) => {
    const untouched = await makeIssue(host, codeHost);
    const touched = await makeIssue(host, codeHost);
    // The next second begins, by which hosts tell before from after.
    await new Promise((resolve) => setTimeout(resolve, 2_100));
    const sinceMs = Date.now() - 1_000;
    await host.setState(touched.number, "closed");
    const changed = valueOf(await codeHost.listChangedIssues(host.shop, sinceMs));
    assert.deepEqual(
      changed.issues.map(({ number, state }) => [number, state]),
      [[touched.number, "closed"]],
    );
    assert.equal(changed.complete, true);
    assert.ok(changed.untilMs > sinceMs && changed.untilMs <= Date.now() + 60_000);
    const later = valueOf(await codeHost.listChangedIssues(host.shop, Date.now() + 3_600_000));
    assert.deepEqual([later.issues, later.complete], [[], true]);
    assert.ok(valueOf(await codeHost.listChangedIssues(host.shop, 0)).issues.some(({ number }) => number === untouched.number));
  });

  atHost("finds no issue that is not there, and takes no pull request for one", async (host, codeHost) => {
    assert.equal(problemOf(await codeHost.findIssue(host.shop, 999_999)).kind, "not-found");
    assert.equal(problemOf(await codeHost.closeIssue(host.shop, 999_999, "")).kind, "not-found");
    if (host.pullNumber === undefined) return;
    assert.equal(problemOf(await codeHost.findIssue(host.shop, host.pullNumber)).kind, "not-found");
    assert.equal(problemOf(await codeHost.closeIssue(host.shop, host.pullNumber, "")).kind, "not-found");
    const { issues } = valueOf(await codeHost.listChangedIssues(host.shop, 0));
    assert.ok(!issues.some(({ number }) => number === host.pullNumber));
  });

  atHost("names the scope that a token lacks", async (host, codeHost) => {
    const { number } = await makeIssue(host, codeHost);
    const reader = openHost(host, host.readingToken);
    assert.equal(valueOf(await reader.findIssue(host.shop, number)).state, "open");
    const refused = [
      await reader.createIssue(host.shop, { title: "Not to be", body: "" }),
      await reader.closeIssue(host.shop, number, ""),
      await reader.ensureWebhook(host.shop, "http://127.0.0.1:9/", "secret"),
    ];
    for (const answer of refused) {
      const problem = problemOf(answer);
      assert.equal(problem.kind, "missing-scope", problem.message);
      assert.match(problem.message, /lacks the scope \S+/);
    }
  });

  atHost("says that a repository is archived or takes no issues", async (host, codeHost) => {
    const draft = { title: "Not to be", body: "" };
    const archived = problemOf(await codeHost.createIssue(host.archived, draft));
    assert.equal(archived.kind, "archived", archived.message);
    const disabled = problemOf(await codeHost.createIssue(host.withoutIssues, draft));
    assert.equal(disabled.kind, "issues-disabled", disabled.message);
  });
}

async function makeIssue(host: TestHost, codeHost: CodeHost): Promise<HostIssue> {
  return valueOf(await codeHost.createIssue(host.shop, { title: "An issue", body: "Of a test." }));
}
