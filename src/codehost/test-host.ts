import type { IncomingHttpHeaders, Server } from "node:http";
import { createServer } from "node:http";
import { once } from "node:events";
import assert from "node:assert/strict";
import { test } from "node:test";
import { createOutbound } from "../outbound/client.ts";
import type { ChangedFile } from "../release/release.ts";
import type { CodeHost, CodeHostDeps, CodeHostProblem, Found, IssueState, ReadWebhook, RepositoryPlace } from "./codehost.ts";

/** A host that a contract is run against, faked or real, holding what the contract speaks of. */
export type TestHost = {
  readonly origin: string;
  readonly open: (deps: CodeHostDeps) => CodeHost;
  readonly readWebhook: ReadWebhook;
  /** May do all; may read alone. */
  readonly token: string;
  readonly readingToken: string;
  /** Has issues, a commit and files. */
  readonly shop: RepositoryPlace;
  readonly archived: RepositoryPlace;
  readonly withoutIssues: RepositoryPlace;
  readonly commit: { readonly id: string; readonly title: string; readonly authorName: string; readonly authorEmail: string };
  /** The commits before it, newest first: none is a merge. */
  readonly before: readonly string[];
  /** What it changed, as the host says it. */
  readonly changes: readonly ChangedFile[];
  readonly branch: string;
  /** Path → text. One path has letters that must be encoded. */
  readonly files: { readonly [path: string]: string };
  readonly binaryFile: string;
  readonly largeFile: string;
  /** The page of line 7 of a file at the commit, as the host shows it. */
  readonly pageOfLine7: (path: string) => string;
  /** Somebody at the host closes or reopens an issue. */
  readonly setState: (number: number, state: IssueState) => Promise<void>;
  readonly notesOf: (number: number) => Promise<readonly string[]>;
  /** Something that is an issue for the host's API, and a pull request for people. */
  readonly pullNumber: number | undefined;
  readonly close: () => Promise<void>;
};

/** Declares a test that is given the host and an adapter opened with the token that may do all. */
export type HostTest = (name: string, run: (host: TestHost, codeHost: CodeHost) => Promise<void>) => void;

export function hostTests(hostName: string, open: () => Promise<TestHost>): HostTest {
  return (name, run) => {
    test(`${hostName}: ${name}`, async () => {
      const host = await open();
      await run(host, openHost(host));
    });
  };
}

export function openHost(host: TestHost, token = host.token): CodeHost {
  return host.open({ send: testSend, origin: host.origin, token });
}

const outbound = createOutbound({ allow: [{ kind: "range", range: "127.0.0.0/8" }] });

/** The real client, let through to this machine. */
export const testSend: CodeHostDeps["send"] = outbound.send;

export function valueOf<T>(found: Found<T>): T {
  assert.ok(found.ok, found.ok ? "" : `${found.problem.kind}: ${found.problem.message}`);
  return found.value;
}

export function problemOf(found: Found<unknown>): CodeHostProblem {
  assert.ok(!found.ok, "there was no problem");
  return found.problem;
}

export type Delivery = { readonly headers: { readonly [name: string]: string | undefined }; readonly body: Uint8Array };

/** Where webhooks arrive. */
export async function openReceiver(): Promise<{
  readonly url: string;
  readonly deliveries: readonly Delivery[];
  /** The delivery that comes next after `count`, at most ten seconds later. */
  readonly next: (count: number) => Promise<Delivery>;
  readonly close: () => Promise<void>;
}> {
  const deliveries: Delivery[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      deliveries.push({ headers: flat(request.headers), body: Buffer.concat(chunks) });
      response.writeHead(202).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${portOf(server)}/code-host/1/webhook/`,
    deliveries,
    async next(count) {
      for (let tries = 0; tries < 400; tries++) {
        const delivery = deliveries[count];
        if (delivery !== undefined) return delivery;
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
      throw new Error(`no delivery after ${count}`);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export function portOf(server: Server): number {
  const address = server.address();
  assert.ok(typeof address === "object" && address !== null);
  return address.port;
}

function flat(headers: IncomingHttpHeaders): Delivery["headers"] {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]));
}
