import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import type { FakeGitlab } from "../../test/fakes/codehost/fake-gitlab.ts";
import { fakeGitlab } from "../../test/fakes/codehost/fake-gitlab.ts";
import type { FakeRepository, FakeWorld } from "../../test/fakes/codehost/world.ts";
import { GOOD_TOKEN, shopWorld } from "../../test/fakes/codehost/world.ts";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, recordError } from "./test-world.ts";

/** An API with two errors in the project `web`, and a GitLab beside it. */
export type CodeHostWorld = Populated & {
  readonly gitlab: FakeGitlab;
  readonly host: FakeWorld;
  readonly repository: FakeRepository;
  /** Ids of the two errors. */
  readonly first: string;
  readonly second: string;
  /** Asks as the owner; `path` continues `/api/0`. */
  readonly owned: (method: string, path: string, body?: unknown) => Promise<Answered>;
  /** Connects `web` to the repository; answers what is kept then. */
  readonly connect: (change?: object) => Promise<Answered>;
};

export const CODE_HOST = "/projects/acme/web/code-host/";

export async function openCodeHostWorld(context: TestContext): Promise<CodeHostWorld> {
  const world = await openPopulatedWorld();
  const host = shopWorld("acme");
  const gitlab = await fakeGitlab(host, "");
  context.after(gitlab.close);
  const [repository] = host.repositories;
  assert.ok(repository !== undefined);
  recordError(world, world.web, { id: eventId(1), signature: "a", title: "PriceError: no price" });
  recordError(world, world.web, { id: eventId(2), signature: "b", title: "TaxError: no tax", hoursAgo: 2 });
  const owned: CodeHostWorld["owned"] = (method, path, body) =>
    world.ask(`/api/0${path}`, { method, session: world.owner, ...(body === undefined ? {} : { body }) });
  const [first, second] = (await owned("GET", "/projects/acme/web/issues/")).json;
  return {
    ...world,
    gitlab,
    host,
    repository,
    first: first.id,
    second: second.id,
    owned,
    connect: (change = {}) =>
      owned("PUT", CODE_HOST, { kind: "gitlab", origin: gitlab.origin, token: GOOD_TOKEN, repository: "11", ...change }),
  };
}
