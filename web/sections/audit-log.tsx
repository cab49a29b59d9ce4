import { useState } from "preact/hooks";
import { cursorOf } from "../data/api.ts";
import { useAudit } from "../data/people.ts";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Ago } from "../primitives/time.tsx";

/** What was changed by whom, newest first. */
export function AuditLog({ org }: { org: string }) {
  const [trail, setTrail] = useState<readonly string[]>([""]);
  const log = useAudit(org, trail.at(-1) ?? "");
  if (log.error !== undefined) return <Failed error={log.error} retry={log.reload} what="log" />;
  if (log.data === undefined) return <Skeleton rows={8} shape="line" />;
  const next = cursorOf(log.answer?.link ?? null, "next");
  return (
    <>
      {log.data.rows.length === 0 && <p>Nothing was changed yet.</p>}
      <ol class="keys-list log">
        {log.data.rows.map((row) => (
          <li key={row.id} class="key">
            <div class="row">
              <span>
                <strong>{row.event}</strong> {row.note !== "" && <bdi>{row.note}</bdi>}
                <br />
                <span class="quiet">
                  <bdi>{row.actor.name || row.actor.email}</bdi>
                  {row.ipAddress !== null && `, ${row.ipAddress}`} · {row.target}
                </span>
              </span>
              <span class="quiet">
                <Ago at={row.dateCreated} />
              </span>
            </div>
          </li>
        ))}
      </ol>
      <p class="actions after">
        {trail.length > 1 && (
          <button type="button" onClick={() => setTrail(trail.slice(0, -1))}>
            Newer
          </button>
        )}
        {next !== undefined && (
          <button type="button" onClick={() => setTrail([...trail, next])}>
            Older
          </button>
        )}
      </p>
    </>
  );
}
