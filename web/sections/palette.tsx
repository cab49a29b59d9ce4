import { useEffect, useRef, useState } from "preact/hooks";
import type { Command } from "../data/commands.ts";
import { findIssues, matching, pageCommands, placeCommands, projectCommands } from "../data/commands.ts";
import { go } from "../data/router.ts";
import { useSignal } from "../data/signal.ts";
import type { Project } from "../data/types.ts";
import { Icon } from "../primitives/icon.tsx";

type Props = { projects: readonly Project[]; current: Project | undefined; onClose: () => void };

/** Everything by name, from anywhere: what the open page can do, pages, projects and issues. */
export function Palette({ projects, current, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState("");
  const [at, setAt] = useState(0);
  const onPage = useSignal(pageCommands);
  const issues = useFoundIssues(current?.organization.slug, text.trim());
  useEffect(() => dialog.current?.showModal(), []);
  const known = [...onPage, ...(current === undefined ? [] : placeCommands(current)), ...projectCommands(projects)];
  const found = [...matching(known, text), ...issues.found];
  const chosen = found[Math.min(at, found.length - 1)];

  const run = (command: Command) => {
    dialog.current?.close();
    if (typeof command.to === "string") go(command.to);
    else command.to();
  };
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, found.length - 1) + step + found.length) % found.length);
    } else if (event.key === "Enter" && chosen !== undefined && !event.isComposing) {
      event.preventDefault();
      run(chosen);
    }
  };
  useEffect(() => document.getElementById("palette-chosen")?.scrollIntoView({ block: "nearest" }), [at, found.length]);
  return (
    <dialog
      ref={dialog}
      class="palette"
      aria-label="Go to, or do"
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && event.currentTarget.close()}
    >
      <div class="asked">
        <Icon name="search" />
        <input
          type="text"
          role="combobox"
          aria-label="A page, a project, an issue or an action"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-autocomplete="list"
          aria-activedescendant={chosen === undefined ? undefined : "palette-chosen"}
          placeholder="A page, a project, an issue or an action"
          autocomplete="off"
          spellcheck={false}
          maxLength={400}
          value={text}
          onInput={(event) => (setText(event.currentTarget.value), setAt(0))}
          onKeyDown={onKey}
        />
        <button type="button" class="ghost square" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </div>
      <Found found={found} chosen={chosen} onPoint={(command) => setAt(found.indexOf(command))} onRun={run} />
      <p class="told" role="status">
        {issues.isBusy
          ? "Looking for issues…"
          : found.length === 0
            ? "Nothing has this name."
            : `${found.length} to choose from`}
      </p>
    </dialog>
  );
}

type FoundProps = {
  found: readonly Command[];
  chosen: Command | undefined;
  onPoint: (command: Command) => void;
  onRun: (command: Command) => void;
};

function Found({ found, chosen, onPoint, onRun }: FoundProps) {
  return (
    <div id="palette-list" role="listbox" aria-label="Found">
      {[...Map.groupBy(found, ({ group }) => group)].map(([group, commands]) => (
        <div key={group} role="group" aria-label={group}>
          <p aria-hidden="true">{group}</p>
          {commands.map((command) => (
            <div
              key={command.id}
              id={command === chosen ? "palette-chosen" : undefined}
              role="option"
              aria-selected={command === chosen}
              onPointerMove={() => command !== chosen && onPoint(command)}
              onClick={() => onRun(command)}
            >
              <bdi class="cut">{command.words}</bdi>
              {command.hint !== undefined && <bdi class="hint">{command.hint}</bdi>}
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

const PAUSE_MS = 150;

/** Asks the server once typing pauses; what comes late for an older text is not shown. */
function useFoundIssues(org: string | undefined, text: string) {
  const [answer, setAnswer] = useState<{ text: string; found: readonly Command[] }>({ text: "", found: [] });
  const isAsked = org !== undefined && text.length > 1;
  useEffect(() => {
    if (!isAsked) return;
    let isOld = false;
    const timer = setTimeout(() => {
      void findIssues(org, text).then((found) => !isOld && setAnswer({ text, found }));
    }, PAUSE_MS);
    return () => {
      isOld = true;
      clearTimeout(timer);
    };
  }, [org, text, isAsked]);
  const isCurrent = answer.text === text;
  return { found: isAsked && isCurrent ? answer.found : [], isBusy: isAsked && !isCurrent };
}
