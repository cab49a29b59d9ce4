import type { ComponentChildren } from "preact";
import type { NamedIssue, Preview } from "../data/grouping-rules.ts";
import { plural } from "../data/words.ts";
import { Ago } from "../primitives/time.tsx";

type Props = { org: string; preview: Preview; isStale: boolean };

/** What the rules would change, had the newest stored events come under them. */
export function RulesPreview({ org, preview, isStale }: Props) {
  const { looked, movedEvents, counts, merges, splits, moves, titles } = preview;
  const isUnchanged = movedEvents === 0 && counts.titles === 0;
  return (
    <div class="preview">
      <p>
        {looked.events === 0 ? (
          "No event is stored yet, so that there is nothing to try the rules on."
        ) : (
          <>
            Looked at {plural(looked.events, "event")}
            {looked.since !== null && (
              <>
                , back to <Ago at={looked.since} />
              </>
            )}
            {looked.stoppedBy === "end" ? ": all there are." : looked.stoppedBy === "time" ? ": as far as the time went." : "."}{" "}
            <strong>
              {isUnchanged ? "Nothing would change." : `${plural(movedEvents, "event")} would be grouped otherwise.`}
            </strong>
          </>
        )}
        {isStale && <span class="quiet"> The rules have been edited since.</span>}
      </p>
      {!isUnchanged && (
        <p class="quiet">
          What is stored stays where it is. New events go where this says; merge old issues by hand if you wish.
        </p>
      )}
      {merges.length > 0 && (
        <Change title={`${plural(counts.merges, "merge")}: events of several issues would go to one`}>
          {merges.map(({ signature, issue, title, events, issues }) => (
            <li key={signature}>
              <bdi>{title}</bdi>{" "}
              <span class="quiet">({issue === null ? "a new issue" : <Link org={org} issue={issue} />})</span>:{" "}
              {plural(events, "event")} of
              <ul>
                {issues.map((from) => (
                  <li key={from.id}>
                    <Link org={org} issue={from} /> <bdi>{from.title}</bdi>{" "}
                    <span class="quiet">{plural(from.events, "event")}</span>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </Change>
      )}
      {splits.length > 0 && (
        <Change title={`${plural(counts.splits, "split")}: events of one issue would go to several`}>
          {splits.map(({ issue, into }) => (
            <li key={issue.id}>
              <Link org={org} issue={issue} /> <bdi>{issue.title}</bdi> into
              <ul>
                {into.map((to, index) => (
                  <li key={index}>
                    {to.issue === null ? "a new issue" : <Link org={org} issue={to.issue} />} <bdi>{to.title}</bdi>{" "}
                    <span class="quiet">{plural(to.events, "event")}</span>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </Change>
      )}
      {moves.length > 0 && (
        <Change title={`${plural(counts.moves, "issue")} would begin anew: all events would go to one new issue`}>
          {moves.map(({ issue, title, events }) => (
            <li key={issue.id}>
              <Link org={org} issue={issue} /> <bdi>{title}</bdi> <span class="quiet">{plural(events, "event")}</span>
            </li>
          ))}
        </Change>
      )}
      {titles.length > 0 && (
        <Change title={`${plural(counts.titles, "title")} would change`}>
          {titles.map(({ issue, from, to, events }) => (
            <li key={`${issue.id} ${from} ${to}`}>
              <Link org={org} issue={issue} /> <bdi>{from}</bdi> → <bdi>{to}</bdi>{" "}
              <span class="quiet">{plural(events, "event")}</span>
            </li>
          ))}
        </Change>
      )}
    </div>
  );
}

function Change({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section>
      <h3>{title}</h3>
      <ul class="facts">{children}</ul>
    </section>
  );
}

function Link({ org, issue }: { org: string; issue: NamedIssue }) {
  return <a href={`organizations/${org}/issues/${issue.id}`}>{issue.shortId ?? issue.id}</a>;
}
