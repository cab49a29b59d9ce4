import { z } from "zod";
import { readFingerprintRules } from "../grouping/rules/fingerprint-rules.ts";
import { readStackRules } from "../grouping/rules/stack-rules.ts";
import type { GroupingRulesVersion, RuleTexts } from "../project/grouping-rules.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { changedTexts, rulesFields, serialiseTexts, writtenRules } from "./grouping-rules-shape.ts";
import { readBody } from "./parse.ts";
import type { Lookback } from "./preview-rules.ts";
import { previewRules } from "./preview-rules.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InProject } from "./scoped.ts";
import { projectRoute } from "./scoped.ts";

/** Rules of grouping of a project: read, checked, tried on what is stored, saved. */
export function groupingRulesRoutes(parts: ApiParts): readonly Route[] {
  const path = "/grouping-rules";
  const write = ["project:write"] as const;
  return [
    projectRoute(parts, { method: "GET", path, scopes: ["project:read"] }, async (_ask, { project }) =>
      found(serialise(await parts.groupingRules.findGroupingRules(project.id))),
    ),
    projectRoute(parts, { method: "PUT", path, scopes: write }, (ask, place) => saveRules(parts, ask, place)),
    projectRoute(parts, { method: "POST", path: `${path}/check`, scopes: ["project:read"] }, async (ask) => {
      const body = readBody(ask, checkBody);
      return body.ok ? found({ problems: problemsOf(changedTexts(undefined, body.value)) }) : refuse(body.problem);
    }),
    projectRoute(parts, { method: "POST", path: `${path}/preview`, scopes: write }, (ask, place) => preview(parts, ask, place)),
  ];
}

function serialise(rules: GroupingRulesVersion | undefined): object {
  return {
    ...serialiseTexts(rules),
    /** Events name the rules that they were grouped by. */
    version: rules === undefined ? null : String(rules.id),
    dateCreated: rules === undefined ? null : dateOf(rules.createdAtMs),
  };
}

function problemsOf({ fingerprinting, enhancements }: RuleTexts): object {
  return {
    fingerprintingRules: readFingerprintRules(fingerprinting).problems,
    groupingEnhancements: readStackRules(enhancements).problems,
  };
}

export const checkBody = z.object(writtenRules);
export const saveBody = z.object(rulesFields);

async function saveRules(parts: ApiParts, ask: CallerAsk, { project }: InProject): Promise<Answer> {
  const body = readBody(ask, saveBody);
  if (!body.ok) return refuse(body.problem);
  const texts = changedTexts(await parts.groupingRules.findGroupingRules(project.id), body.value);
  await parts.commands.saveGroupingRules({ ...texts, projectId: project.id, byUserId: ask.caller.user?.id });
  return found(serialise(await parts.groupingRules.findGroupingRules(project.id)));
}

const MAX_EVENTS = 5_000;
export const previewBody = z.object({
  ...rulesFields,
  events: z
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(MAX_EVENTS, `must not be more than ${MAX_EVENTS}`)
    .optional(),
});
const DEFAULT_EVENTS = 2_000;
/** However slow the disk: an API thread serves others, too. */
const MAX_MS = 3_000;

async function preview(parts: ApiParts, ask: CallerAsk, { project }: InProject): Promise<Answer> {
  const body = readBody(ask, previewBody);
  if (!body.ok) return refuse(body.problem);
  if (!parts.backendOf(project).can.regroup) {
    return refuse({ kind: "invalid", detail: "A Sentry groups the errors of this project. Change its rules there." });
  }
  const before = await parts.groupingRules.findGroupingRules(project.id);
  const wanted = changedTexts(before, body.value);
  const lookback: Lookback = { maxEvents: body.value.events ?? DEFAULT_EVENTS, maxMs: MAX_MS };
  return found(await previewRules(parts, project, { before, wanted }, lookback));
}
