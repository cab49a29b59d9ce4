import assert from "node:assert/strict";
import type { HostTest } from "./test-host.ts";
import { openHost, problemOf, valueOf } from "./test-host.ts";

/** Finding repositories, and what is said when the host cannot be used. */
export function repositoryContract(atHost: HostTest): void {
  atHost("lists the repositories of the token, and not the archived ones", async (host, codeHost) => {
    const { repositories } = valueOf(await codeHost.listRepositories("", undefined));
    const shop = repositories.find(({ id }) => id === host.shop.id);
    assert.equal(shop?.path, host.shop.path);
    assert.equal(shop.url, `${host.origin}/${host.shop.path}`);
    assert.ok(!repositories.some(({ id }) => id === host.archived.id));
  });

  atHost("finds repositories by a part of their name", async (host, codeHost) => {
    const name = host.shop.path.split("/").at(-1)?.slice(0, 3).toUpperCase() ?? "";
    const found = valueOf(await codeHost.listRepositories(name, undefined));
    assert.deepEqual(
      found.repositories.map(({ path }) => path),
      [host.shop.path],
    );
    assert.equal(found.next, undefined);
    assert.deepEqual(valueOf(await codeHost.listRepositories("no-such-name", undefined)).repositories, []);
  });

  atHost("finds a repository by its id and by its path", async (host, codeHost) => {
    for (const name of [host.shop.id, host.shop.path]) {
      assert.deepEqual(valueOf(await codeHost.findRepository(name)), {
        ...host.shop,
        url: `${host.origin}/${host.shop.path}`,
        defaultBranch: host.branch,
        archived: false,
        hasIssues: true,
      });
    }
    assert.equal(valueOf(await codeHost.findRepository(host.archived.id)).archived, true);
    assert.equal(valueOf(await codeHost.findRepository(host.withoutIssues.id)).hasIssues, false);
  });

  atHost("finds no repository that is not there, and none whose name leads elsewhere", async (host, codeHost) => {
    const names = [
      "999999",
      `${host.shop.path}-not`,
      "",
      ".",
      "..",
      "../user",
      `${host.shop.path}/../..`,
      "a?b=c",
      "-1",
      "1e3",
    ];
    for (const name of names) assert.equal(problemOf(await codeHost.findRepository(name)).kind, "not-found", name);
  });

  atHost("says that a token is wrong", async (host) => {
    for (const token of ["0123456789abcdef0123456789abcdef01234567", "", "with a blank", "line\nbreak", "tökén"]) {
      const problem = problemOf(await openHost(host, token).listRepositories("", undefined));
      assert.equal(problem.kind, "wrong-token");
      assert.match(problem.message, /Make a new one there/);
    }
  });

  atHost("says that nothing of its kind answers at an address", async (host) => {
    const elsewhere = openHost({ ...host, origin: `${host.origin}/elsewhere` });
    const problem = problemOf(await elsewhere.listRepositories("", undefined));
    assert.equal(problem.kind, "not-a-code-host");
    assert.match(problem.message, /Check the address/);
  });

  atHost("says that nobody listens", async (host) => {
    const nobody = openHost({ ...host, origin: "http://127.0.0.1:9" });
    assert.equal(problemOf(await nobody.listRepositories("", undefined)).kind, "refused");
  });
}
