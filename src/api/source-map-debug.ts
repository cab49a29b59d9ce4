import type { Diagnosis } from "../artifact/diagnose.ts";
import { diagnose } from "../artifact/diagnose.ts";
import { debugIdsOf, proguardIdsOf } from "../artifact/debug-images.ts";
import type { ObfuscatedFrame } from "../artifact/proguard/diagnose-mapping.ts";
import { diagnoseMapping } from "../artifact/proguard/diagnose-mapping.ts";
import type { StoredEvent } from "../backend/backend.ts";
import type { Frame, Stacktrace } from "../protocol/event.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { findEventAsked, findPlaceOfEvent } from "./asked-event.ts";
import { mayIn } from "./caller.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InIssue } from "./scoped.ts";
import { issueRoutes, projectRoute } from "./scoped.ts";

/** The doctor of source maps: for each frame that cannot be read, what is wrong and the command that mends it. */
export function sourceMapDebugRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["event:read"] as const;
  const path = "/events/:event/source-map-debug";
  return [
    ...issueRoutes(parts, { method: "GET", path, scopes }, (ask, place) => answerDiagnoses(parts, ask, place)),
    projectRoute(parts, { method: "GET", path, scopes }, async (ask, { project }) => {
      const place = await findPlaceOfEvent(parts, ask, project);
      return place === undefined ? refuse({ kind: "not-found" }) : answerDiagnoses(parts, ask, place);
    }),
  ];
}

/** A stack has up to 250 frames, and an event many stacks; what is wrong with the first ones is wrong with all. */
const MAX_FRAMES = 200;

async function answerDiagnoses(parts: ApiParts, ask: CallerAsk, place: InIssue): Promise<Answer> {
  const event = await findEventAsked(parts, ask, place);
  if (event === undefined) return refuse({ kind: "not-found" });
  const { organizationId, id, slug } = place.project;
  const others = mayIn(ask.caller, organizationId, ["project:read"]) ? await parts.projects.listProjects([organizationId]) : [];
  const otherProjects = new Map(others.filter((other) => other.id !== id).map((other) => [other.id, other.slug]));
  const deps = { artifacts: parts.artifacts, projectSlug: slug, otherProjects };

  const problems = new Map<string, { readonly diagnosis: Diagnosis; readonly frames: object[] }>();
  for (const sick of sickFrames(event.stored).slice(0, MAX_FRAMES)) {
    const { frame, address, mark, debugId } = sick;
    const { release, dist } = event.stored.event;
    const script = { projectId: id, address, debugId, release, dist };
    const obfuscated = obfuscatedFrame(sick, id, event.stored);
    const diagnosis =
      obfuscated === undefined
        ? diagnose({ script, mark, line: frame.lineno, column: frame.colno }, deps)
        : diagnoseMapping(obfuscated, deps);
    // Frames of one script have one trouble.
    const key = JSON.stringify([diagnosis.code, diagnosis.summary]);
    const known = problems.get(key) ?? { diagnosis, frames: [] };
    problems.set(key, known);
    known.frames.push(serialiseFrame(sick));
  }
  return found({ eventID: event.stored.event.event_id, problems: [...problems.values()].map(serialiseProblem) });
}

type SickFrame = {
  readonly frame: Frame;
  /** As the SDK sent it. */
  readonly address: string;
  readonly mark: string;
  readonly debugId: string | undefined;
};

function sickFrames({ event }: StoredEvent): readonly SickFrame[] {
  const holders = [
    ...(event.exception?.values ?? []),
    ...(event.threads?.values ?? []),
    { stacktrace: event.stacktrace, raw_stacktrace: event.raw_stacktrace },
  ];
  const debugIds = debugIdsOf(event);
  return holders.flatMap(({ stacktrace, raw_stacktrace: raw }) => sickOfStack(stacktrace, raw, debugIds));
}

function sickOfStack(
  stacktrace: Stacktrace | undefined,
  raw: Stacktrace | undefined,
  debugIds: ReadonlyMap<string, string>,
): readonly SickFrame[] {
  return (stacktrace?.frames ?? []).flatMap((frame, index) => {
    const mark = frame.data?.["unmapped"] ?? frame.data?.["source"];
    const sent = raw?.frames[index] ?? frame;
    const address = sent.abs_path ?? sent.filename;
    if (typeof mark !== "string" || address === undefined) return [];
    return [{ frame, address, mark, debugId: debugIds.get(address) }];
  });
}

const OF_JAVA: ReadonlySet<string> = new Set(["mapping-not-uploaded", "mapping-unreadable", "method-not-in-mapping"]);

/** Undefined: the frame is of a script. */
function obfuscatedFrame({ frame, mark }: SickFrame, projectId: number, { event }: StoredEvent): ObfuscatedFrame | undefined {
  if (!OF_JAVA.has(mark)) return undefined;
  const { module: className = "", function: method = "", lineno: line } = frame;
  return { projectId, debugIds: proguardIdsOf(event), mark, className, method, line };
}

function serialiseFrame({ frame, address, debugId }: SickFrame): object {
  return {
    filename: frame.filename ?? null,
    address,
    function: frame.function ?? null,
    lineNo: frame.lineno ?? null,
    colNo: frame.colno ?? null,
    debugId: debugId ?? null,
  };
}

function serialiseProblem({
  diagnosis,
  frames,
}: {
  readonly diagnosis: Diagnosis;
  readonly frames: readonly object[];
}): object {
  const { code, summary, remedy, command, near } = diagnosis;
  return { code, summary, remedy, command: command ?? null, near, frames };
}
