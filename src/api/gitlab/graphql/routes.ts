import type { Answer } from "../../answer.ts";
import type { ApiParts } from "../../api-deps.ts";
import { textField } from "../fields.ts";
import { refuseIn } from "../refusal.ts";
import type { GitlabAsk, GitlabRoute } from "../route.ts";

/** The door for programs that ask for what they need. Nothing can be changed by it. Source: reference gitlab-error-tracking §6.3. */
export function graphqlRoutes(parts: ApiParts): readonly GitlabRoute[] {
  const answer = (ask: GitlabAsk): Promise<Answer> => answerQuery(parts, ask);
  return [
    { method: "POST", path: "/api/graphql", manner: "graphql", answer },
    { method: "GET", path: "/api/graphql", manner: "graphql", answer },
  ];
}

async function answerQuery(parts: ApiParts, { fields, caller }: GitlabAsk): Promise<Answer> {
  const variables = readVariables(fields.get("variables"));
  if (variables === undefined) return refuseIn("graphql", { kind: "invalid", detail: "variables must be an object." });
  // Loaded when first asked: most installations never are, and each thread would hold it.
  const { executeQuery } = await import("./execute.ts");
  const query = textField(fields, "query") ?? "";
  return await executeQuery(parts, caller, { query, variables, operationName: textField(fields, "operationName") });
}

/** An object, or the JSON text of one, as forms and queries carry it. */
function readVariables(value: unknown): { readonly [name: string]: unknown } | undefined {
  if (value === undefined || value === null || value === "") return {};
  if (typeof value !== "string") return isObject(value) ? value : undefined;
  try {
    const parsed: unknown = JSON.parse(value);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
