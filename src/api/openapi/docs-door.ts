import type { Answer } from "../answer.ts";
import { found } from "../answer.ts";
import type { ApiParts } from "../api-deps.ts";

export type DocsDoor = { readonly page: () => Promise<Answer>; readonly document: () => Promise<Answer> };

/** The document of the API, open to everybody: it says what this program does, and nothing of what it holds. */
export function docsDoor(parts: ApiParts): DocsDoor {
  let made: Promise<{ readonly json: object; readonly html: Uint8Array; readonly policy: string }> | undefined;
  // Made when first asked: it takes some hundred milliseconds of a thread, and most threads are never asked.
  const make = () => (made ??= makeDocument(parts));
  return {
    document: async () => found((await make()).json, { "Access-Control-Allow-Origin": "*" }),
    page: async () => {
      const { html, policy } = await make();
      const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy };
      return { status: 200, headers: { ...headers, "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin" }, bytes: html };
    },
  };
}

async function makeDocument(parts: ApiParts) {
  const [{ openApiDocument }, { docsPage, DOCS_POLICY }] = await Promise.all([
    import("./document.ts"),
    import("./docs-page.ts"),
  ]);
  const json = openApiDocument(parts);
  return { json, html: Buffer.from(docsPage(json)), policy: DOCS_POLICY };
}
