import type { ArtifactLister } from "../artifacts.ts";
import { dashedDebugId } from "../debug-id.ts";
import type { Diagnosis } from "../diagnose.ts";
import { diagnosis, quoted } from "../diagnose.ts";
import { findProguard } from "./find-proguard.ts";

/** A frame whose names ProGuard or R8 made, and what the digest said of it. */
export type ObfuscatedFrame = {
  readonly projectId: number;
  /** Of the mappings that the event names, 32 lower-case hex digits each. */
  readonly debugIds: readonly string[];
  readonly mark: string;
  readonly className: string;
  readonly method: string;
  readonly line: number | undefined;
};
export type MappingDoctorDeps = {
  readonly artifacts: ArtifactLister;
  readonly projectSlug: string;
  /** Other projects that the asker may see, by id. */
  readonly otherProjects: ReadonlyMap<number, string>;
};

/** Finds out, from what is uploaded now, why a frame of Java kept the names of its build, and what mends it. */
export function diagnoseMapping(frame: ObfuscatedFrame, deps: MappingDoctorDeps): Diagnosis {
  const { artifacts, projectSlug } = deps;
  const missing = frame.debugIds.find((id) => findProguard(artifacts, frame.projectId, id) === "not-uploaded");
  if (missing !== undefined) return notUploaded(missing, deps);
  const [debugId = ""] = frame.debugIds;
  const upload = uploadCommand(debugId, projectSlug);
  switch (frame.mark) {
    case "method-not-in-mapping":
      return diagnosis(
        "method-not-in-mapping",
        `The mapping ${dashedDebugId(debugId)} knows the class ${frame.className}, and not which method ${frame.method} at line ${frame.line ?? "?"} was.`,
        "Keep line numbers (-keepattributes SourceFile,LineNumberTable), and upload the mapping of the very build that runs, under its own id.",
        upload,
      );
    case "mapping-unreadable":
      return diagnosis(
        "map-unreadable",
        "The packed mapping is not in this server's blobs/ folder, or is damaged.",
        "Restore blobs/ together with the database, or delete the mapping and upload it again.",
        upload,
      );
    default:
      return diagnosis(
        "uploaded-after-event",
        `The mapping ${dashedDebugId(debugId)} was uploaded after this event had come.`,
        "Stored events are mapped again by themselves, the newest 2,000 of each kind; reload in a moment. Upload before you publish, so that none waits.",
      );
  }
}

function notUploaded(debugId: string, { artifacts, projectSlug, otherProjects }: MappingDoctorDeps): Diagnosis {
  const upload = uploadCommand(debugId, projectSlug);
  const [holder] = artifacts.listHolders([...otherProjects.keys()], debugId);
  if (holder !== undefined) {
    const other = otherProjects.get(holder) ?? "";
    return diagnosis(
      "debug-id-in-other-project",
      `The mapping ${dashedDebugId(debugId)} was uploaded to the project ${other}, and the event came to ${projectSlug}.`,
      `Upload it with --project ${projectSlug}, or send events with the DSN of ${other}.`,
      upload,
      [other],
    );
  }
  return diagnosis(
    "mapping-not-uploaded",
    `The event names the mapping ${dashedDebugId(debugId)}, and it is not uploaded to ${projectSlug}.`,
    "Upload mapping.txt of this build under the id that the build has: the Gradle plugin does both, by hand it is --uuid.",
    upload,
  );
}

function uploadCommand(debugId: string, projectSlug: string): string {
  return `sentry-cli upload-proguard --project ${quoted(projectSlug)} --uuid ${dashedDebugId(debugId)} mapping.txt`;
}
