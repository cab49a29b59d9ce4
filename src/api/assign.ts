import { z } from "zod";
import type { User } from "../account/account.ts";
import type { Team } from "../account/people.ts";
import type { Assignee } from "../issue/issue.ts";
import type { Project } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { readBody } from "./parse.ts";
import type { CallerAsk } from "./route.ts";
import { serialiseAssignee, serialiseTeamAssignee } from "./serialise-user.ts";

const MAX_NAME_LENGTH = 320;
const HOW = "must be user:<id>, an e-mail address, me, team:<id> or #<team>, or empty for nobody";
export const assignBody = z.looseObject({
  assignedTo: z.union([z.string(HOW).max(MAX_NAME_LENGTH, HOW), z.number(HOW).int(HOW)], HOW).nullish(),
  status: z.unknown().optional(),
  substatus: z.unknown().optional(),
});

/** `assignedTo`: a name as it came; "" for nobody. */
export type AssignWish = { readonly assignedTo: string; readonly standsAlone: boolean };

/** Whom a change of issues gives them to; undefined when it does not say. Source: reference sentry-web-api §2.6.3. */
export function readAssignWish(ask: CallerAsk): Result<AssignWish | undefined, Refusal> {
  const body = readBody(ask, assignBody);
  if (!body.ok) return body;
  const { assignedTo, status, substatus } = body.value;
  if (assignedTo === undefined) return ok(undefined);
  const standsAlone = isNothing(status) && isNothing(substatus);
  // A client that sends null with a decision sends all that it knows of, and wants nobody taken off.
  if (assignedTo === null && !standsAlone) return ok(undefined);
  return ok({ assignedTo: String(assignedTo ?? "").trim(), standsAlone });
}

const isNothing = (value: unknown): boolean => value === undefined || value === null;

/** Whom issues are given to: a member or a team of the organisation. */
export type Taker = { readonly kind: "user"; readonly user: User } | { readonly kind: "team"; readonly team: Team };

/** Gives issues to a member or a team of their organisation, or to nobody. `assigned`: those that are now so. */
export async function assignIssues(
  parts: ApiParts,
  ask: CallerAsk,
  projects: readonly Project[],
  issueIds: readonly number[],
  { assignedTo }: AssignWish,
): Promise<Result<{ readonly assigned: readonly number[]; readonly to: Taker | undefined }, Refusal>> {
  const here = projects.filter((project) => parts.backendOf(project).can.assign);
  const [first] = here;
  if (first === undefined) {
    const detail = "A Sentry keeps these errors. Assign its issues there.";
    return problem({ kind: "invalid", detail });
  }
  const taker = await findTaker(parts, ask, first.organizationId, assignedTo);
  if (!taker.ok) return taker;
  const projectIds = here.map(({ id }) => id);
  const byUserId = ask.caller.user?.id;
  const { assigned } = await parts.commands.assignIssues({ issueIds, projectIds, to: assigneeOf(taker.value), byUserId });
  return ok({ assigned, to: taker.value });
}

function assigneeOf(taker: Taker | undefined): Assignee | undefined {
  if (taker === undefined) return undefined;
  if (taker.kind === "user") return { kind: "user", id: taker.user.id };
  return { kind: "team", id: taker.team.id, slug: taker.team.slug };
}

/** `assignedTo` of an answer. */
export function serialiseTaker(taker: Taker | undefined): object | null {
  return taker?.kind === "team" ? serialiseTeamAssignee(taker.team) : serialiseAssignee(taker?.user);
}

async function findTaker(
  parts: ApiParts,
  ask: CallerAsk,
  organizationId: number,
  name: string,
): Promise<Result<Taker | undefined, Refusal>> {
  if (name === "") return ok(undefined);
  const teamNamed = /^(?:team:|#)(.*)$/.exec(name)?.[1];
  if (teamNamed !== undefined) {
    const teams = await parts.people.listTeams(organizationId);
    const team = teams.find(({ id, slug }) => String(id) === teamNamed || slug === teamNamed.toLowerCase());
    return team === undefined ? refuseName("must be a team of the organisation") : ok({ kind: "team", team });
  }
  const members = (await parts.people.listMembers(organizationId)).map((member) => member.user);
  const wanted = name.replace(/^user:/, "");
  const isMeant = ({ id, email }: User): boolean => String(id) === wanted || email.toLowerCase() === wanted.toLowerCase();
  const user = members.find(wanted === "me" ? ({ id }) => id === ask.caller.user?.id : isMeant);
  return user === undefined ? refuseName("must be a member of the organisation") : ok({ kind: "user", user });
}

function refuseName(words: string): Result<never, Refusal> {
  return problem({ kind: "invalid-fields", fields: { assignedTo: [words] } });
}
