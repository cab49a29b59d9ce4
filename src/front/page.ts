import { readFileSync, readdirSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { createHash } from "node:crypto";

/** The built page: every file in memory (it is small), compressed once. Unknown paths get index.html: the page routes itself. */
export type Page = { readonly serve: (request: IncomingMessage, response: ServerResponse, pathname: string) => void };

type Asset = {
  readonly type: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer;
  readonly etag: string;
  readonly isHashed: boolean;
};

const TYPES: { readonly [extension: string]: string } = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
};

/** The second wall behind "text is rendered as text": nothing inline runs, nothing foreign loads, nobody frames us. */
const PAGE_HEADERS = {
  "Content-Security-Policy":
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; object-src 'none'; " +
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "DENY",
  "Referrer-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
} as const;

/** `basePath` is the path of the public address: "" or "/errors". Throws when the page has not been built. */
export async function loadPage(directory: string, basePath: string): Promise<Page> {
  const assets = new Map<string, Asset>();
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    const type = TYPES[path.extname(name)];
    if (type === undefined) continue;
    const pathname = `/${name.split(path.sep).join("/")}`;
    assets.set(pathname, await assetOf(readFileSync(path.join(directory, name)), pathname, type, basePath));
  }
  const index = assets.get("/index.html");
  if (index === undefined) throw new Error(`no index.html in ${directory}; build the page with: npm run build`);

  return {
    serve(request, response, pathname) {
      if (request.method !== "GET" && request.method !== "HEAD") {
        response.writeHead(405, { Allow: "GET, HEAD" }).end();
        return;
      }
      const asset = assets.get(pathname);
      // A missing script must not be answered with a page: the browser would report nonsense instead of "not found".
      if (asset === undefined && pathname.startsWith("/assets/")) {
        response.writeHead(404, { "Content-Type": "text/plain" }).end("No such file; reload the page.\n");
        return;
      }
      send(request, response, asset ?? index);
    },
  };
}

async function assetOf(bytes: Buffer, pathname: string, type: string, basePath: string): Promise<Asset> {
  const plain = type.startsWith("text/html") ? Buffer.from(withBase(bytes.toString("utf8"), basePath)) : bytes;
  return {
    type,
    plain,
    gzipped: await promisify(gzip)(plain, { level: 9 }),
    etag: `"${createHash("sha256").update(plain).digest("hex").slice(0, 24)}"`,
    isHashed: pathname.startsWith("/assets/"),
  };
}

/** Links inside the page are relative to `<base>`, so that the server may live below a path. */
function withBase(html: string, basePath: string): string {
  const base = `<base href="${basePath.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}/" />`;
  return html.includes("<base") ? html.replace(/<base[^>]*>/, () => base) : html.replace("<head>", () => `<head>${base}`);
}

function send(request: IncomingMessage, response: ServerResponse, asset: Asset): void {
  const headers = {
    ...PAGE_HEADERS,
    "Content-Type": asset.type,
    "Cache-Control": asset.isHashed ? "public, max-age=31536000, immutable" : "no-cache",
    ETag: asset.etag,
    Vary: "Accept-Encoding",
  };
  if (request.headers["if-none-match"] === asset.etag) {
    response.writeHead(304, headers).end();
    return;
  }
  const isGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
  const body = isGzip ? asset.gzipped : asset.plain;
  response.writeHead(200, {
    ...headers,
    ...(isGzip ? { "Content-Encoding": "gzip" } : {}),
    "Content-Length": body.length,
  });
  response.end(request.method === "HEAD" ? undefined : body);
}
