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
