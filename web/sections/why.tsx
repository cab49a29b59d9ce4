import type { GroupingPart } from "../data/grouping.ts";
import { useGroupingInfo } from "../data/grouping.ts";
import { plural } from "../data/words.ts";
import { Copy } from "../primitives/copy.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Section } from "../primitives/values.tsx";

/** What put this event into its issue: the decision, what it went by, and what it left aside. `path` is the event's in the API. */
export function Why({ path }: { path: string }) {
  const info = useGroupingInfo(path);
  return (
    <Section id="why" title="Why is this here?">
      {info.error !== undefined ? (
        <Failed error={info.error} retry={info.reload} what="explanation" />
      ) : info.data === undefined ? (
        <Skeleton rows={3} shape="line" />
      ) : (
        <>
          <p class="decision">{info.data.summary}</p>
          <Parts label="What decided" parts={info.data.parts.filter(({ contributes }) => contributes)} />
          <Ignored parts={info.data.parts.filter(({ contributes }) => !contributes)} />
          {info.data.rules.state === "changed-since" && (
            <p class="reason">
              The rules of the project were changed since. This is by those that were in force when the event came.
            </p>
          )}
          {info.data.rules.state === "no-longer-kept" && (
            <p class="reason">The rules that were in force when the event came are no longer kept; this is without them.</p>
          )}
          {!info.data.matches && (
            <p class="reason">
              {info.data.mappedLater
                ? "This event was grouped before its source maps came, by the signature below. The explanation is of the stack as it " +
                  "reads since; events that come now are grouped by it, under "
                : "What is stored of this event no longer gives the signature it was grouped by when it came, but "}
              <code>{info.data.signatureNow}</code>.
            </p>
          )}
          <p class="signature quiet">
            Signature <code>{info.data.signature}</code>
            <Copy text={info.data.signature} what="signature" /> by grouping {info.data.version}. Events with the same one are
            in the same issue.
          </p>
        </>
      )}
    </Section>
  );
}

function Ignored({ parts }: { parts: readonly GroupingPart[] }) {
  if (parts.length === 0) return null;
  return (
    <details class="part">
      <summary>
        {plural(parts.length, "part")} <span class="n">did not count</span>
      </summary>
      <Parts label="What did not count" parts={parts} />
    </details>
  );
}

function Parts({ parts, label }: { parts: readonly GroupingPart[]; label: string }) {
  if (parts.length === 0) return null;
  return (
    <table class="values" aria-label={label}>
      <tbody>
        {parts.map(({ what, value, reason }, index) => (
          <tr key={index}>
            <th scope="row">{what}</th>
            <td>
              <span class="text">{value === "" ? <em>empty</em> : <bdi>{value}</bdi>}</span>
              {reason !== null && <small class="reason">{reason}</small>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
