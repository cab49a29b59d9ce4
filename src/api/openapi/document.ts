import { STATUS_CODES } from "node:http";
import type { Scope } from "../../account/account.ts";
import { gitlabRoutes } from "../gitlab/routes.ts";
import type { ApiParts } from "../api-deps.ts";
import { apiRoutes } from "../routes.ts";
import { GITLAB_OPERATIONS } from "./gitlab-operations.ts";
import type { JsonSchema, Parameter, Shapes } from "./json-schema.ts";
import { jsonSchemaOf, parametersOf } from "./json-schema.ts";
import type { Operation } from "./operation.ts";
import { rowOf } from "./operation.ts";
import { API_OPERATIONS } from "./operations.ts";
import { Detail } from "./shapes/shape.ts";

/** A route as the document shows it. `path` begins at the public address. */
export type Described = {
  readonly heading: string;
  readonly method: string;
  readonly path: string;
  readonly access: "open" | "signed-in" | readonly Scope[];
  readonly operation: Operation;
};

/** Answered like its neighbour, and so not told again: GraphQL is one operation. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set(["GET /api/graphql"]);

/** Every JSON route and what is said of it. `missing`: those of which nothing is said, a mistake. */
export function describedRoutes(parts: ApiParts): {
  readonly described: readonly Described[];
  readonly missing: readonly string[];
} {
  const missing: string[] = [];
  const described: Described[] = [];
  for (const route of apiRoutes(parts)) {
    const row = rowOf(route);
    const [heading, operations] = Object.entries(API_OPERATIONS).find(([, rows]) => Object.hasOwn(rows, row)) ?? [];
    const operation = operations?.[row];
    if (heading === undefined || operation === undefined) missing.push(row);
    else described.push({ ...route, heading, path: `/api/0${route.path.replace(/\/$/, "")}/`, operation });
  }
  for (const route of gitlabRoutes(parts)) {
    const row = `${route.method} ${route.path}`;
    const operation = GITLAB_OPERATIONS[row];
    if (operation !== undefined) described.push({ ...route, heading: "GitLab's doors", access: "signed-in", operation });
    else if (!TOLD_ELSEWHERE.has(row)) missing.push(row);
  }
  return { described, missing };
}

export type OpenApiOperation = {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly Parameter[];
  readonly requestBody?: object;
  readonly responses: { readonly [status: string]: object };
  readonly security: readonly { readonly [scheme: string]: readonly string[] }[];
};
export type OpenApi = {
  readonly openapi: "3.1.0";
  readonly info: object;
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: { readonly [path: string]: { readonly [method: string]: OpenApiOperation } };
  readonly components: {
    readonly schemas: { readonly [name: string]: JsonSchema };
    readonly securitySchemes: object;
    readonly responses: object;
  };
};

/** The OpenAPI 3.1 document of the API: docs/decisions/0012-openapi.md. */
export function openApiDocument(parts: ApiParts): OpenApi {
  const shapes: Shapes = new Map();
  const { described } = describedRoutes(parts);
  const paths: { [path: string]: { [method: string]: OpenApiOperation } } = {};
  for (const route of described) {
    const place = (paths[templateOf(route.path)] ??= {});
    place[route.method.toLowerCase()] = operationOf(route, shapes);
  }
  const problem = { description: "Refused; the answer says why.", content: json(jsonSchemaOf(Problem, "output", shapes)) };
  return {
    openapi: "3.1.0",
    info: {
      title: "Culprit",
      version: "0",
      description:
        "The API of this installation. Lists come in pages: the Link header holds the cursor of the next one. Paths are answered with and without the slash at their end.",
    },
    servers: [{ url: parts.publicUrl }],
    tags: [...new Set(described.map(({ heading }) => heading))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries([...shapes].toSorted(([a], [b]) => (a < b ? -1 : 1))),
      securitySchemes: {
        token: { type: "http", scheme: "bearer", description: "A personal token, or one of an organisation." },
        session: { type: "apiKey", in: "cookie", name: "culprit_session", description: "A browser that is signed in." },
        privateToken: { type: "apiKey", in: "header", name: "PRIVATE-TOKEN", description: "The token, as GitLab takes it." },
      },
      responses: { Problem: problem },
    },
  };
}

