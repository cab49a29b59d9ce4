import type { Page } from "playwright-core";
import { fakeGitlab } from "../fakes/codehost/fake-gitlab.ts";
import { addIssue, GOOD_TOKEN, shopWorld } from "../fakes/codehost/world.ts";
import type { TestServer } from "../harness/server.ts";
import { SENTRY_TOKEN, startShopAtSentry } from "./shop-at-sentry.ts";

/** What the pictures show beside the server itself: a code host and a Sentry, under the names they have in the world. */
export type Neighbours = {
  /** Makes an issue of an error. */
  readonly link: (issueId: string) => Promise<void>;
  /** Lets a page name them as in the world, and not by the ports they have here. */
  readonly dress: (page: Page) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** Connects the server's project to a repository, and the other project to the one of its slug at a Sentry. */
export async function connectNeighbours(server: TestServer, other: string): Promise<Neighbours> {
  const world = shopWorld("northwind");
  const [repository] = world.repositories;
  if (repository === undefined) throw new Error("there is no repository");
  // So many that the number looks like one.
  for (let n = 1; n < 482; n += 1) addIssue(repository, `Issue ${n}`, "");
  const gitlab = await fakeGitlab(world, "");
  const sentry = await startShopAtSentry();
  await put(server, `/projects/${server.organization}/${server.project}/code-host/`, {
    kind: "gitlab",
    origin: gitlab.origin,
    token: GOOD_TOKEN,
    repository: String(repository.id),
  });
  await put(server, `/projects/${server.organization}/${other}/backend/`, {
    kind: "sentry",
    origin: sentry.origin,
    token: SENTRY_TOKEN,
    organization: "northwind",
    project: other,
  });
  return {
    async link(issueId) {
      const path = `/organizations/${server.organization}/issues/${issueId}/link/`;
      const answer = await server.api(path, { method: "POST", body: "{}" });
      if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    },
    async dress(page) {
      await page.route(/\/(backend|code-host)\/$/, async (route) => {
        const answer = await route.fetch();
        const named = (await answer.text())
          .replaceAll(gitlab.origin, "https://gitlab.example.org")
          .replaceAll(sentry.origin, "https://sentry.io")
          .replace(/"warning":"[^"]*"/, '"warning":null');
        await route.fulfill({ response: answer, body: named });
      });
    },
    async close() {
      await gitlab.close();
      await sentry.close();
    },
  };
}

async function put(server: TestServer, path: string, body: object): Promise<void> {
  const answer = await server.api(path, { method: "PUT", body: JSON.stringify(body) });
  if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
}
