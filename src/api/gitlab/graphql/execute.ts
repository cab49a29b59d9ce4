import { randomUUID } from "node:crypto";
import type { DocumentNode, GraphQLError } from "graphql";
import { buildSchema, execute, GraphQLError as SyntaxProblem, parse, validate } from "graphql";
import { BackendProblem } from "../../../backend/backend.ts";
import type { Result } from "../../../protocol/result.ts";
import { ok, problem } from "../../../protocol/result.ts";
import type { Answer } from "../../answer.ts";
import type { ApiParts } from "../../api-deps.ts";
import type { Caller } from "../../caller.ts";
import { errorLine } from "../../error-line.ts";
import { graphqlErrors } from "../refusal.ts";
import { MAX_COST, MAX_DEPTH, sizeOf } from "./cost.ts";
import { rootFor } from "./resolve.ts";
import { SCHEMA } from "./schema.ts";

const MAX_QUERY_CHARACTERS = 20_000;
const MAX_TOKENS = 1_500;
const MAX_ERRORS = 10;

const schema = buildSchema(SCHEMA);

export type GraphqlAsk = {
  readonly query: string;
  readonly variables: { readonly [name: string]: unknown };
  readonly operationName: string | undefined;
};

/**
 * Runs one query. Before anything is read it is bounded in length, tokens, depth and cost. GitLab answers 200 whatever is wrong with a
 * query. What a backend refuses stands beside the rest of the answer; of our own faults only an id leaves the house.
 */
export async function executeQuery(parts: ApiParts, caller: Caller | undefined, ask: GraphqlAsk): Promise<Answer> {
  const document = readQuery(ask.query);
  if (!document.ok) return { status: 200, body: graphqlErrors(...document.problem) };
  const { data, errors } = await execute({
    schema,
    document: document.value,
    rootValue: rootFor(parts, caller),
    variableValues: ask.variables,
    operationName: ask.operationName,
  });
  const told = errors?.map((error) => tellError(parts, error));
  return { status: 200, body: { ...(data !== undefined && { data }), ...(told !== undefined && { errors: told }) } };
}

function readQuery(text: string): Result<DocumentNode, readonly string[]> {
  if (text.trim() === "") return problem(["No query string was present"]);
  if (text.length > MAX_QUERY_CHARACTERS) return problem([`Query too large: at most ${MAX_QUERY_CHARACTERS} characters`]);
  let document: DocumentNode;
  try {
    document = parse(text, { maxTokens: MAX_TOKENS, noLocation: true });
  } catch (error) {
    if (error instanceof SyntaxProblem) return problem([error.message]);
    // Thousands of brackets within each other: the parser calls itself for each.
    if (error instanceof RangeError) return problem(["Query is nested too deeply"]);
    throw error;
  }
  const { cost, depth } = sizeOf(document);
  if (depth > MAX_DEPTH) return problem([`Query has depth of ${depth}, which exceeds max depth of ${MAX_DEPTH}`]);
  if (cost > MAX_COST) return problem([`Query has complexity of ${cost}, which exceeds max complexity of ${MAX_COST}`]);
  const problems = validate(schema, document, undefined, { maxErrors: MAX_ERRORS });
  return problems.length > 0 ? problem(problems.map(({ message }) => message)) : ok(document);
}

function tellError(parts: ApiParts, error: GraphQLError): object {
  const { message, path, originalError } = error;
  const place = path === undefined ? {} : { path };
  if (originalError === undefined || originalError instanceof BackendProblem || originalError instanceof SyntaxProblem) {
    return { message, ...place };
  }
  const errorId = randomUUID().replaceAll("-", "");
  if (parts.onError === undefined) console.error(errorLine(originalError, errorId, parts.now()));
  else parts.onError(originalError, errorId);
  return { message: "Internal server error", ...place, extensions: { errorId } };
}
