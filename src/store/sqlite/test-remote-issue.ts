import type { RememberedIssue } from "../../backend/sentry/connection.ts";
import { NOON_MS } from "../../backend/test-world.ts";

/** An issue as a Sentry tells it, changed as the test needs it. */
export function remoteIssue(change: Partial<RememberedIssue> = {}): RememberedIssue {
  return {
    id: "100",
    shortId: "WEB-1F",
    title: "Title a",
    culprit: "culprit of a",
    level: "error",
    platform: "node",
    logger: undefined,
    type: "error",
    metadata: { type: "Error" },
    isUnhandled: true,
    state: { status: "unresolved", substatus: "ongoing" },
    eventCount: 5,
    userCount: 2,
    firstSeenMs: NOON_MS - 1_000,
    lastSeenMs: NOON_MS,
    firstRelease: undefined,
    lastRelease: undefined,
    ...change,
  };
}
