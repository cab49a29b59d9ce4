import type { MapProblem } from "../data/source-maps.ts";
import { useMapProblems } from "../data/source-maps.ts";
import { plural } from "../data/words.ts";
import { Copy } from "../primitives/copy.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Section } from "../primitives/values.tsx";

/** Why frames of this event cannot be read, and the commands that mend it. `path` is the event's in the API. */
export function MapDoctor({ path }: { path: string }) {
  const found = useMapProblems(path);
  return (
    <Section id="source-maps" title="Source maps">
      {found.error !== undefined ? (
        <Failed error={found.error} retry={found.reload} what="source maps" />
      ) : found.data === undefined ? (
        <Skeleton rows={2} shape="line" />
      ) : (
        found.data.problems.map((problem, index) => <Problem key={index} problem={problem} />)
      )}
    </Section>
  );
}

function Problem({ problem }: { problem: MapProblem }) {
  const { summary, remedy, command, near, frames } = problem;
  const [first] = frames;
  return (
    <div class="map-problem">
      <p>
        <strong>
          <bdi>{summary}</bdi>
        </strong>
      </p>
      {first !== undefined && (
        <p class="quiet">
          {plural(frames.length, "frame")}, as{" "}
          <bdi>
            {first.address}
            {first.lineNo !== null && `:${first.lineNo}`}
            {first.colNo !== null && `:${first.colNo}`}
          </bdi>
        </p>
      )}
      <p>{remedy}</p>
      {near.length > 0 && (
        <p class="quiet">
          Uploaded instead:{" "}
          {near.map((name, index) => (
            <code key={index}>{name}</code>
          ))}
        </p>
      )}
      {command !== null && (
        <div class="command">
          <pre tabIndex={0} aria-label="Command that mends it">
            {command}
          </pre>
          <Copy text={command} what="command" words="Copy" />
        </div>
      )}
    </div>
  );
}
