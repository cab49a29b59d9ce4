import { globSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { openBrowser } from "../browser/open-page.ts";
import { waitForIssues } from "../browser/send.ts";
import { buildProject } from "../bundlers/build.ts";
import { serveFolder } from "../bundlers/serve-folder.ts";
import { startServer } from "../harness/server.ts";

/** Vite has a suite of its own: `test/browser/source-maps.test.ts`. */
export const BUNDLERS = ["webpack", "esbuild", "rollup"] as const;

export type Trial = { readonly kind: "good" } | { readonly kind: "missing" | "failed"; readonly detail: string };

const Event = z.object({ entries: z.array(z.object({ type: z.string(), data: z.unknown() })) });
const Exception = z.object({
  values: z.array(
    z.object({
      stacktrace: z.object({
        frames: z.array(
          z.object({
            filename: z.string().nullable(),
            function: z.string().nullable(),
            lineNo: z.number().nullable(),
            context: z.array(z.tuple([z.number(), z.string()])),
          }),
        ),
      }),
    }),
  ),
});

/** Builds the shop with its plugin, breaks it in a browser, and reads the innermost frame of the event. */
export async function bundlerTrial(name: string): Promise<Trial> {
  await using server = await startServer();
  const { url, token, organization, project } = server;
  const env = { SENTRY_URL: url, SENTRY_ORG: organization, SENTRY_PROJECT: project, SENTRY_AUTH_TOKEN: token };
  const built = await buildProject(name, env).catch((error: unknown) => ({ broken: String(error) }));
  if ("missing" in built) return { kind: "missing", detail: built.missing };
  if ("broken" in built) return { kind: "failed", detail: built.broken };
  const left = globSync("**/*.map", { cwd: built.dist });
  if (left.length > 0) return { kind: "failed", detail: `the plugin left ${left.join(", ")}:\n${built.output}` };
  const shop = await serveFolder(path.dirname(built.dist));
  try {
    await using browser = await openBrowser();
    const visitor = await browser.visit(`${shop.url}/?dsn=${encodeURIComponent(server.dsn)}`);
    await visitor.getByRole("button", { name: "Pay" }).click();
    const [issue] = await waitForIssues(server, 1);
    const event = Event.parse(await server.read(`/issues/${issue?.id ?? ""}/events/latest/`));
    const [exception] = Exception.parse(event.entries.find(({ type }) => type === "exception")?.data).values;
    const frame = exception?.stacktrace.frames.at(-1);
    const line = frame?.context.find(([number]) => number === frame.lineNo)?.[1] ?? "";
    const isReadable =
      frame?.filename?.endsWith("src/checkout.js") === true && line.includes("const { percent } = cart.coupon;");
    return isReadable ? { kind: "good" } : { kind: "failed", detail: JSON.stringify(frame) };
  } finally {
    shop.close();
  }
}
