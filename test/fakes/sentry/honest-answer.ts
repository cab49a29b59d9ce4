import type { Json, JsonObject } from "../../../src/protocol/json.ts";

/** Where the issue and the event of these answers are. */
export const HOSTILE_PLACE = { organizationSlug: "acme", projectSlug: "shop", projectId: "20" };
export const HOSTILE_ISSUE = "4001";
export const HOSTILE_EVENT = "0123456789abcdef0123456789abcdef";

/** What an honest Sentry would answer to the path. */
export function honestAnswer(path: string): Json {
  if (path.endsWith("/repos/")) return [{ id: "1", status: "active", integrationId: "7", externalSlug: "42" }];
  if (path.endsWith("/tags/")) return [honestTag()];
  if (/\/issues\/\d+\/events\/$/.test(path)) return [honestEvent()];
  if (/\/events\/\w+\/$/.test(path)) return honestEvent();
  if (/\/(?:issues|groups)\/\d+\/$/.test(path)) return honestIssue();
  if (/\/projects\/\w+\/\w+\/issues\/$/.test(path)) return [honestIssue()];
  if (/\/projects\/\w+\/\w+\/$/.test(path)) return honestProject();
  return path.endsWith("/projects/") ? [honestProject()] : {};
}

function honestProject(): JsonObject {
  return { id: "20", slug: "shop", name: "Shop", status: "active", organization: { id: "1", slug: "acme", name: "Acme" } };
}

export function honestIssue(): JsonObject {
  return {
    id: HOSTILE_ISSUE,
    shortId: "SHOP-1",
    title: "TypeError: x is null",
    culprit: "pay in submit",
    permalink: "https://example.org/organizations/acme/issues/4001/",
    logger: "root",
    level: "warning",
    status: "unresolved",
    substatus: "ongoing",
    statusDetails: {},
    platform: "python",
    project: { id: "20", name: "Shop", slug: "shop" },
    type: "error",
    metadata: { type: "TypeError", value: "x is null", filename: "pay.py", function: "submit" },
    assignedTo: { type: "user", id: "9", name: "Ann", email: "ann@example.org" },
    isUnhandled: true,
    count: "57",
    userCount: 12,
    firstSeen: "2026-03-01T09:15:30.123456Z",
    lastSeen: "2026-03-02T09:15:30Z",
    firstRelease: { version: "1.0" },
    lastRelease: { version: "1.1" },
    stats: { "24h": [[1_772_442_000, 3]], "30d": [[1_772_409_600, 57]] },
  };
}

export function honestEvent(): JsonObject {
  return {
    id: HOSTILE_EVENT,
    eventID: HOSTILE_EVENT,
    groupID: HOSTILE_ISSUE,
    projectID: "20",
    title: "TypeError: x is null",
    message: "",
    culprit: "pay in submit",
    platform: "python",
    type: "error",
    dateCreated: "2026-03-02T09:15:30Z",
    dateReceived: "2026-03-02T09:15:31Z",
    size: 2_048,
    tags: [{ key: "level", value: "warning" }],
    user: { id: "9", email: "ann@example.org" },
    contexts: { os: { type: "os", name: "Linux" } },
    context: { cart: 5 },
    packages: { django: "5.0" },
    sdk: { name: "sentry.python", version: "2.0.0" },
    release: { version: "1.1" },
    errors: [{ type: "js_no_source", message: "no source", data: { url: "https://example.org/a.js" } }],
    entries: [
      {
        type: "exception",
        data: {
          values: [
            {
              type: "TypeError",
              value: "x is null",
              mechanism: { type: "generic", handled: false },
              stacktrace: {
                frames: [
                  {
                    filename: "pay.py",
                    function: "submit",
                    lineNo: 2,
                    inApp: true,
                    context: [
                      [1, "a"],
                      [2, "b"],
                      [3, "c"],
                    ],
                  },
                ],
              },
            },
          ],
        },
      },
      { type: "breadcrumbs", data: { values: [{ type: "default", level: "info", message: "click" }] } },
      { type: "request", data: { url: "https://example.org/", method: "GET", headers: [["Accept", "*/*"]] } },
    ],
    nextEventID: null,
    previousEventID: null,
  };
}

function honestTag(): JsonObject {
  const times = { firstSeen: "2026-03-01T09:15:30Z", lastSeen: "2026-03-02T09:15:30Z" };
  return { key: "os", totalValues: 3, topValues: [{ value: "Linux", count: 3, ...times }] };
}
