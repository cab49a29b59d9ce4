import { gzipSync } from "node:zlib";
import type { Answer } from "../answer.ts";
import type { ApiParts } from "../api-deps.ts";
import { acceptsGzip } from "../finish.ts";

type What = "page" | "document";

/** Answers the document of the API. Open to everybody: it says what this program does, and nothing of what it holds. */
export function docsDoor(parts: ApiParts): (what: What, acceptEncoding: string) => Promise<Answer> {
  let made: Promise<{ readonly [what in What]: Made }> | undefined;
  return async (what, acceptEncoding) => {
    // Made when first asked: it takes some hundred milliseconds of a thread, and most threads are never asked.
    made ??= makeDocument(parts);
    const { headers, plain, gzipped } = (await made)[what];
    return acceptsGzip(acceptEncoding)
      ? { status: 200, headers: { ...headers, "Content-Encoding": "gzip" }, bytes: gzipped }
      : { status: 200, headers, bytes: plain };
  };
}

type Made = { readonly headers: NonNullable<Answer["headers"]>; readonly plain: Uint8Array; readonly gzipped: Uint8Array };

async function makeDocument(parts: ApiParts): Promise<{ readonly [what in What]: Made }> {
  const [{ openApiDocument }, { docsPage, DOCS_POLICY }] = await Promise.all([
    import("./document.ts"),
    import("./docs-page.ts"),
  ]);
  const document = openApiDocument(parts);
  const shared = { "Cache-Control": "no-cache", "Referrer-Policy": "same-origin" };
  return {
    document: bothWays(JSON.stringify(document), {
      ...shared,
      "Content-Type": "application/json",
      // Programs of other sites may read it: nothing in it is anybody's.
      "Access-Control-Allow-Origin": "*",
    }),
    page: bothWays(docsPage(document), {
      ...shared,
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": DOCS_POLICY,
      "X-Frame-Options": "DENY",
    }),
  };
}

function bothWays(text: string, headers: Made["headers"]): Made {
  return { headers, plain: Buffer.from(text), gzipped: gzipSync(text) };
}
