import { useContext, useState } from "preact/hooks";
import type { ApiError } from "../data/api.ts";
import { useSourceLines } from "../data/code-host.ts";
import { EventPath } from "../data/event-path.ts";
import { foldLibraries, placeOf, splitPath } from "../data/frames.ts";
import { metaAt } from "../data/meta.ts";
import { useRemembered } from "../data/remembered.ts";
import { piecesOf } from "../data/highlight.ts";
import type { Frame, Meta, Stacktrace } from "../data/types.ts";
import { plural } from "../data/words.ts";
import { Copy } from "../primitives/copy.tsx";
import { Icon } from "../primitives/icon.tsx";
import { Values } from "../primitives/values.tsx";
import { Outside } from "../primitives/outside.tsx";

/** More than this at once is not read, and slow to draw. */
const SHOWN_AT_FIRST = 40;

/** A stack, newest call first unless chosen otherwise: the program's own frames, libraries folded, or all of them. */
export function Frames({ trace, meta }: { trace: Stacktrace; meta?: Meta | undefined }) {
  const [order, setOrder] = useRemembered("frames", ["newest", "oldest"], "newest");
  const [isAll, setAll] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const frames = trace?.frames ?? [];
  if (frames.length === 0) return <p class="quiet">No stack trace came with this error.</p>;

  const own = frames.filter(({ inApp }) => inApp).length;
  const canFold = own > 0 && own < frames.length;
  const newestFirst = frames.toReversed();
  const open = own > 0 ? newestFirst.findIndex(({ inApp }) => inApp) : 0;
  const runs =
    isAll || !canFold
      ? newestFirst.map((frame, index) => ({ kind: "own" as const, frame, index }))
      : foldLibraries(newestFirst);
  const shown = isWhole ? runs : runs.slice(0, SHOWN_AT_FIRST);
  const ordered = order === "newest" ? shown : shown.toReversed();
  // Frames are numbered from the oldest in the payload.
  const metaOf = (index: number) => metaAt(meta, "frames", frames.length - 1 - index);
  const omitted = trace?.framesOmitted;
  return (
    <>
      <div class="frame-tools">
        {canFold && (
          <div class="segments" role="group" aria-label="Which frames">
            <button type="button" aria-pressed={!isAll} onClick={() => setAll(false)}>
              In-app <span class="n">{own}</span>
            </button>
            <button type="button" aria-pressed={isAll} onClick={() => setAll(true)}>
              All <span class="n">{frames.length}</span>
            </button>
          </div>
        )}
        <button type="button" class="ghost small" onClick={() => setOrder(order === "newest" ? "oldest" : "newest")}>
          <Icon name="arrows" /> {order === "newest" ? "Newest call first" : "Oldest call first"}
        </button>
      </div>
      <div class="frames">
        {ordered.map((run) =>
          run.kind === "own" ? (
            <FrameView key={run.index} frame={run.frame} isOpen={run.index === open} meta={metaOf(run.index)} />
          ) : (
            <details key={`run${run.frames[0]?.[1] ?? 0}`} class="run">
              <summary>
                <Icon name="right" />
                {plural(run.frames.length, "frame")}
                {run.name !== "" && (
                  <>
                    {" of "}
                    <bdi>{run.name}</bdi>
                  </>
                )}
              </summary>
              {(order === "newest" ? run.frames : run.frames.toReversed()).map(([frame, index]) => (
                <FrameView key={index} frame={frame} isOpen={false} meta={metaOf(index)} />
              ))}
            </details>
          ),
        )}
        {shown.length < runs.length && (
          <button type="button" class="ghost more" onClick={() => setWhole(true)}>
            Show {plural(runs.length - shown.length, "more frame", "more frames")}
          </button>
        )}
      </div>
      {omitted && (
        <p class="quiet">
          Frames {omitted[0]} to {omitted[1]} were left out by the SDK.
        </p>
      )}
    </>
  );
}

