import type { ArtifactLister, StoredArtifact } from "./artifacts.ts";
import { dashedDebugId } from "./debug-id.ts";
import type { FoundMap, RanScript } from "./find-map.ts";
import { findMap } from "./find-map.ts";

/** Why a frame cannot be read, as exactly as can be told. */
export type DiagnosisCode =
  | "no-release-and-no-debug-id"
  | "debug-id-missing-in-build"
  | "debug-id-not-uploaded"
  | "debug-id-in-other-project"
  | "nothing-uploaded-for-release"
  | "dist-mismatch"
  | "address-mismatch"
  | "map-not-referenced"
  | "map-not-uploaded"
  | "map-broken"
  | "map-unreadable"
  | "no-position"
  | "position-outside-map"
  | "position-generated"
  | "no-source-content"
  | "mapping-not-uploaded"
  | "method-not-in-mapping"
  | "uploaded-after-event";

export type Diagnosis = {
  readonly code: DiagnosisCode;
  /** What is wrong: a sentence or two. */
  readonly summary: string;
  /** What mends it. */
  readonly remedy: string;
  /** To be copied into a shell; undefined where no command mends it. */
  readonly command: string | undefined;
  /** What was uploaded instead of what was looked for. */
  readonly near: readonly string[];
};

/** A frame, and what the digest said of it. */
export type SickFrame = {
  readonly script: RanScript;
  /** What is stored with the frame: why it is unmapped, or that its source is not in the map. */
  readonly mark: string;
  readonly line: number | undefined;
  readonly column: number | undefined;
};
export type DoctorDeps = {
  readonly artifacts: ArtifactLister;
  readonly projectSlug: string;
  /** Other projects that the asker may see, by id. */
  readonly otherProjects: ReadonlyMap<number, string>;
};

/** Finds out, from what is uploaded now, why a frame is not readable, and what mends it. */
export function diagnose({ script, mark, line, column }: SickFrame, deps: DoctorDeps): Diagnosis {
  const found = findMap(deps.artifacts, script);
  if (found.kind === "map") return diagnoseFound(found, script, mark, { line, column }, deps);
  const { upload } = commandsFor(script, deps);
  switch (found.reason) {
    case "no-debug-id-and-no-release":
      return withoutAnything(script, deps);
    case "debug-id-not-uploaded":
      return idNotUploaded(script, deps);
    case "script-not-uploaded":
      return notUploaded(script, deps);
    case "map-not-referenced":
      return diagnosis(
        "map-not-referenced",
        `${nameOf(found.script)} is uploaded, and neither its last lines nor its headers name a source map.`,
        "Let the bundler write source maps (in Vite: build.sourcemap), and upload the folder again.",
        upload,
      );
    case "map-not-uploaded":
      return diagnosis(
        "map-not-uploaded",
        `${nameOf(found.script)} is uploaded, and its source map${found.mapUrl === undefined ? "" : ` ${found.mapUrl}`} is not.`,
        "Upload the scripts together with their .map files, before anything deletes them.",
        upload,
      );
    case "map-broken":
      return diagnosis(
        "map-broken",
        `${nameOf(found.script)}: ${found.problem ?? "the source map cannot be used."}`,
        "Build again, make sure that no later step cuts or rewrites the .map file, and upload it under a new build.",
        upload,
      );
  }
}

type Found = Extract<FoundMap, { readonly kind: "map" }>;
type Position = { readonly line: number | undefined; readonly column: number | undefined };

function diagnoseFound(found: Found, script: RanScript, mark: string, { line, column }: Position, deps: DoctorDeps): Diagnosis {
  const { inject, upload } = commandsFor(script, deps);
  const place = `line ${line ?? "?"}, column ${column ?? "?"}`;
  switch (mark) {
    case "no-position":
      return diagnosis(
        "no-position",
        "The frame has no line or no column, and a bundle has all its code on few lines.",
        "Old browsers send no columns. Nothing mends this frame; frames of other browsers are mapped.",
      );
    case "position-outside-map":
      return diagnosis(
        "position-outside-map",
        `The source map ${found.name} knows nothing of ${place}: it belongs to another build of this script.`,
        "Upload the files that were deployed, and change nothing in them after the upload (minifiers, banners, proxies that rewrite).",
        `${inject}\n${upload}`,
      );
    case "position-generated":
      return diagnosis(
        "position-generated",
        `The bundler wrote ${place} itself; no line of your sources belongs to it.`,
        "Nothing is wrong: the frame is glue of the bundle.",
      );
    case "map-unreadable":
      return diagnosis(
        "map-unreadable",
        "The packed source map is not in this server's blobs/ folder, or is damaged.",
        "Restore blobs/ together with the database; or delete this upload in the project's settings and upload the build again.",
        upload,
      );
    case "not-in-map":
      return diagnosis(
        "no-source-content",
        `The source map ${found.name} names the source and does not hold its text, so that no lines can be shown.`,
        "Let the bundler put sourcesContent into the map, or upload with sentry-cli from the folder where the sources are: it adds them.",
        upload,
      );
    default:
      return diagnosis(
        "uploaded-after-event",
        `The source map ${found.name} was uploaded on ${new Date(found.uploadedAtMs).toISOString()}, after this event had come.`,
        "Stored events are mapped again by themselves, the newest 2,000 of each kind; reload in a moment. Upload before you deploy, so that none waits.",
      );
  }
}