/** Words, or the wrong fields with words for each; GitLab's doors say `message` or `error`. */
const Problem = Detail.partial().loose();

function operationOf({ method, path, access, heading, operation }: Described, shapes: Shapes): OpenApiOperation {
  const { says, query = [], body = [], takes } = operation;
  const parameters = [...paramsOf(path), ...query.flatMap((schema) => parametersOf(schema, shapes))];
  return {
    operationId: idOf(method, path),
    summary: says,
    tags: [heading],
    parameters: [...new Map(parameters.map((parameter) => [`${parameter.in} ${parameter.name}`, parameter])).values()],
    ...(body.length > 0 && { requestBody: { content: json(bodyOf(body, shapes)) } }),
    ...(takes !== undefined && { requestBody: { content: { [takes]: { schema: {} } } } }),
    responses: responsesOf(method, operation, shapes),
    security: securityOf(path, access),
  };
}

function bodyOf(body: NonNullable<Operation["body"]>, shapes: Shapes): JsonSchema {
  const [first = {}, ...more] = body.map((schema) => jsonSchemaOf(schema, "input", shapes));
  return more.length === 0 ? first : { allOf: [first, ...more] };
}

/** Statuses of success. */
export function statusesOf(method: string, { answer, statuses }: Operation): readonly number[] {
  if (statuses !== undefined) return statuses;
  if (answer === undefined) return [204];
  return [method === "POST" ? 201 : 200];
}

function responsesOf(method: string, operation: Operation, shapes: Shapes): OpenApiOperation["responses"] {
  const { answer, gives } = operation;
  const content = {
    ...(answer !== undefined && json(jsonSchemaOf(answer, "output", shapes))),
    ...(gives !== undefined && { [gives]: { schema: {} } }),
  };
  const answers = statusesOf(method, operation).map((status): [string, object] => {
    const description = STATUS_CODES[status] ?? "";
    return [String(status), status === 204 || answer === undefined ? { description } : { description, content }];
  });
  return { ...Object.fromEntries(answers), "4XX": { $ref: "#/components/responses/Problem" } };
}

function json(schema: JsonSchema): object {
  return { "application/json": { schema } };
}

const NO_SCOPES: readonly string[] = [];

function securityOf(path: string, access: Described["access"]): OpenApiOperation["security"] {
  if (access === "open") return [];
  const scopes = access === "signed-in" ? NO_SCOPES : access;
  const ways: OpenApiOperation["security"] = [{ token: scopes }, { session: NO_SCOPES }];
  return path.startsWith("/api/0/") ? ways : [...ways, { privateToken: NO_SCOPES }];
}

/** `/issues/:issue` as `/issues/{issue}`. */
export function templateOf(path: string): string {
  return path.replace(/:(\w+)/g, "{$1}");
}

const WORDS: { readonly [param: string]: string } = {
  organization: "Its slug.",
  project: "Its slug.",
  issue: "Its id; below an organisation also its short id.",
  event: "Its id; below an issue also latest, oldest or recommended.",
  member: "Its id, or me; ids of invitations begin with i.",
  version: "The release's version, percent-encoded.",
  id: "The project's number, or organisation%2Fproject.",
};

function paramsOf(path: string): readonly Parameter[] {
  return Array.from(path.matchAll(/:(\w+)/g), ([, name = ""]) => {
    const description = WORDS[name];
    return { name, in: "path", required: true, schema: { type: "string" }, ...(description !== undefined && { description }) };
  });
}

/** `GET /api/0/issues/:issue/` as `getIssuesByIssue`: one for each path and method, the same in every version. */
function idOf(method: string, path: string): string {
  const words = path
    .replace(/^\/api\/0\//, "/")
    .split(/[/._-]+/)
    .filter((word) => word !== "")
    .map((word) => (word.startsWith(":") ? `By${capital(word.slice(1))}` : capital(word)));
  return method.toLowerCase() + (words.join("") || "Root");
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
