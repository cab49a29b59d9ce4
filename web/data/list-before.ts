/** The list that a reader came from, with its search, sort and page: where "Issues" leads back to. */
let last = { org: "", project: "", path: "" };

export const noteList = (org: string, project: string, path: string): void => void (last = { org, project, path });

/** Stands for the list over all projects of an organisation. */
export const EVERY_PROJECT = "*";

export const listBefore = (org: string, project: string): string =>
  last.org === org && (last.project === project || last.project === EVERY_PROJECT)
    ? last.path
    : `organizations/${org}/projects/${project}/issues`;
