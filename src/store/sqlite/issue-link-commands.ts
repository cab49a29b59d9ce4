import type { IssueLinkCommands, LinkProblem } from "../../codehost/issue-link.ts";
import { linkBack } from "./codehost-outbox.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";

const FIND_LINK = "SELECT 1 FROM issue_link WHERE issue_id = ?";
const FIND_LINK_BY_NUMBER = "SELECT 1 FROM issue_link WHERE connection_id = ? AND number = ?";
const ADD_LINK = `
  INSERT INTO issue_link (issue_id, connection_id, number, url, title, state, created_at_ms, by_user_id)
  VALUES (?, ?, ?, ?, ?, ?, ?, ?)`;
const DELETE_LINK = "DELETE FROM issue_link WHERE issue_id = ?";
const DELETE_JOBS = "DELETE FROM codehost_job WHERE issue_id = ?";
const CLAIM = `
  INSERT INTO issue_link_claim (issue_id, until_ms) VALUES (?, ?)
  ON CONFLICT (issue_id) DO UPDATE SET until_ms = excluded.until_ms WHERE until_ms <= ?`;
const RELEASE = "DELETE FROM issue_link_claim WHERE issue_id = ?";

/** Longer than a call to a code host may take. A server that ends in the midst of one leaves its claim behind. */
const CLAIM_MS = 60_000;

/** Links between issues here and there, each command one transaction. `now` is Unix ms. */
export function issueLinkCommands(db: Database, now: () => number): Now<IssueLinkCommands> {
  return {
    claimIssueLink({ issueId }) {
      return transaction(db, () => {
        if (db.statement(FIND_LINK).get(issueId) !== undefined) return { isClaimed: false };
        return { isClaimed: db.statement(CLAIM).run(issueId, now() + CLAIM_MS, now()).changes > 0 };
      });
    },
    releaseIssueLink({ issueId }) {
      db.statement(RELEASE).run(issueId);
    },
    linkIssue({ issueId, connectionId, issue, byUserId }) {
      return transaction(db, () => {
        db.statement(RELEASE).run(issueId);
        const problem = linkProblem(db, issueId, connectionId, issue.number);
        if (problem !== undefined) return { problem };
        const { number, url, title, state } = issue;
        db.statement(ADD_LINK).run(issueId, connectionId, number, url, title, state, now(), byUserId ?? null);
        linkBack(db, connectionId, issueId, now());
        return { problem };
      });
    },
    unlinkIssue({ issueId }) {
      transaction(db, () => {
        db.statement(DELETE_LINK).run(issueId);
        db.statement(DELETE_JOBS).run(issueId);
      });
    },
  };
}

function linkProblem(db: Database, issueId: number, connectionId: number, number: number): LinkProblem | undefined {
  if (db.statement(FIND_LINK).get(issueId) !== undefined) return { kind: "error-linked" };
  if (db.statement(FIND_LINK_BY_NUMBER).get(connectionId, number) !== undefined) return { kind: "issue-linked" };
  return undefined;
}
