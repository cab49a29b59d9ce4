import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { Client } from "../harness/npm-program.ts";
import { installed } from "../harness/npm-program.ts";
import type { Place } from "./place.ts";

/** The protocol's own client, as programs with a language model in them use it. */
export const MCP_CLIENT: Client = {
  name: "@modelcontextprotocol/sdk",
  version: "1.32.2",
  package: "@modelcontextprotocol/sdk",
  entry: "@modelcontextprotocol/sdk/dist/esm/client/index.js",
};

type Making<Made> = new (...args: readonly unknown[]) => Made;
type OwnClient = {
  readonly connect: (transport: unknown) => Promise<void>;
  readonly listTools: () => Promise<unknown>;
  readonly callTool: (call: object) => Promise<unknown>;
  readonly close: () => Promise<void>;
};
const isMaker = <Made>(value: unknown): value is Making<Made> => typeof value === "function";
const Listed = z.object({ tools: z.array(z.object({ name: z.string() })) });
const Called = z.object({ isError: z.boolean().optional(), content: z.array(z.object({ text: z.string() })) });

const USES: readonly (readonly [tool: string, args: object, says: RegExp])[] = [
  ["list_projects", {}, /"slug": "shop"/],
  ["list_issues", {}, /SHOP-2[\s\S]*SHOP-1/],
  ["get_issue", { issue: "SHOP-1" }, /PriceError[\s\S]*priceerror/],
  ["get_event", { issue: "SHOP-1", event: "oldest" }, /aaaaaaaa/],
  ["explain_grouping", { issue: "SHOP-1" }, /"contributes": true/],
  ["update_issue", { issue: "SHOP-1", status: "resolved" }, /"status": "resolved"/],
];

/** Uses each tool of our own door at `/mcp`. */
export async function mcpDoorProblems(place: Place, url: string): Promise<readonly (readonly [string, string | undefined])[]> {
  const entry = await installed(MCP_CLIENT);
  const { Client: Own }: { readonly [name: string]: unknown } = await import(pathToFileURL(entry).href);
  const http: { readonly [name: string]: unknown } = await import(new URL("streamableHttp.js", pathToFileURL(entry)).href);
  const Transport = http["StreamableHTTPClientTransport"];
  if (!isMaker<OwnClient>(Own) || !isMaker<object>(Transport)) throw new Error("the package holds no client");
  const client = new Own({ name: "culprit-tests", version: "1" });
  const requestInit = { headers: { Authorization: `Bearer ${place.userToken}` } };
  await client.connect(new Transport(new URL("/mcp", url), { requestInit }));
  const { tools } = Listed.parse(await client.listTools());
  const results: (readonly [string, string | undefined])[] = [
    ["list of tools", tools.length === USES.length ? undefined : tools.map(({ name }) => name).join(", ")],
  ];
  for (const [name, args, says] of USES) {
    const { isError = false, content } = Called.parse(await client.callTool({ name, arguments: args }));
    const text = content.map((one) => one.text).join("\n");
    results.push([name, !isError && says.test(text) ? undefined : text]);
  }
  await client.close();
  return results;
}
