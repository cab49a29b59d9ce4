import { z } from "zod";
import { NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { answerSlice } from "./paging.ts";
import { one, readQuery } from "./parse.ts";
import type { Route } from "./route.ts";
import { projectRoute } from "./scoped.ts";
import { UPLOAD_SCOPES } from "./uploads.ts";

const MAX_LISTED = 1_000;
export const deleteQuery = z.object({ bundleId: one });

/** What was uploaded for a project, newest first; and taking an upload back. Source: reference sentry-web-api §2.9. */
export function artifactBundleRoutes(parts: ApiParts): readonly Route[] {
  const path = "/files/artifact-bundles";
  return [
    projectRoute(parts, { method: "GET", path, scopes: ["project:read", ...UPLOAD_SCOPES] }, async (ask, { project }) =>
      answerSlice(
        parts,
        ask,
        parts.artifacts
          .listUploads(project.id, MAX_LISTED)
          .map(({ bundleId, release, dist, fileCount, sizeBytes, uploadedAtMs }) => ({
            bundleId,
            associations: release === "" ? [] : [{ release, dist: dist === "" ? null : dist }],
            date: dateOf(uploadedAtMs),
            dateModified: dateOf(uploadedAtMs),
            fileCount,
            size: sizeBytes,
          })),
      ),
    ),
    projectRoute(parts, { method: "DELETE", path, scopes: ["project:write", "project:releases"] }, async (ask, { project }) => {
      const query = readQuery(ask, deleteQuery);
      if (!query.ok) return refuse(query.problem);
      const { bundleId = "" } = query.value;
      const isGone = await parts.commands.deleteUpload({ projectId: project.id, bundleId });
      return isGone ? NO_CONTENT : refuse({ kind: "not-found" });
    }),
  ];
}
