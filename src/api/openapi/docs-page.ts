import { createHash } from "node:crypto";
import { z } from "zod";
import { DOCS_STYLE } from "./docs-style.ts";
import type { OpenApi, OpenApiOperation } from "./document.ts";
import { schemaText } from "./schema-text.ts";

/** Nothing runs and nothing is loaded: the one sheet stands in the page, named by its digest. */
export const DOCS_POLICY = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(DOCS_STYLE).digest("base64")}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The document as a page: every route with what it reads and answers, and the shapes by their names. */
export function docsPage(document: OpenApi): string {
  const sections = document.tags.map(({ name }) => sectionOf(document, name)).join("");
  const links = document.tags.map(({ name }) => `<li><a href="#${anchorOf(name)}">${escape(name)}</a></li>`).join("");
  const shapes = Object.entries(document.components.schemas)
    .map(
      ([name, schema]) =>
        `<details id="shape-${escape(name)}"><summary><span class="path">${escape(name)}</span></summary><div class="inside">${code(schemaText(schema), name)}</div></details>`,
    )
    .join("");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>The API of Culprit</title><style>${DOCS_STYLE}</style></head><body>
<header><h1>The API of Culprit</h1>
<p>Send a token as <code>Authorization: Bearer …</code>. Lists come in pages: the <code>Link</code> header of an answer holds the
cursor of the next one. A refusal says why in <code>detail</code>, or names the wrong fields.</p>
<p>For programs: <a href="${escape(document.servers[0]?.url ?? "")}/api/docs/openapi.json">openapi.json</a> (OpenAPI 3.1)</p>
<nav aria-label="Sections"><ul>${links}<li><a href="#shapes">Shapes</a></li></ul></nav></header>
<main>${sections}<section aria-labelledby="shapes"><h2 id="shapes">Shapes</h2>${shapes}</section></main></body></html>
`;
}

function sectionOf({ paths }: OpenApi, heading: string): string {
  const rows = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, { tags }]) => tags.includes(heading))
      .map(([method, operation]) => operationOf(method.toUpperCase(), path, operation)),
  );
  const anchor = anchorOf(heading);
  return `<section aria-labelledby="${anchor}"><h2 id="${anchor}">${escape(heading)}</h2>${rows.join("")}</section>`;
}

function operationOf(method: string, path: string, operation: OpenApiOperation): string {
  const { parameters, requestBody, responses, summary, security } = operation;
  const scopes = security[0]?.["token"] ?? [];
  const access = security.length === 0 ? "Open to everybody." : scopes.length === 0 ? "For whoever is known." : "";
  const needs = scopes.length === 0 ? access : `Needs ${scopes.map((scope) => `<code>${escape(scope)}</code>`).join(" or ")}.`;
  const name = `${method} ${path}`;
  return `<details id="${escape(operation.operationId)}"><summary><span class="method">${method}</span> <span class="path">${escape(path)}</span>
<span class="says">${escape(summary)}</span></summary><div class="inside"><p>${needs}</p>
${parametersOf(parameters, "query", "Query")}${bodiesOf(requestBody, name)}${answersOf(responses, name)}</div></details>`;
}

function parametersOf(parameters: OpenApiOperation["parameters"], place: string, title: string): string {
  const rows = parameters
    .filter((parameter) => parameter.in === place)
    .map(
      ({ name, required, schema }) =>
        `<dt><code>${escape(name)}</code></dt><dd>${escape(schemaText(schema))}${required ? ", needed" : ""}</dd>`,
    );
  return rows.length === 0 ? "" : `<h3>${title}</h3><dl>${rows.join("")}</dl>`;
}

const Content = z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })).optional() });

function bodiesOf(body: object | undefined, name: string): string {
  return body === undefined ? "" : `<h3>Body</h3>${contentOf(body, `Body of ${name}`)}`;
}

function answersOf(responses: OpenApiOperation["responses"], name: string): string {
  return Object.entries(responses)
    .filter(([status]) => status !== "4XX")
    .map(([status, response]) => `<h3>Answers ${status}</h3>${contentOf(response, `Answer ${status} of ${name}`)}`)
    .join("");
}

function contentOf(holder: object, name: string): string {
  return Object.entries(Content.parse(holder).content ?? {})
    .map(([type, { schema }]) =>
      type === "application/json" ? code(schemaText(schema), name) : `<p><code>${escape(type)}</code></p>`,
    )
    .join("");
}

/** What is wider than the screen is scrolled, by keys, too. */
function code(text: string, name: string): string {
  return `<pre tabindex="0" role="region" aria-label="${escape(name)}">${escape(text)}</pre>`;
}

function anchorOf(name: string): string {
  return name.toLowerCase().replace(/\W+/g, "-");
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
