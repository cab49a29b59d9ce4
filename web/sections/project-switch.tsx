import { useState } from "preact/hooks";
import { toApiError } from "../data/api.ts";
import { enableProject } from "../data/projects.ts";
import type { Project } from "../data/types.ts";

type Props = { org: string; project: Project; mayChange: boolean };

/** Whether the project takes events. */
export function ProjectSwitch({ org, project, mayChange }: Props) {
  const [state, setState] = useState<{ busy: boolean; problem?: string }>({ busy: false });
  const isOn = project.status === "active";
  const flip = () => {
    setState({ busy: true });
    enableProject(org, project.slug, !isOn).then(
      () => setState({ busy: false }),
      (error: unknown) => setState({ busy: false, problem: `Nothing was changed. ${toApiError(error).message}` }),
    );
  };
  return (
    <div class="form">
      <p>
        <span class={`status ${isOn ? "resolved" : ""}`}>{isOn ? "On" : "Off"}</span>{" "}
        {isOn
          ? "The project takes events. Switched off, its keys refuse them; what it holds stays."
          : "The project is switched off: its keys refuse events, which are lost. What it holds stays."}
      </p>
      {mayChange && (
        <button type="button" disabled={state.busy} onClick={flip}>
          {state.busy ? "Saving…" : isOn ? "Switch the project off" : "Switch the project on"}
        </button>
      )}
      {state.problem !== undefined && (
        <p class="problem" role="alert">
          {state.problem}
        </p>
      )}
    </div>
  );
}

/** Above a list that gets nothing new. */
export function SwitchedOff({ org, project }: { org: string; project: Project | undefined }) {
  if (project === undefined || project.status === "active") return null;
  return (
    <p class="freshness" role="status">
      <span>
        {project.name} is switched off: events are refused.{" "}
        <a href={`organizations/${org}/projects/${project.slug}/settings`}>Settings</a>
      </span>
    </p>
  );
}
