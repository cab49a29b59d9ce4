import { Fragment } from "preact";
import type { ApiError } from "../data/api.ts";
import { eventsWith } from "../data/events.ts";
import type { Tag } from "../data/types.ts";
import { exact } from "../data/words.ts";
import { Failed, Skeleton } from "../primitives/states.tsx";

const SHOWN = 4;

/** How the values of each tag are spread over an issue's events. */
export function Tags({
  org,
  issueId,
  tags,
  error,
  retry,
}: {
  org: string;
  issueId: string;
  tags: readonly Tag[] | undefined;
  error: ApiError | undefined;
  retry: () => unknown;
}) {
  const shown = tags?.filter((tag) => !isDoubled(tag, tags)) ?? [];
  return (
    <aside class="tags" aria-labelledby="tags-title">
      <h2 id="tags-title">Tags</h2>
      {error !== undefined ? (
        <Failed error={error} retry={retry} what="list of tags" />
      ) : tags === undefined ? (
        <Skeleton rows={5} shape="line" />
      ) : tags.length === 0 ? (
        <p class="quiet">The events of this issue have no tags.</p>
      ) : (
        <>
          {shown
            .filter((tag) => !isSame(tag))
            .map((tag) => (
              <Spread key={tag.key} tag={tag} hrefOf={(value) => eventsWith(org, issueId, tag.key, value)} />
            ))}
          <Same org={org} issueId={issueId} tags={shown.filter(isSame)} />
        </>
      )}
    </aside>
  );
}

/** `browser.name` says nothing that `browser` does not. */
const isDoubled = ({ key }: Tag, all: readonly Tag[]): boolean =>
  key.endsWith(".name") && all.some((other) => `${other.key}.name` === key);

/** All events that have it have the same value: there is no spread to be seen. */
const isSame = ({ uniqueValues, topValues, totalValues }: Tag): boolean =>
  uniqueValues === 1 && topValues[0]?.value !== "" && topValues[0]?.count === totalValues;

function Same({ org, issueId, tags }: { org: string; issueId: string; tags: readonly Tag[] }) {
  if (tags.length === 0) return null;
  return (
    <dl class="same" aria-label="Tags with one value">
      {tags.map(({ key, name, topValues: [top] }) => (
        <Fragment key={key}>
          <dt title={key}>
            <bdi>{name}</bdi>
          </dt>
          <dd title={top?.name}>
            <a href={eventsWith(org, issueId, key, top?.value ?? "")}>
              <bdi>{top?.name}</bdi>
            </a>
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}

const percent = (n: number, of: number): string => {
  const share = (n / Math.max(1, of)) * 100;
  return share > 0 && share < 1 ? "<1 %" : `${Math.round(share)} %`;
};

function Spread({ tag, hrefOf }: { tag: Tag; hrefOf: (value: string) => string }) {
  // Values past what is counted one by one come as one without a name; it joins the others.
  const top = tag.topValues.filter(({ value }) => value !== "").slice(0, SHOWN);
  const others = tag.totalValues - top.reduce((sum, value) => sum + value.count, 0);
  const name = tag.name === tag.key ? tag.key : tag.name;
  return (
    <section class="spread" aria-label={name}>
      <h3 title={tag.key}>
        <bdi>{name}</bdi>
        {tag.uniqueValues > 1 && <span class="n">{tag.uniqueValues >= 100 ? "100+" : tag.uniqueValues}</span>}
      </h3>
      <ul>
        {top.map((value) => (
          <li key={value.value} title={`${value.name}: ${exact(value.count)} of ${exact(tag.totalValues)}`}>
            <div class="share" style={{ width: `${(value.count / Math.max(1, tag.totalValues)) * 100}%` }} />
            <a class="name" href={hrefOf(value.value)}>
              <bdi>{value.name}</bdi>
            </a>
            <span class="n">{percent(value.count, tag.totalValues)}</span>
          </li>
        ))}
        {others > 0 && (
          <li class="rest">
            <span class="name">others</span>
            <span class="n">{percent(others, tag.totalValues)}</span>
          </li>
        )}
      </ul>
    </section>
  );
}
