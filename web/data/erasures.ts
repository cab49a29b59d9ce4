import { ask } from "./api.ts";
import { reload, useAsk } from "./use-ask.ts";

/** The receipt of one person's erasure. */
export type Erasure = {
  id: string;
  scope: "organization" | "project";
  kind: PersonKind;
  personHash: string;
  askedBy: string;
  dateCreated: string;
  state: "running" | "waiting" | "finished";
  erased: { events: number; attachments: number; reports: number; texts: number };
  dateFinished: string | null;
  notReached: string;
};
export type PersonKind = "email" | "id" | "username" | "ip";

const erasuresPath = (org: string, project: string): string => `projects/${org}/${project}/erasures/`;

export const useErasures = (org: string, project: string) => useAsk<Erasure[]>(erasuresPath(org, project));

export async function erasePerson(org: string, project: string, kind: string, value: string): Promise<void> {
  await ask(erasuresPath(org, project), "POST", { kind, value });
  await reload(erasuresPath(org, project));
}

export async function reloadErasures(org: string, project: string): Promise<void> {
  await reload(erasuresPath(org, project));
}
