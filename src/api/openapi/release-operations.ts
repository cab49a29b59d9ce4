import { z } from "zod";
import { projectsQuery } from "../chosen-projects.ts";
import { deleteQuery } from "../artifact-bundles.ts";
import { assembleBody as assembleFilesBody, checksumsQuery, listQuery, releaseBody as mappingBody } from "../debug-files.ts";
import { newReleaseBody, releaseBody } from "../release-body.ts";
import { releaseQuery } from "../release.ts";
import { deployBody } from "../release-parts.ts";
import { releasesQuery } from "../releases.ts";
import { assembleBody, oldBody } from "../uploads.ts";
import { windowQuery } from "../time-window.ts";
import type { Operation, Operations } from "./operation.ts";
import { pages } from "./operation.ts";
import {
  ArtifactBundle,
  Assembled,
  AssembledFiles,
  ChunkUpload,
  Commit,
  CommitFile,
  DebugFile,
  Deploy,
  Release,
  ReleaseDetail,
  ReleaseFile,
  ReleaseOrNothing,
} from "./shapes/releases.ts";
import { listOf, mapOf, anything, texts } from "./shapes/shape.ts";

const project = "/projects/:organization/:project";
const organization = "/organizations/:organization";
const takes = "multipart/form-data";

/** What is below a release is the same under an organisation and under a project. */
function ofRelease(place: string): Operations {
  const release = `${place}/releases/:version`;
  const upload: Operation = { says: "Upload one file of a release", takes, answer: ReleaseFile };
  return {
    [`POST ${place}/releases`]: {
      says: "Make a release, or say more about one (208)",
      body: [newReleaseBody],
      answer: Release,
      statuses: [201, 208],
    },
    [`GET ${release}`]: { says: "A release", query: [releaseQuery, windowQuery], answer: ReleaseDetail },
    [`PUT ${release}`]: { says: "Change a release, or tell its commits", body: [releaseBody], answer: Release },
    [`DELETE ${release}`]: { says: "Delete a release without events" },
    [`GET ${release}/commits`]: pages("Commits of a release", Commit),
    [`GET ${release}/commitfiles`]: pages("Files that the commits changed", CommitFile),
    [`GET ${release}/previous-with-commits`]: { says: "The release before it that has commits", answer: ReleaseOrNothing },
    [`GET ${release}/deploys`]: pages("Deploys of a release", Deploy),
    [`POST ${release}/deploys`]: { says: "Tell of a deploy", body: [deployBody], answer: Deploy },
    [`POST ${release}/files`]: upload,
  };
}

export const RELEASE_OPERATIONS: Operations = {
  [`GET ${organization}/releases`]: pages("Releases", Release, projectsQuery, releasesQuery, windowQuery),
  [`GET ${project}/releases`]: pages("Releases of a project", Release, releasesQuery, windowQuery),
  ...ofRelease(organization),
  ...ofRelease(project),
  [`GET ${organization}/chunk-upload`]: { says: "How to upload source maps", answer: ChunkUpload },
  [`POST ${organization}/chunk-upload`]: { says: "Upload chunks", takes, answer: mapOf(anything), statuses: [200] },
  [`POST ${organization}/artifactbundle/assemble`]: {
    says: "Make a bundle of uploaded chunks",
    body: [assembleBody],
    answer: Assembled,
    statuses: [200],
  },
  [`POST ${organization}/releases/:version/assemble`]: {
    says: "The same, for a release",
    body: [oldBody],
    answer: Assembled,
    statuses: [200],
  },
  [`GET ${project}/releases/:version/files`]: { says: "Files of a release", answer: listOf(ReleaseFile) },
  [`GET ${project}/files/artifact-bundles`]: pages("Uploaded bundles", ArtifactBundle),
  [`DELETE ${project}/files/artifact-bundles`]: { says: "Delete a bundle", query: [deleteQuery] },
  [`GET ${project}/files/dsyms`]: pages("Mappings of ProGuard and R8", DebugFile, listQuery),
  [`POST ${project}/files/dsyms`]: { says: "Upload a ZIP of mappings", takes, answer: listOf(DebugFile) },
  [`DELETE ${project}/files/dsyms`]: { says: "Delete a mapping", query: [listQuery] },
  [`GET ${project}/files/dsyms/unknown`]: {
    says: "Which of these mappings are not there",
    query: [checksumsQuery],
    answer: z.object({ missing: texts }),
  },
  [`POST ${project}/files/difs/assemble`]: {
    says: "Make mappings of uploaded chunks",
    body: [assembleFilesBody],
    answer: AssembledFiles,
    statuses: [200],
  },
  [`POST ${project}/files/proguard-artifact-releases`]: {
    says: "What old clients say of a mapping; nothing hangs on it",
    body: [mappingBody],
    answer: mapOf(anything),
  },
};
