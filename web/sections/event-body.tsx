import { EventPath } from "../data/event-path.ts";
import { metaAt, remarksIn } from "../data/meta.ts";
import { hasUnmapped } from "../data/source-maps.ts";
import type { Entry, Event } from "../data/types.ts";
import { bytes, exactTime } from "../data/words.ts";
import { Section, Value, Values } from "../primitives/values.tsx";
import { Attachments } from "./attachments.tsx";
import { Breadcrumbs } from "./breadcrumbs.tsx";
import { Exceptions } from "./exception.tsx";
import { Frames } from "./frames.tsx";
import { RequestView } from "./request.tsx";
import { MapDoctor } from "./map-doctor.tsx";
import { Trimmed } from "./trimmed.tsx";
import { Why } from "./why.tsx";

/** The parts of an event that are there, in the order of the page: for the table of contents. */
export function partsOf(event: Event, isExplained: boolean): readonly (readonly [id: string, title: string])[] {
  const names: Record<Entry["type"], string> = {
    exception: "Exception",
    message: "Message",
    csp: "Blocked content",
    stacktrace: "Stack trace",
    threads: "Threads",
    breadcrumbs: "Breadcrumbs",
    request: "Request",
  };
  const { _meta: meta } = event;
  const shown = event.entries.filter(({ type }) => type in names).map(({ type }) => [type, names[type]] as const);
  const rest: (readonly [string, string])[] = [];
  if (hasMembers(event.user)) rest.push(["user", "User"]);
  if (flagsOf(event).length > 0) rest.push(["flags", "Feature flags"]);
  if (hasMembers(contextsOf(event))) rest.push(["contexts", "Contexts"]);
  if (hasMembers(event.context)) rest.push(["extra", "Extra"]);
  if (hasMembers(event.packages)) rest.push(["packages", "Packages"]);
  if (event.errors.length > 0) rest.push(["problems", "Problems"]);
  if (remarksIn(meta).length > 0) rest.push(["trimmed", "Cut or taken out"]);
  if (isExplained && hasUnmapped(event)) rest.push(["source-maps", "Source maps"]);
  if (isExplained) rest.push(["why", "Why here?"]);
  return [...shown, ...rest];
}

const hasMembers = (value: object | null): boolean => value !== null && Object.values(value).some((member) => member !== null);

type Props = {
  event: Event;
  /** The event's own in the API: what frames ask further is asked below it. */
  path: string;
  /** Its grouping can be explained. */
  isExplained: boolean;
  /** Of its files in the API, where they are kept here. */
  files: string | undefined;
};

export function EventBody({ event, path, isExplained, files }: Props) {
  const { _meta: meta } = event;
  const contexts = contextsOf(event);
  return (
    <EventPath.Provider value={path}>
      {event.entries.map((entry, index) => (
        <Part key={index} entry={entry} event={event} />
      ))}
      {event.user !== null && hasMembers(event.user) && (
        <Section id="user" title="User">
          <Values label="User" of={event.user} meta={metaAt(meta, "user")} />
        </Section>
      )}
      <Flags event={event} />
      {hasMembers(contexts) && (
        <Section id="contexts" title="Contexts">
          <div class="contexts">
            {Object.entries(contexts).map(([name, { type, ...of }]) => (
              <div key={name}>
                <h3>
                  <bdi>{name === "os" ? "OS" : name.replaceAll("_", " ")}</bdi>
                </h3>
                <Values label={name} of={type === name ? of : { ...of, type }} meta={metaAt(meta, "contexts", name)} />
              </div>
            ))}
          </div>
        </Section>
      )}
      {hasMembers(event.context) && (
        <Section id="extra" title="Extra">
          <Values isWhole label="Extra" of={event.context} meta={metaAt(meta, "extra")} />
        </Section>
      )}
      {hasMembers(event.packages) && (
        <Section id="packages" title="Packages">
          <details class="part">
            <summary>
              {Object.keys(event.packages).length} packages <span class="n">as the SDK saw them</span>
            </summary>
            <Values label="Packages" of={event.packages} meta={metaAt(meta, "modules")} />
          </details>
        </Section>
      )}
      {files !== undefined && <Attachments path={files} />}
      {event.errors.length > 0 && <Problems errors={event.errors} />}
      <Trimmed meta={meta} />
      {isExplained && hasUnmapped(event) && <MapDoctor path={path} />}
      {isExplained && <Why path={path} />}
      <p class="foot quiet">
        {event.sdk !== null && `Sent by ${event.sdk.name} ${event.sdk.version ?? ""}, `}
        received {exactTime(event.dateReceived)}, {bytes(event.size)}
      </p>
    </EventPath.Provider>
  );
}

