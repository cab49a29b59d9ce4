import { z } from "zod";
import type { TestServer } from "../harness/server.ts";
import { waitFor } from "../harness/wait-for.ts";

/** Sends events (JSON of an SDK) one envelope each, some at a time. */
export async function sendEvents(server: TestServer, events: readonly object[]): Promise<void> {
  const left = [...events];
  const worker = async (): Promise<void> => {
    for (let event = left.pop(); event !== undefined; event = left.pop()) {
      const url = `${server.url}/api/${server.projectId}/store/?sentry_key=${server.publicKey}&sentry_version=7`;
      const response = await fetch(url, { method: "POST", body: JSON.stringify(event) });
      if (response.status !== 200) throw new Error(`the event was answered ${response.status}: ${await response.text()}`);
      await response.body?.cancel();
    }
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

/** The issues of the test's project, once there are at least as many. */
export async function waitForIssues(server: TestServer, atLeast: number): Promise<readonly ListedIssue[]> {
  return waitFor(
    async () => {
      const path = `/projects/${server.organization}/${server.project}/issues/?query=`;
      const issues = Issues.parse(await server.read(path));
      return issues.length >= atLeast && issues;
    },
    { what: `${atLeast} issues` },
  );
}

const Issues = z.array(z.object({ id: z.string(), shortId: z.string(), title: z.string(), count: z.string() }));
export type ListedIssue = z.infer<typeof Issues>[number];
