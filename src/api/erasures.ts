import { isIP } from "node:net";
import { z } from "zod";
import type { Person } from "../retention/person.ts";
import { hashOfPerson, PERSON_KINDS } from "../retention/person.ts";
import type { Answer } from "./answer.ts";
import { refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { answerSlice } from "./paging.ts";
import { namedText, readBody } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import { organizationRoute, projectRoute } from "./scoped.ts";
import { serialiseErasure } from "./serialise-erasure.ts";

type Place = { readonly organizationId: number; readonly projectId?: number };

/** Erasing what is stored of one person, in a project or in all of an organisation, and the receipts of that. */
export function erasureRoutes(parts: ApiParts): readonly Route[] {
  const path = "/erasures";
  const inProject = { path, scopes: ["project:admin"] } as const;
  const inOrganization = { path, scopes: ["org:admin"] } as const;
  return [
    projectRoute(parts, { method: "GET", ...inProject }, (ask, { organization, project }) =>
      listErasures(parts, ask, { organizationId: organization.id, projectId: project.id }),
    ),
    projectRoute(parts, { method: "POST", ...inProject }, (ask, { organization, project }) =>
      erasePerson(parts, ask, { organizationId: organization.id, projectId: project.id }),
    ),
    organizationRoute(parts, { method: "GET", ...inOrganization }, (ask, organization) =>
      listErasures(parts, ask, { organizationId: organization.id }),
    ),
    organizationRoute(parts, { method: "POST", ...inOrganization }, (ask, organization) =>
      erasePerson(parts, ask, { organizationId: organization.id }),
    ),
  ];
}

async function listErasures(parts: ApiParts, ask: CallerAsk, place: Place): Promise<Answer> {
  const erasures = await parts.erasures.listErasures(place);
  return answerSlice(parts, ask, erasures.map(serialiseErasure));
}

const MAX_CHARS = 256;
export const personBody = z
  .object({
    kind: z.enum(PERSON_KINDS, { error: "must be id, email, username or ip" }),
    value: namedText(MAX_CHARS),
  })
  .superRefine(({ kind, value }, context) => {
    const isWrong = kind === "ip" ? isIP(value) === 0 : kind === "email" && !/^[^\s@]+@[^\s@]+$/.test(value);
    const message = kind === "ip" ? "must be an IP address" : "must be an e-mail address";
    if (isWrong) context.addIssue({ code: "custom", path: ["value"], message });
  });

/** Is noted at once and done in the background, so the answer is 202 with the receipt as it stands. */
async function erasePerson(parts: ApiParts, ask: CallerAsk, place: Place): Promise<Answer> {
  const body = readBody(ask, personBody);
  if (!body.ok) return refuse(body.problem);
  const person: Person = body.value;
  const { user, token } = ask.caller;
  const { id } = await parts.commands.erasePerson({
    organizationId: place.organizationId,
    projectId: place.projectId,
    person,
    personHash: hashOfPerson(person, parts.sentry.secretKey),
    byUserId: user?.id,
    askedBy: user?.email ?? `token ${token?.name ?? ""}`.trim(),
  });
  const erasures = await parts.erasures.listErasures(place);
  const receipt = erasures.find((erasure) => erasure.id === id);
  return { status: 202, body: receipt === undefined ? { id: String(id) } : serialiseErasure(receipt) };
}
