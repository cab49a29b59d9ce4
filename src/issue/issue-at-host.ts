import type { IssueState } from "./issue.ts";

/** An issue at the code host is open or closed, and nothing between. */
type HostState = "open" | "closed";

/**
 * What is to be done with the linked issue after a change here. Ignoring does nothing there: who sets an error aside has not
 * mended it, and has not found it unmended either.
 */
export function actionAtHost(before: IssueState, after: IssueState): "close" | "reopen" | undefined {
  if (before.status === after.status) return undefined;
  if (after.status === "resolved") return "close";
  return after.status === "unresolved" && before.status === "resolved" ? "reopen" : undefined;
}

/** What follows here when the linked issue was closed or reopened there. An ignored error stays set aside. */
export function changeFromHost(
  state: IssueState,
  hostState: HostState,
): { readonly status: "resolved" | "unresolved" } | undefined {
  if (hostState === "closed") return state.status === "unresolved" ? { status: "resolved" } : undefined;
  return state.status === "resolved" ? { status: "unresolved" } : undefined;
}
