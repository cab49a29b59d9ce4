import { installed, MCP_SERVER } from "../harness/npm-program.ts";
import { startMcpProcess } from "./mcp-process.ts";
import { EVENT_IDS } from "./place.ts";
import type { Place } from "./place.ts";

type Use = { readonly tool: string; readonly args: object; readonly says: RegExp };

/** Most tools stand behind one that calls another by its name. */
const named = (tool: string, args: object, says: RegExp): Use => ({
  tool: "execute_sentry_tool",
  args: { name: tool, arguments: args },
  says,
});

/** A team, a project of it, and what belongs to them. */
function makingOf({ organization, project }: Pick<Place, "organization" | "project">): readonly Use[] {
  const org = { organizationSlug: organization };
  return [
    named("find_teams", org, /No teams found|\[\]|teams/i),
    named("create_team", { ...org, name: "Payments" }, /payments/),
    named(
      "create_project",
      { ...org, teamSlug: "payments", name: "Till", platform: "python" },
      /till[\s\S]*https?:\/\/[0-9a-f]{32}@/,
    ),
    named("update_project", { ...org, projectSlug: "till", name: "Till two", platform: "node" }, /Till two/),
    named("add_team_to_project", { ...org, projectSlug: project, teamSlug: "payments" }, /payments/),
  ];
}

function usesOf({ organization, project }: Place): readonly Use[] {
  const org = { organizationSlug: organization };
  const issue = { ...org, issueId: "SHOP-1" };
  return [
    named("whoami", {}, /owner@example\.org/),
    { tool: "find_organizations", args: {}, says: /"slug": "culprit"/ },
    { tool: "find_projects", args: org, says: /"slug": "shop"/ },
    named("find_releases", org, /"version": "1\.4\.0"/),
    named("find_dsns", { ...org, projectSlug: project }, /https?:\/\/[0-9a-f]{32}@/),
    ...makingOf({ organization, project }),
    named("create_dsn", { ...org, projectSlug: project, name: "Second" }, /Second/),
    { tool: "search_issues", args: { ...org, query: "is:unresolved price" }, says: /Found \*\*1\*\* issue[\s\S]*SHOP-1/ },
    {
      tool: "search_issues",
      args: { ...org, projectSlugOrId: project, query: "is:unresolved" },
      says: /Found \*\*2\*\* issues/,
    },
    {
      tool: "get_sentry_resource",
      args: { ...org, resourceType: "issue", resourceId: "SHOP-1" },
      says: /PriceError: no price[\s\S]*line 12, in priceerror[\s\S]*customer\*\*: gold/,
    },
    {
      tool: "get_sentry_resource",
      args: { ...org, resourceType: "event", resourceId: EVENT_IDS[2] },
      says: /TaxError: no tax/,
    },
    {
      tool: "search_events",
      args: { ...org, dataset: "errors", query: "level:error AND customer:gold", sort: "-timestamp", period: "24h" },
      says: /Found 3 errors[\s\S]*SHOP-2[\s\S]*SHOP-1/,
    },
    {
      tool: "search_events",
      args: {
        ...org,
        dataset: "errors",
        query: "",
        fields: ["error.type", "count()", "count_unique(user.id)", "last_seen()"],
        sort: "-count()",
        projectSlug: project,
      },
      says: /Found 2 aggregate results[\s\S]*"PriceError",\s+"count\(\)": 2,\s+"count_unique\(user\.id\)": 1/,
    },
    named("add_issue_note", { ...issue, text: "Looked at." }, /Looked at|added/i),
    named("get_issue_activity", issue, /Looked at/),
    named("get_issue_tag_values", { ...issue, tagKey: "customer" }, /gold/),
    named("search_issue_events", { ...issue, query: "" }, new RegExp(EVENT_IDS[0] ?? "")),
    { tool: "update_issue", args: { ...issue, status: "resolved" }, says: /unresolved → \*\*resolved\*\*/ },
    { tool: "update_issue", args: { ...issue, status: "unresolved" }, says: /resolved → \*\*unresolved\*\*/ },
    { tool: "update_issue", args: { ...issue, status: "ignored", ignoreMode: "forever" }, says: /Forever/ },
    {
      tool: "update_issue",
      args: { ...issue, status: "unresolved" },
      says: /ignored → \*\*unresolved\*\*/,
    },
    {
      tool: "update_issue",
      args: { ...issue, status: "ignored", ignoreMode: "forDuration", ignoreDurationMinutes: 60 },
      says: /\*\*ignored\*\*/,
    },
  ];
}

/** Uses each tool of `@sentry/mcp-server` against the server; answers what was wrong, by tool. */
export async function mcpProblems(
  place: Place,
  url: string,
): Promise<readonly (readonly [tool: string, problem: string | undefined])[]> {
  const program = await installed(MCP_SERVER);
  const args = [`--access-token=${place.userToken}`, `--host=${new URL(url).host}`, "--insecure-http", "--all-skills"];
  await using server = await startMcpProcess(program, args);
  const results: (readonly [string, string | undefined])[] = [];
  for (const { tool, args: toolArgs, says } of usesOf(place)) {
    const { isError, text } = await server.call(tool, toolArgs);
    const name = "name" in toolArgs && tool === "execute_sentry_tool" ? String(toolArgs.name) : tool;
    results.push([name, !isError && says.test(text) ? undefined : text]);
  }
  return results;
}
