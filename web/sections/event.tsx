import { useState } from "preact/hooks";
import type { Entry, Event, Frame, Stacktrace } from "../data/types.ts";
import { Copy, Section, Values } from "../primitives/parts.tsx";

/** All parts of an event that are there. */
export function EventBody({ event }: { event: Event }) {
  return (
    <>
      {event.entries.map((entry, i) => (
        <Part key={i} entry={entry} />
      ))}
      {event.user && (
        <Section title="User">
          <Values of={event.user} />
        </Section>
      )}
      {Object.entries(event.contexts).map(([name, of]) => (
        <Section key={name} title={name}>
          <Values of={of} />
        </Section>
      ))}
      {Object.keys(event.context).length > 0 && (
        <Section title="Extra">
          <Values of={event.context} />
        </Section>
      )}
    </>
  );
}

function Part({ entry }: { entry: Entry }) {
  switch (entry.type) {
    case "exception":
      return (
        <Section title="Exception">
          {entry.data.values.toReversed().map((e, i) => (
            <div key={i}>
              <h3>
                {i > 0 && <span class="muted">caused by </span>}
                {e.type}
              </h3>
              <p class="value">{e.value}</p>
              {e.mechanism && (
                <p class="muted">
                  {e.mechanism.type}
                  {e.mechanism.handled === false && " · unhandled"}
                </p>
              )}
              <Frames trace={e.stacktrace} />
            </div>
          ))}
        </Section>
      );
    case "message":
      return (
        <Section title="Message">
          <pre class="code">{entry.data.formatted}</pre>
        </Section>
      );
    case "stacktrace":
      return (
        <Section title="Stack trace">
          <Frames trace={entry.data} />
        </Section>
      );
    case "request":
      return (
        <Section title="Request">
          <Values of={entry.data} />
        </Section>
      );
    case "breadcrumbs":
      return (
        <Section title="Breadcrumbs">
          <ol class="crumbs">
            {entry.data.values.map((c, i) => (
              <li key={i}>
                <span class="muted">
                  {c.timestamp && new Date(c.timestamp).toLocaleTimeString()} {c.category} {c.level}
                </span>{" "}
                {c.message}
                {c.data && <code>{JSON.stringify(c.data)}</code>}
              </li>
            ))}
          </ol>
        </Section>
      );
    default:
      return null;
  }
}

/** Newest call first; library frames behind a switch. */
function Frames({ trace }: { trace: Stacktrace }) {
  const frames = trace?.frames.toReversed() ?? [];
  const own = frames.filter((f) => f.inApp);
  const [all, setAll] = useState(own.length === 0);
  const list = all ? frames : own;
  return (
    <>
      {own.length > 0 && own.length < frames.length && (
        <button type="button" class="small" aria-pressed={all} onClick={() => setAll(!all)}>
          {all ? "In-app only" : `All ${frames.length} frames`}
        </button>
      )}
      {list.map((f, i) => (
        <FrameView key={`${all}${i}`} frame={f} open={i === 0} />
      ))}
    </>
  );
}

function FrameView({ frame: f, open }: { frame: Frame; open: boolean }) {
  const path = f.filename ?? f.module ?? f.absPath ?? "unknown";
  return (
    <details class="frame" open={open}>
      <summary>
        <span>{path}</span> <strong>{f.function}</strong>
        {f.lineNo !== null && ` :${f.lineNo}${f.colNo === null ? "" : `:${f.colNo}`}`}
      </summary>
      <Copy text={f.absPath ?? path} label="path" />
      {f.context.length > 0 && (
        <pre class="lines">
          {f.context.map(([n, text]) => (
            <div key={n} class={n === f.lineNo ? "failing" : ""}>
              <span>
                {n === f.lineNo ? "▸" : " "}
                {String(n).padStart(5)}{" "}
              </span>
              {text}
            </div>
          ))}
        </pre>
      )}
      {f.vars && <Values of={f.vars} />}
    </details>
  );
}
