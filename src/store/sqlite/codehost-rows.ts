import type { CodeHostKind } from "../../codehost/codehost.ts";
import type { CodeHostConnection } from "../../codehost/connection.ts";
import type { Row } from "./database.ts";

export const CONNECTION_COLUMNS = `
  id, project_id, kind, origin, repository_id, repository_path, repository_url, default_branch, sealed_token, token_hint,
  sealed_webhook_secret, webhook_installed, closes_issues, resolves_errors, polls, polled_to_ms, created_at_ms, checked_at_ms,
  problem`;

type ConnectionRow = {
  readonly id: number;
  readonly project_id: number;
  readonly kind: string;
  readonly origin: string;
  readonly repository_id: string;
  readonly repository_path: string;
  readonly repository_url: string;
  readonly default_branch: string | null;
  readonly sealed_token: string | null;
  readonly token_hint: string | null;
  readonly sealed_webhook_secret: string | null;
  readonly webhook_installed: number;
  readonly closes_issues: number;
  readonly resolves_errors: number;
  readonly polls: number;
  readonly polled_to_ms: number;
  readonly created_at_ms: number;
  readonly checked_at_ms: number;
  readonly problem: string | null;
};

/** A row of `CONNECTION_COLUMNS` that is in use. */
export function connectionOf(row: Row): CodeHostConnection {
  const columns = row as ConnectionRow;
  return {
    id: columns.id,
    projectId: columns.project_id,
    kind: columns.kind as CodeHostKind,
    origin: columns.origin,
    repository: {
      id: columns.repository_id,
      path: columns.repository_path,
      url: columns.repository_url,
      defaultBranch: columns.default_branch ?? undefined,
    },
    sealedToken: columns.sealed_token ?? "",
    tokenHint: columns.token_hint ?? "",
    sealedWebhookSecret: columns.sealed_webhook_secret ?? "",
    webhookInstalled: columns.webhook_installed === 1,
    closesIssues: columns.closes_issues === 1,
    resolvesErrors: columns.resolves_errors === 1,
    polls: columns.polls === 1,
    polledToMs: columns.polled_to_ms,
    createdAtMs: columns.created_at_ms,
    checkedAtMs: columns.checked_at_ms,
    problem: columns.problem ?? undefined,
  };
}
