import { ok, problem } from "../../protocol/result.ts";
import type { Found, HostIssue } from "../codehost.ts";
import type { IssueRow } from "./shapes.ts";

/** The issue that was asked for. GitHub and Gitea count pull requests among the issues; people do not. */
export function issueOnly(host: string, found: Found<IssueRow>): Found<HostIssue> {
  if (!found.ok) return found;
  const { issue, isPull } = found.value;
  if (!isPull) return ok(issue);
  return problem({ kind: "not-found", message: `#${issue.number} is a pull request at ${host}. Choose an issue.` });
}
