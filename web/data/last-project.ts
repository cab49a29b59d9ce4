import { recall, remember } from "./remembered.ts";
import type { Project } from "./types.ts";

const NAME = "project";

export const noteProject = ({ id }: Project): void => remember(NAME, id);

/** The project that was looked at last in this browser, where pages of no project and the start lead; else one that has events. */
export function lastProject(all: readonly Project[], org?: string): Project | undefined {
  const among = all.filter(({ organization }) => org === undefined || organization.slug === org);
  const id = recall(NAME);
  return among.find((project) => project.id === id) ?? among.find(({ firstEvent }) => firstEvent !== null) ?? among[0];
}