function FrameView({ frame, isOpen, meta }: { frame: Frame; isOpen: boolean; meta: Meta | undefined }) {
  const isFetched = frame.context.length === 0 && typeof frame.sourceLink === "string" && frame.lineNo !== null;
  const [isShown, setShown] = useState(isOpen);
  const line = <FrameLine frame={frame} />;
  const tools = (
    <span class="frame-links">
      <Copy text={placeOf({ ...frame, filename: frame.absPath ?? frame.filename })} what="path" />
      {typeof frame.sourceLink === "string" && (
        <Outside
          class="button ghost square"
          href={frame.sourceLink}
          name={`Open ${placeOf(frame)} at the code host`}
          title="Open at the code host"
        >
          <Icon name="link" />
        </Outside>
      )}
    </span>
  );
  if (frame.context.length === 0 && frame.vars === null && !isFetched) {
    return (
      <div class={frame.inApp ? "frame" : "frame library"}>
        <div class="line">{line}</div>
        {tools}
      </div>
    );
  }
  return (
    <div class={frame.inApp ? "frame" : "frame library"}>
      <details open={isOpen} onToggle={(event) => setShown(event.currentTarget.open)}>
        <summary>
          <Icon name="right" />
          {line}
        </summary>
        {frame.context.length > 0 && <Source frame={frame} lines={frame.context} />}
        {isFetched && isShown && <FetchedSource frame={frame} />}
        {frame.vars !== null && Object.keys(frame.vars).length > 0 && (
          <div class="locals">
            <Values isWhole label="Local variables" of={frame.vars} meta={metaAt(meta, "vars")} />
          </div>
        )}
      </details>
      {tools}
    </div>
  );
}

function FrameLine({ frame }: { frame: Frame }) {
  const [folders, file] = splitPath(frame);
  return (
    <>
      <span class="path">
        <bdi>
          <span class="folders">{folders}</span>
          {file}
        </bdi>
      </span>
      {frame.function !== null && (
        <span class="function">
          <span class="quiet">in</span> <bdi>{frame.function}</bdi>
        </span>
      )}
      {frame.lineNo !== null && (
        <span class="at">
          :{frame.lineNo}
          {frame.colNo !== null && `:${frame.colNo}`}
        </span>
      )}
    </>
  );
}

/** The SDK sent no source lines: they come from the code host, at the commit of the release. */
function FetchedSource({ frame }: { frame: Frame }) {
  const path = useContext(EventPath);
  const source = useSourceLines(path, frame.filename ?? frame.absPath ?? "", frame.lineNo ?? 0);
  if (source.error !== undefined) return <p class="quiet fetched">{whyNoSource(source.error)}</p>;
  if (source.data === undefined) return <p class="quiet fetched">Fetching the lines from the code host…</p>;
  if (source.data.lines.length === 0)
    return <p class="quiet fetched">The file is shorter than line {frame.lineNo} at the release’s commit.</p>;
  return <Source frame={frame} lines={source.data.lines} />;
}

const whyNoSource = ({ status, message }: ApiError): string =>
  status === 404 ? "The repository does not have this file at the release’s commit." : `No source lines: ${message}`;

function Source({ frame, lines }: { frame: Frame; lines: Frame["context"] }) {
  return (
    <pre class="source" tabIndex={0} aria-label={`Source of ${placeOf(frame)}`}>
      {lines.map(([number, text]) => (
        <div key={number} class={number === frame.lineNo ? "failing" : undefined}>
          <span class="gutter">
            {number === frame.lineNo ? "▸" : " "}
            {String(number).padStart(5)}
          </span>
          <bdi>
            {text === ""
              ? " "
              : piecesOf(text, frame.filename ?? frame.absPath ?? "").map(([kind, piece], index) =>
                  kind === "plain" ? (
                    piece
                  ) : (
                    <span key={index} class={`hl-${kind}`}>
                      {piece}
                    </span>
                  ),
                )}
          </bdi>
        </div>
      ))}
    </pre>
  );
}
