import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { toApiError } from "../data/api.ts";

/** A button that asks once more before it does something that cannot be taken back, and says what went wrong. */
export function Act(props: {
  words: string;
  /** Which of several of its kind: "Remove Ada". */
  name?: string;
  /** What is asked; without it, it is done at once. */
  sure?: string;
  act: () => Promise<unknown>;
  isGrave?: boolean;
}) {
  const { words, name = words, sure, act, isGrave = sure !== undefined } = props;
  const [state, setState] = useState<{ busy?: boolean; isAsking?: boolean; problem?: string }>({});
  const run = () => {
    setState({ busy: true });
    act().then(
      () => setState({}),
      (error: unknown) => setState({ problem: toApiError(error).message }),
    );
  };
  return (
    <span class="act">
      {state.isAsking === true ? (
        <span class="buttons">
          <span class="problem" role="alert">
            {sure}
          </span>
          <button type="button" class="danger" onClick={run}>
            {words}
          </button>
          <button type="button" onClick={() => setState({})}>
            Cancel
          </button>
        </span>
      ) : (
        <button
          type="button"
          class={isGrave ? "danger" : undefined}
          aria-label={name}
          disabled={state.busy}
          onClick={sure === undefined ? run : () => setState({ isAsking: true })}
        >
          {words}
        </button>
      )}
      {state.problem !== undefined && (
        <span class="problem" role="alert">
          {state.problem}
        </span>
      )}
    </span>
  );
}

/** A secret that is shown this once, with a button to copy it. */
export function Once({ what, children }: { what: string; children: ComponentChildren }) {
  return (
    <div class="box good once" role="status">
      <p>
        <strong>{what}</strong>
      </p>
      {children}
    </div>
  );
}
