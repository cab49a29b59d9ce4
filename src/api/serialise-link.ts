import type { IssueLink } from "../codehost/issue-link.ts";

/** The linked issue at the code host. Our own object. */
export function serialiseLink(link: IssueLink): object {
  const { kind, number, url, title, state, repositoryPath } = link;
  return { kind, number, url, title, state, repository: repositoryPath };
}

/** The same in Sentry's way, for clients that know no other. */
export function serialiseAnnotation({ repositoryPath, number, url }: IssueLink): object {
  return { displayName: `${repositoryPath}#${number}`, url };
}

/** What GitLab reads of an issue it is linked to, for it takes annotations for HTML and fails over objects. */
export function serialisePluginIssues(link: IssueLink | undefined): readonly object[] {
  if (link === undefined) return [];
  const { kind, number, url, repositoryPath } = link;
  return [
    { id: kind, slug: kind, title: kind, issue: { issue_id: String(number), url, label: `${repositoryPath}#${number}` } },
  ];
}
