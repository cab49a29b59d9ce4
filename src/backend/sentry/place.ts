/** One project at a Sentry. Slugs and id as `listProjects` gave them. */
export type SentryPlace = {
  readonly organizationSlug: string;
  readonly projectSlug: string;
  /** Digits. What belongs to another project is refused. */
  readonly projectId: string;
};
