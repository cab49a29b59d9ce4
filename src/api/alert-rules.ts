import type { Action } from "../alert/rule.ts";
import type { Project } from "../project/project.ts";
import { ruleBody, serialiseRule } from "./alert-rule-shape.ts";
import type { Answer } from "./answer.ts";
import { created, found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { answerSlice } from "./paging.ts";
import { readBody } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import { projectRoute } from "./scoped.ts";

export const READ_ALERTS = ["alerts:read", "project:read"] as const;
export const WRITE_ALERTS = ["alerts:write", "project:write"] as const;

/** When somebody is told, in Sentry's shape of issue alerts. */
export function alertRuleRoutes(parts: ApiParts): readonly Route[] {
  const path = "/rules";
  const one = `${path}/:rule`;
  return [
    projectRoute(parts, { method: "GET", path, scopes: READ_ALERTS }, async (ask, { project }) => {
      const rules = await parts.alerts.reader.listAlertRules(project.id);
      return answerSlice(
        parts,
        ask,
        rules.map((rule) => serialiseRule(rule, project)),
      );
    }),
    projectRoute(parts, { method: "POST", path, scopes: WRITE_ALERTS }, (ask, { project }) =>
      saveRule(parts, ask, project, undefined),
    ),
    projectRoute(parts, { method: "POST", path: `${path}/preview`, scopes: READ_ALERTS }, (ask, { project }) =>
      previewRule(parts, ask, project),
    ),
    projectRoute(parts, { method: "GET", path: one, scopes: READ_ALERTS }, async (ask, { project }) => {
      const id = idIn(ask.params["rule"]);
      const rule = id === undefined ? undefined : await parts.alerts.reader.findAlertRule(project.id, id);
      return rule === undefined ? refuse({ kind: "not-found" }) : found(serialiseRule(rule, project));
    }),
    projectRoute(parts, { method: "PUT", path: one, scopes: WRITE_ALERTS }, async (ask, { project }) => {
      const id = idIn(ask.params["rule"]);
      return id === undefined ? refuse({ kind: "not-found" }) : saveRule(parts, ask, project, id);
    }),
    projectRoute(parts, { method: "DELETE", path: one, scopes: WRITE_ALERTS }, async (ask, { project }) => {
      const id = idIn(ask.params["rule"]);
      const rule = id === undefined ? undefined : await parts.alerts.reader.findAlertRule(project.id, id);
      if (rule === undefined) return refuse({ kind: "not-found" });
      await parts.commands.deleteAlertRule({ projectId: project.id, ruleId: rule.id });
      // As Sentry answers: Terraform takes any other status for a failure.
      return { status: 202 };
    }),
  ];
}

export function idIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

async function saveRule(parts: ApiParts, ask: CallerAsk, project: Project, ruleId: number | undefined): Promise<Answer> {
  const body = readBody(ask, ruleBody);
  if (!body.ok) return refuse(body.problem);
  const stranger = await unknownTarget(parts, project, body.value.actions);
  if (stranger !== undefined) return refuse({ kind: "invalid-fields", fields: { actions: [stranger] } });
  const saved = await parts.commands.saveAlertRule({ projectId: project.id, ruleId, settings: body.value });
  if (saved.ok) return (ruleId === undefined ? created : found)(serialiseRule(saved.value, project));
  switch (saved.problem.kind) {
    case "not-found":
      return refuse({ kind: "not-found" });
    case "no-channel":
      return refuse({ kind: "invalid-fields", fields: { actions: ["name a channel that this project does not have"] } });
    case "too-many":
      return refuse({ kind: "conflict", detail: "The project has as many rules as it may. Delete one first." });
  }
}

/** What is wrong with the people of a rule's letters: they must be of the organisation. */
async function unknownTarget(
  { people }: ApiParts,
  { organizationId }: Project,
  actions: readonly Action[],
): Promise<string | undefined> {
  const teams = actions.flatMap((action) => (action.kind === "team" ? action.teamId : []));
  const members = actions.flatMap((action) => (action.kind === "member" ? action.userId : []));
  const known = {
    teams: teams.length === 0 ? [] : (await people.listTeams(organizationId)).map(({ id }) => id),
    members: members.length === 0 ? [] : (await people.listMembers(organizationId)).map(({ user }) => user.id),
  };
  if (!teams.every((id) => known.teams.includes(id))) return "name a team that this organisation does not have";
  return members.every((id) => known.members.includes(id)) ? undefined : "name somebody who is no member of this organisation";
}

/** What the rule would have done in the last days. Nothing is changed. */
async function previewRule(parts: ApiParts, ask: CallerAsk, project: Project): Promise<Answer> {
  const body = readBody(ask, ruleBody);
  if (!body.ok) return refuse(body.problem);
  return found(await parts.alerts.reader.previewRule(project.id, body.value, parts.now()));
}
