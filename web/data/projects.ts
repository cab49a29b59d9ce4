import { useEffect, useState } from "preact/hooks";
import { ask } from "./api.ts";
import type { Project } from "./types.ts";
import { reload, useAsk } from "./use-ask.ts";

const ALL = "projects/";
const projectPath = (org: string, project: string): string => `projects/${org}/${project}/`;

export const useProjects = (when = true) => useAsk<Project[]>(when ? ALL : null);
export const useProject = (org: string, project: string) => useAsk<Project>(projectPath(org, project));

export async function renameProject(org: string, project: string, name: string): Promise<void> {
  await ask(projectPath(org, project), "PUT", { name });
  await Promise.all([reload(projectPath(org, project)), reload(ALL)]);
}

/** Switches a project on or off: its keys take events or refuse them. */
export async function enableProject(org: string, project: string, isEnabled: boolean): Promise<void> {
  await ask(projectPath(org, project), "PUT", { isEnabled });
  await Promise.all([reload(projectPath(org, project)), reload(ALL)]);
}

/** `null`: as long as the installation keeps events, and as many as come. */
export async function setRetention(
  org: string,
  project: string,
  retentionDays: number | string | null,
  maxEvents: number | string | null,
): Promise<void> {
  await ask(projectPath(org, project), "PUT", { retentionDays, maxEvents });
  await reload(projectPath(org, project));
}

export async function deleteProject(org: string, project: string): Promise<void> {
  await ask(projectPath(org, project), "DELETE");
  await reload(ALL);
}

export async function createProject(org: string, name: string, platform: string): Promise<Project> {
  const { data } = await ask<Project>(`organizations/${org}/projects/`, "POST", { name, platform });
  await reload(ALL);
  return data;
}

/** Sends a sample error; answers its event id. */
export async function sendSample(org: string, project: string): Promise<string> {
  return (await ask<{ eventID: string }>(`${projectPath(org, project)}create-sample/`, "POST")).data.eventID;
}

const ASK_AGAIN_MS = 700;

/** The issue of an event that was sent, asked for until it is there. */
export function useIssueOfEvent(org: string, eventId: string | undefined): string | undefined {
  const [found, setFound] = useState<{ eventId: string; issue: string }>();
  useEffect(() => {
    if (eventId === undefined) return;
    let timer: ReturnType<typeof setTimeout>;
    let isLeft = false;
    const look = () =>
      void ask<{ groupId: string }>(`organizations/${org}/eventids/${eventId}/`).then(
        ({ data }) => !isLeft && setFound({ eventId, issue: data.groupId }),
        () => !isLeft && void (timer = setTimeout(look, ASK_AGAIN_MS)),
      );
    look();
    return () => {
      isLeft = true;
      clearTimeout(timer);
    };
  }, [org, eventId]);
  return found?.eventId === eventId ? found?.issue : undefined;
}