function Part({ entry, event }: { entry: Entry; event: Event }) {
  const { _meta: meta } = event;
  switch (entry.type) {
    case "exception":
      return <Exceptions values={entry.data.values} meta={metaAt(meta, "exception")} />;
    case "message":
      return (
        <Section id="message" title="Message">
          <div class="body">
            <Value
              value={entry.data.formatted}
              meta={metaAt(meta, "logentry", "formatted") ?? metaAt(meta, "logentry", "message")}
            />
          </div>
          {entry.data.message !== null && entry.data.message !== entry.data.formatted && (
            <Values label="Template" of={{ template: entry.data.message, parameters: entry.data.params }} />
          )}
        </Section>
      );
    case "csp":
      return (
        <Section id="csp" title="Blocked content">
          <Values label="Blocked content" of={entry.data} meta={metaAt(meta, "csp")} />
        </Section>
      );
    case "stacktrace":
      return (
        <Section id="stacktrace" title="Stack trace">
          <Frames trace={entry.data} meta={metaAt(meta, "stacktrace")} />
        </Section>
      );
    case "threads":
      return (
        <Section id="threads" title="Threads">
          {entry.data.values.map((thread, index) => (
            <details key={index} class="part" open={thread.crashed === true && thread.stacktrace !== null}>
              <summary>
                <bdi>{thread.name ?? `Thread ${thread.id ?? index}`}</bdi>
                {thread.crashed === true && <span class="mark bad">crashed</span>}
                {thread.current === true && <span class="n">current</span>}
              </summary>
              <Frames trace={thread.stacktrace} meta={metaAt(meta, "threads", "values", index, "stacktrace")} />
            </details>
          ))}
        </Section>
      );
    case "request":
      return <RequestView request={entry.data} meta={metaAt(meta, "request")} />;
    case "breadcrumbs":
      return (
        <Breadcrumbs
          crumbs={entry.data.values}
          end={event.dateCreated}
          title={event.title}
          meta={metaAt(meta, "breadcrumbs")}
        />
      );
    default:
      return null;
  }
}

/** What each flag was when the error came. */
function Flags({ event }: { event: Event }) {
  const flags = flagsOf(event);
  if (flags.length === 0) return null;
  return (
    <Section id="flags" title="Feature flags">
      <Values label="Feature flags" of={Object.fromEntries(flags)} />
    </Section>
  );
}

/** All but those that have a section of their own. */
function contextsOf({ contexts: { flags: _flags, ...others } }: Event): Event["contexts"] {
  return others;
}

/** As SDKs send them: a context whose `values` each have `flag` and `result`. */
function flagsOf({ contexts }: Event): readonly (readonly [name: string, result: unknown])[] {
  const values: unknown = contexts["flags"]?.["values"];
  if (!Array.isArray(values)) return [];
  return values.flatMap((one: unknown) => {
    if (typeof one !== "object" || one === null || !("flag" in one)) return [];
    return [[String(one.flag), "result" in one ? one.result : null] as const];
  });
}

function Problems({ errors }: { errors: Event["errors"] }) {
  return (
    <Section id="problems" title="Problems with this event">
      <p class="quiet">What was wrong with what the SDK sent. The rest of the event was kept.</p>
      <table class="values" aria-label="Problems">
        <tbody>
          {errors.map(({ message, data }, index) => (
            <tr key={index}>
              <th scope="row">
                <bdi>{data.name ?? "event"}</bdi>
              </th>
              <td>
                <span class="text">
                  {message}
                  {data.reason !== undefined && ` (${data.reason})`}
                </span>
                {data.value !== undefined && <small class="reason">It was: {JSON.stringify(data.value)}</small>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
