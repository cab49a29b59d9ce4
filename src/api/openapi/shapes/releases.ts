import { z } from "zod";
import {
  anything,
  count,
  countOrNull,
  date,
  dateOrNull,
  flag,
  listOf,
  mapOf,
  number,
  numberOrNull,
  shape,
  text,
  textOrNull,
  texts,
} from "./shape.ts";

const Author = z.object({ name: text, email: text });
const name = {
  version: text,
  shortVersion: text,
  versionInfo: z.object({
    package: textOrNull,
    version: z.looseObject({ raw: text }),
    description: text,
    buildHash: textOrNull,
  }),
};

/** serialise-release.ts: a release by its name, and the commit at the code host that it is named after. */
export const ReleaseName = shape(
  "ReleaseName",
  z.object({
    ...name,
    lastCommit: z.object({ id: text, message: text, dateCreated: date, author: Author, url: text }).nullable(),
  }),
);
const commit = z.object({
  id: text,
  message: text,
  dateCreated: date,
  author: Author,
  repository: z.looseObject({ id: text, name: text, url: textOrNull }).nullable(),
  pullRequest: anything,
  suspectCommitType: text,
  releases: listOf(anything),
});
export const Commit = shape("Commit", commit);
export const CommitFile = shape(
  "CommitFile",
  z.object({
    id: text,
    commitMessage: text,
    dateCreated: date,
    author: Author,
    commitId: text,
    filename: text,
    type: z.enum(["A", "M", "D"]),
    orgId: anything,
    repoName: textOrNull,
  }),
);
export const Deploy = shape(
  "Deploy",
  z.object({
    id: text,
    environment: text,
    name: textOrNull,
    url: textOrNull,
    dateStarted: dateOrNull,
    dateFinished: date,
  }),
);
const ReleaseProject = shape(
  "ReleaseProject",
  z.object({
    id: count,
    slug: text,
    name: text,
    platform: textOrNull,
    platforms: texts,
    newGroups: count,
    hasHealthData: flag,
    healthData: mapOf(anything).optional(),
  }),
);
const release = z.object({
  ...name,
  id: count,
  status: z.enum(["open", "archived"]),
  ref: textOrNull,
  url: textOrNull,
  dateCreated: date,
  dateStarted: dateOrNull,
  dateReleased: dateOrNull,
  newGroups: count,
  commitCount: count,
  deployCount: count,
  firstEvent: dateOrNull,
  lastEvent: dateOrNull,
  lastCommit: Commit.nullable(),
  lastDeploy: Deploy.nullable(),
  authors: listOf(Author),
  commitFetches: listOf(z.object({ repository: text, state: z.enum(["waiting", "done", "failed"]), problem: textOrNull })),
  owner: anything,
  data: mapOf(anything),
  userAgent: textOrNull,
  projects: listOf(ReleaseProject),
  adoptionStages: mapOf(z.object({ stage: textOrNull, adopted: dateOrNull, unadopted: dateOrNull })).optional(),
});
export const Release = shape("Release", release);
export const ReleaseDetail = shape(
  "ReleaseDetail",
  release.extend({
    currentProjectMeta: z.looseObject({ prevReleaseVersion: textOrNull, nextReleaseVersion: textOrNull }),
  }),
);
/** Empty where there is none. */
export const ReleaseOrNothing = shape("ReleaseOrNothing", release.partial());
export const Committers = shape(
  "Committers",
  z.object({
    committers: listOf(z.object({ author: Author.nullable(), commits: listOf(commit.extend({ score: number }).loose()) })),
  }),
);
export const SuspectCommits = shape(
  "SuspectCommits",
  z.object({
    suspects: listOf(
      z.object({
        commit: commit.extend({ url: textOrNull }),
        release: text,
        path: text,
        frame: z.object({ filename: textOrNull, function: textOrNull, lineNo: countOrNull, depth: count }),
        score: number,
        reason: text,
      }),
    ),
  }),
);
export const ChunkUpload = shape(
  "ChunkUpload",
  z.object({
    url: text,
    chunkSize: count,
    chunksPerRequest: count,
    maxFileSize: count,
    maxRequestSize: count,
    concurrency: count,
    hashAlgorithm: text,
    compression: texts,
    accept: texts,
  }),
);
export const Assembled = shape("Assembled", z.object({ state: text, missingChunks: texts, detail: textOrNull }));
/** A mapping of ProGuard or R8. */
export const DebugFile = shape(
  "DebugFile",
  z.object({
    id: text,
    uuid: text,
    debugId: text,
    codeId: textOrNull,
    cpuName: text,
    objectName: text,
    symbolType: text,
    headers: mapOf(text),
    size: count,
    sha1: text,
    dateCreated: dateOrNull,
    data: z.object({ features: texts }),
  }),
);
/** By the checksum of the whole file. */
export const AssembledFiles = shape("AssembledFiles", mapOf(Assembled.extend({ dif: DebugFile.optional() })));
export const ArtifactBundle = shape(
  "ArtifactBundle",
  z.object({
    bundleId: text,
    associations: listOf(z.object({ release: text, dist: textOrNull })),
    date,
    dateModified: date,
    fileCount: count,
    size: count,
  }),
);
export const ReleaseFile = shape(
  "ReleaseFile",
  z.object({
    id: text,
    name: text,
    dist: textOrNull,
    headers: mapOf(text),
    size: numberOrNull,
    sha1: text,
    dateCreated: date,
  }),
);
