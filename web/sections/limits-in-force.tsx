import type { Limits } from "../data/limits.ts";
import { exactTime } from "../data/words.ts";
import { Icon } from "../primitives/icon.tsx";

/** What is being refused now, and why. Nothing when nothing is. */
export function LimitsInForce({ limits }: { limits: Limits["inForce"] }) {
  return (
    <div role="status">
      {limits.map(({ reason, explanation, until }) => (
        <p key={reason} class="limited">
          <Icon name="warn" />
          <span>
            {explanation} SDKs are told to wait until {exactTime(until)}.
          </span>
        </p>
      ))}
    </div>
  );
}
