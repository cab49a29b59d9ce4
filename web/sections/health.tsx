import type { Finding, Installation } from "../data/installation.ts";
import { bytes, rate } from "../data/words.ts";
import { Figures } from "../primitives/figures.tsx";
import { Icon } from "../primitives/icon.tsx";
import { Ago } from "../primitives/time.tsx";

/** Whether events are kept, how many, and how far behind the digest is. */
export function Health({ seen }: { seen: Installation }) {
  const { ready, reason, log, ratesPerSecond, dateStarted } = seen;
  return (
    <Figures
      rows={[
        ["Events", ready ? "are kept" : `are refused: ${reason}`],
        ["Kept", rate(ratesPerSecond.accepted, "request")],
        ["Refused", rate(ratesPerSecond.refused, "item")],
        ["Digested", rate(ratesPerSecond.digested, "request")],
        ["Waiting in the log", bytes(log.depthBytes)],
        ["Digest lag", `${log.digestLagSeconds.toFixed(1)} s`],
        ["Started", <Ago at={dateStarted} />],
      ]}
    />
  );
}

/** What is not as it should be, and what to do. */
export function Findings({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul class="keys-list findings">
      {findings.length === 0 && (
        <li class="key">
          <span>
            <Icon name="check" /> Nothing is wrong that is known of.
          </span>
        </li>
      )}
      {findings.map(({ check, level, text, remedy }) => (
        <li key={check} class="key">
          <p>
            <strong class={level}>
              <Icon name={level === "wrong" ? "warn" : "text"} /> {level === "wrong" ? "Wrong" : "Note"}
            </strong>{" "}
            {text}
          </p>
          <p class="quiet">{remedy}</p>
        </li>
      ))}
    </ul>
  );
}
