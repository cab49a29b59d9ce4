import type { Quarantined } from "../checkup/installation.ts";
import { decodeLoggedRequest, MAX_QUARANTINED_BYTES } from "../protocol/logged-request.ts";
import type { Answer } from "./answer.ts";
import { found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { mayIn } from "./caller.ts";
import { answerSlice } from "./paging.ts";
import type { CallerAsk, Method, Route } from "./route.ts";
import { scopedRoute } from "./route.ts";
import { serialiseLook, serialiseQuarantined, serialiseQuarantinedRequest } from "./serialise-installation.ts";

const SCOPES = ["org:admin"] as const;

/** For whoever runs the installation: how it is, and what could not be digested. Our own resource. */
export function installationRoutes(parts: ApiParts): readonly Route[] {
  const entries = "/installation/quarantine";
  return [
    operatorRoute(parts, "GET", "/installation", async () => found(serialiseLook(await parts.installation.look()))),
    operatorRoute(parts, "GET", entries, async (ask) =>
      answerSlice(parts, ask, (await parts.installation.listQuarantined()).map(serialiseQuarantined)),
    ),
    entryRoute(parts, "GET", `${entries}/:entry`, async (entry) => found(serialiseQuarantinedRequest(entry))),
    entryRoute(parts, "DELETE", `${entries}/:entry`, async ({ position }) => {
      await parts.commands.deleteQuarantined({ position });
      return NO_CONTENT;
    }),
    entryRoute(parts, "POST", `${entries}/:entry/retry`, (entry) => retry(parts, entry)),
  ];
}

/** The organisation that was made when the installation was set up: its owners run the installation. */
export async function findHome(parts: ApiParts): Promise<number | undefined> {
  const ids = (await parts.projects.listOrganizations(undefined)).map(({ id }) => id);
  return ids.length === 0 ? undefined : Math.min(...ids);
}

/** Not there for whoever does not belong to the first organisation. */
function operatorRoute(parts: ApiParts, method: Method, path: string, answer: (ask: CallerAsk) => Promise<Answer>): Route {
  return scopedRoute(method, path, SCOPES, async (ask) => {
    const home = await findHome(parts);
    if (home === undefined || !ask.caller.scopes.has(home)) return refuse({ kind: "not-found" });
    if (!mayIn(ask.caller, home, SCOPES)) return refuse({ kind: "no-permission" });
    const answered = await answer(ask);
    return method === "GET" ? answered : { ...answered, audit: { organizationId: home } };
  });
}

function entryRoute(parts: ApiParts, method: Method, path: string, answer: (entry: Quarantined) => Promise<Answer>): Route {
  return operatorRoute(parts, method, path, async ({ params }) => {
    const text = params["entry"] ?? "";
    const entry = /^\d{1,15}$/.test(text) ? await parts.installation.findQuarantined(Number(text)) : undefined;
    return entry === undefined ? refuse({ kind: "not-found" }) : await answer(entry);
  });
}

/**
 * The request goes the way of every other, as if it came now: its events count once, whatever became of them before. It leaves
 * quarantine when it is durable in the log; if it cannot be digested again, it comes back.
 */
async function retry(parts: ApiParts, { position, bytes }: Quarantined): Promise<Answer> {
  if (bytes.length >= MAX_QUARANTINED_BYTES || !decodeLoggedRequest(bytes).ok) {
    const detail = "This request is not there as a whole, and cannot be tried again. Delete it when it is of no more use.";
    return refuse({ kind: "conflict", detail });
  }
  await parts.installation.keepAgain(bytes);
  await parts.commands.deleteQuarantined({ position });
  return { status: 202, body: {} };
}
