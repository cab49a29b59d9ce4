import { useState } from "preact/hooks";
import type { Wish } from "../data/decisions.ts";
import type { Status } from "../data/types.ts";
import { Icon } from "../primitives/icon.tsx";
import { Menu } from "../primitives/menu.tsx";
import { IgnoreUntil } from "./ignore-until.tsx";

const HOUR = 60;
const SPANS: readonly (readonly [words: string, minutes: number])[] = [
  ["For an hour", HOUR],
  ["For a day", 24 * HOUR],
  ["For a week", 7 * 24 * HOUR],
  ["For a month", 30 * 24 * HOUR],
];

const GROWTHS: readonly (readonly [words: string, growth: Partial<Wish>])[] = [
  ["Until 10 more events", { ignoreCount: 10 }],
  ["Until 100 more events", { ignoreCount: 100 }],
  ["Until 10 more users", { ignoreUserCount: 10 }],
];

type Props = {
  /** One issue of a project that has releases. */
  hasReleases?: boolean;
  status: Status | undefined;
  /** The backend can ignore an issue for a time. */
  canWait: boolean;
  onDecide: (wish: Wish) => void;
};

/** The buttons of a decision, in words: for one issue or for those chosen. `status` undefined: they differ. */
export function Decide({ status, canWait, onDecide, hasReleases = false }: Props) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      {status !== "resolved" && (
        <span class="joined">
          <button type="button" class="primary" onClick={() => onDecide({ status: "resolved" })}>
            <Icon name="check" /> Resolve
          </button>
          {hasReleases && (
            <Menu name="Resolve in a release" class="primary" label={<Icon name="down" />}>
              <button type="button" onClick={() => onDecide({ status: "resolved", statusDetails: { inNextRelease: true } })}>
                In the next release
              </button>
              <button type="button" onClick={() => onDecide({ status: "resolved", statusDetails: { inRelease: "latest" } })}>
                In the latest release
              </button>
            </Menu>
          )}
        </span>
      )}
      {status !== "ignored" && !canWait && (
        <button type="button" onClick={() => onDecide({ status: "ignored" })}>
          <Icon name="mute" /> Ignore
        </button>
      )}
      {status !== "ignored" && canWait && (
        <Menu
          label={
            <>
              <Icon name="mute" /> Ignore <Icon name="down" />
            </>
          }
        >
          <section>
            <button type="button" onClick={() => onDecide({ status: "ignored" })}>
              For ever
            </button>
            {SPANS.map(([words, ignoreDuration]) => (
              <button key={words} type="button" onClick={() => onDecide({ status: "ignored", ignoreDuration })}>
                {words}
              </button>
            ))}
          </section>
          <section>
            {GROWTHS.map(([words, growth]) => (
              <button key={words} type="button" onClick={() => onDecide({ status: "ignored", ...growth })}>
                {words}
              </button>
            ))}
            <button type="button" onClick={() => setAsking(true)}>
              Until…
            </button>
          </section>
        </Menu>
      )}
      {isAsking && <IgnoreUntil onClose={() => setAsking(false)} onDecide={onDecide} />}
      {status !== "unresolved" && (
        <button type="button" onClick={() => onDecide({ status: "unresolved" })}>
          <Icon name="reopen" /> Reopen
        </button>
      )}
    </>
  );
}
