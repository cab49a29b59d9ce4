import { useEffect } from "preact/hooks";
import type { ListedRelease } from "../data/releases.ts";
import { fetchAgain, useCommits } from "../data/releases.ts";
import { Act } from "../primitives/act.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { CommitLine } from "./commits.tsx";

type Props = { org: string; slug: string; release: ListedRelease; onAsked: () => Promise<void> };

/** The code host answers within seconds, or not at all. */
const LOOK_EVERY_MS = 2_000;

/** What came with a release, and how it goes with asking the code host for it. */
export function ReleaseCommits({ org, slug, release, onAsked }: Props) {
  const { data, error, reload } = useCommits(org, slug, release.version);
  const isComing = release.commitFetches.some(({ state }) => state === "waiting");
  useEffect(() => {
    void reload();
    if (!isComing) return;
    const timer = setInterval(() => document.visibilityState === "visible" && void onAsked(), LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isComing, reload, onAsked]);
  return (
    <section class="part" aria-labelledby="commits-title">
      <h2 id="commits-title">Commits</h2>
      <Fetches org={org} slug={slug} release={release} onAsked={onAsked} />
      {error !== undefined ? (
        <Failed error={error} retry={reload} what="list of commits" />
      ) : data === undefined ? (
        <Skeleton rows={2} shape="line" />
      ) : data.length > 0 ? (
        <ol class="commits">
          {data.map((commit) => (
            <li key={commit.id}>
              <CommitLine commit={commit} />
            </li>
          ))}
        </ol>
      ) : release.commitFetches.length > 0 ? null : (
        <None org={org} slug={slug} release={release} onAsked={onAsked} />
      )}
    </section>
  );
}

/** Each repository that did not answer yet, or could not. */
function Fetches({ org, slug, release, onAsked }: Props) {
  return release.commitFetches
    .filter(({ state }) => state !== "done")
    .map(({ repository, state, problem }) => (
      <div key={repository} class="fetch" role="status">
        <p class={state === "failed" ? "problem" : "quiet"}>
          {state === "failed" ? "Commits could not be fetched. " : problem === null ? "" : "Not yet; it is tried again. "}
          <bdi>{problem ?? `Asking ${repository} for the commits …`}</bdi>
        </p>
        {state === "failed" && <Again org={org} slug={slug} release={release} onAsked={onAsked} words="Try again" />}
      </div>
    ));
}

function None(props: Props) {
  return (
    <>
      <p class="quiet">
        None are known. They are fetched where the project is connected to its repository; or send them when you build:{" "}
        <code>sentry-cli releases set-commits --auto VERSION</code>
      </p>
      <Again {...props} words="Fetch commits" />
    </>
  );
}

function Again({ org, slug, release, onAsked, words }: Props & { words: string }) {
  const act = async (): Promise<void> => {
    await fetchAgain(org, slug, release.version);
    await onAsked();
  };
  return <Act words={words} act={act} />;
}
