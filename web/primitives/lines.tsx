import { useId, useRef } from "preact/hooks";

export type LineProblem = { line: number; column: number; message: string };
type LinesProps = {
  label: string;
  name: string;
  value: string;
  onChange: (text: string) => void;
  problems: readonly LineProblem[];
  help: string;
};

/** A text whose lines are numbered, and what is wrong with them; a press on a problem leads to its place. */
export function Lines({ label, name, value, onChange, problems, help }: LinesProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const numbers = useRef<HTMLOListElement>(null);
  const lines = value.split("\n");
  const wrong = new Set(problems.map(({ line }) => line));
  const leadTo = ({ line, column }: LineProblem): void => {
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
    area.current?.focus();
    area.current?.setSelectionRange(start, start + 1);
  };
  const followScroll = (): void => {
    if (numbers.current !== null && area.current !== null) numbers.current.scrollTop = area.current.scrollTop;
  };
  return (
    <div class="field lines">
      <label for={id}>{label}</label>
      <div class="lines-box">
        <ol class="lines-numbers" aria-hidden="true" ref={numbers}>
          {lines.map((_line, index) => (
            <li key={index} class={wrong.has(index + 1) ? "wrong" : undefined}>
              {index + 1}
            </li>
          ))}
        </ol>
        <textarea
          id={id}
          ref={area}
          name={name}
          rows={Math.min(Math.max(lines.length + 1, 4), 24)}
          wrap="off"
          value={value}
          spellcheck={false}
          autocomplete="off"
          autocapitalize="off"
          aria-invalid={problems.length > 0}
          aria-describedby={`${id}-says`}
          onInput={(event) => onChange(event.currentTarget.value)}
          onScroll={followScroll}
        />
      </div>
      <div id={`${id}-says`} aria-live="polite">
        {problems.length === 0 ? (
          <p class="help">{help}</p>
        ) : (
          <ul class="lines-problems">
            {problems.map((problem) => (
              <li key={`${problem.line} ${problem.column}`}>
                <button type="button" class="link" onClick={() => leadTo(problem)}>
                  Line {problem.line}, column {problem.column}
                </button>
                <span class="problem"> {problem.message}</span>
              </li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}
