import type { Answer } from "../data/api.ts";
import { Icon } from "./icon.tsx";
import { Ago } from "./time.tsx";

/** Says that what is shown is not the newest, since when and why. */
export function Freshness({ of, again }: { of: Answer<unknown> | undefined; again: () => unknown }) {
  if (of === undefined || of.problem === null) return null;
  return (
    <p class="freshness" role="status">
      <Icon name="offline" />
      <span>
        {of.problem} What you see is{" "}
        {of.asOf === null ? (
          "what was last known"
        ) : (
          <>
            from <Ago at={of.asOf} />
          </>
        )}
        .
      </span>
      <button type="button" class="small" onClick={() => void again()}>
        Ask again
      </button>
    </p>
  );
}