function withoutAnything(script: RanScript, deps: DoctorDeps): Diagnosis {
  const { inject, upload } = commandsFor(script, deps);
  if (deps.artifacts.countFiles(script.projectId, undefined) > 0) return missingInBuild(script, deps);
  return diagnosis(
    "no-release-and-no-debug-id",
    "The event names no release, the script carries no debug id, and nothing is uploaded: no source map can belong to it.",
    "Put debug ids into the build before you deploy it, and upload it. Or set release in the SDK's init, and upload for that release.",
    `${inject}\n${upload}`,
  );
}

function missingInBuild(script: RanScript, deps: DoctorDeps): Diagnosis {
  const { inject, upload } = commandsFor(script, deps);
  return diagnosis(
    "debug-id-missing-in-build",
    "Files with debug ids are uploaded, and the script that ran has none: what is deployed is not what was injected.",
    "Deploy the very files that the plugin or `sentry-cli sourcemaps inject` has changed: inject, upload, then deploy. An SDK before version 7.47 does not send debug ids.",
    `${inject}\n${upload}`,
  );
}

function idNotUploaded(script: RanScript, deps: DoctorDeps): Diagnosis {
  const { upload } = commandsFor(script, deps);
  const debugId = script.debugId ?? "";
  const [holder] = deps.artifacts.listHolders([...deps.otherProjects.keys()], debugId);
  if (holder !== undefined) {
    const other = deps.otherProjects.get(holder) ?? "";
    return diagnosis(
      "debug-id-in-other-project",
      `The files of debug id ${dashedDebugId(debugId)} were uploaded to the project ${other}, and the event came to ${deps.projectSlug}.`,
      `Upload them with --project ${deps.projectSlug}, or send events with the DSN of ${other}.`,
      upload,
      [other],
    );
  }
  return diagnosis(
    "debug-id-not-uploaded",
    `The script carries the debug id ${dashedDebugId(debugId)}, and no file with it is uploaded to ${deps.projectSlug}.`,
    "Upload the folder that this build was deployed from. Where several machines build, upload on the one whose files are deployed.",
    upload,
  );
}

function notUploaded(script: RanScript, deps: DoctorDeps): Diagnosis {
  const { artifacts } = deps;
  const { projectId, release = "", dist = "", address } = script;
  const { upload } = commandsFor(script, deps);
  if (artifacts.countFiles(projectId, release) === 0) {
    return diagnosis(
      "nothing-uploaded-for-release",
      `Nothing is uploaded for the release ${release}, and the script carries no debug id.`,
      "Upload the build under exactly this release. Better: put debug ids into it, then no release need match.",
      upload,
    );
  }
  const dists = artifacts.listDists(projectId, release);
  if (!dists.includes(dist)) {
    const known = dists.map((name) => (name === "" ? "no dist" : name));
    return diagnosis(
      "dist-mismatch",
      `The event is of ${dist === "" ? "no dist" : `dist ${dist}`}; files of this release are uploaded for ${known.join(", ")}.`,
      "Give dist the same value in the SDK's init and in the upload, or leave it out in both.",
      upload,
      known,
    );
  }
  const near = artifacts.listNear(projectId, release, dist, fileNameOf(address));
  if (near.length > 0 && near.every(({ debugId, url }) => debugId !== undefined && isNamedByDebugId(url))) {
    return missingInBuild(script, deps);
  }
  return diagnosis(
    "address-mismatch",
    `The release has files, and none is called ${address}.`,
    "The name of an uploaded file must be the address that browsers load it from; ~ stands for any host. Give the missing folders as --url-prefix.",
    commandsFor(script, deps, prefixOf(address)).upload,
    near.map(({ url }) => url),
  );
}

/** Plugins of bundlers upload under names that no browser asks for. */
function isNamedByDebugId(url: string): boolean {
  return /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/i.test(url);
}

export function diagnosis(
  code: DiagnosisCode,
  summary: string,
  remedy: string,
  command?: string,
  near: readonly string[] = [],
): Diagnosis {
  return { code, summary, remedy, command, near };
}

function nameOf(script: StoredArtifact | undefined): string {
  if (script === undefined) return "The script";
  return script.url === "" ? `The script of debug id ${dashedDebugId(script.debugId ?? "")}` : script.url;
}

function fileNameOf(address: string): string {
  return /[^/]*$/.exec(address.replace(/[?#].*$/s, ""))?.[0] ?? address;
}

function prefixOf(address: string): string {
  const path = address.replace(/[?#].*$/s, "").replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "");
  return `~${path.replace(/\/[^/]*$/, "")}/`;
}

type Commands = { readonly inject: string; readonly upload: string };

function commandsFor({ release, dist, debugId }: RanScript, { projectSlug }: DoctorDeps, urlPrefix?: string): Commands {
  const byRelease = debugId === undefined && release !== undefined && release !== "";
  const options = [
    `--project ${quoted(projectSlug)}`,
    ...(byRelease ? [`--release ${quoted(release)}`] : []),
    ...(byRelease && dist !== undefined ? [`--dist ${quoted(dist)}`] : []),
    ...(urlPrefix === undefined ? [] : [`--url-prefix ${quoted(urlPrefix)}`]),
  ];
  return { inject: "sentry-cli sourcemaps inject ./dist", upload: `sentry-cli sourcemaps upload ${options.join(" ")} ./dist` };
}

/** As one word of a shell: an event's text must not become a command. */
export function quoted(text: string): string {
  const plain = text.replaceAll(/\p{Cc}/gu, "");
  return /^[\w@.:~/+-]+$/.test(plain) ? plain : `'${plain.replaceAll("'", String.raw`'\''`)}'`;
}
