/** An issue at a code host that Sentry can show beside its own. */
export type ExternalIssue = {
  readonly host: "gitlab" | "github";
  /** As the code host names it: GitLab's numeric id; GitHub's is not asked for. */
  readonly repositoryId: string;
  /** `group/project`. */
  readonly repositoryPath: string;
  readonly number: number;
};

/** How the link was made. */
export type LinkWay = "integration" | "plugin";
