/** A condition on `issue` joined with its `project`: a project shows the issues of the backend it uses now, and no others. */
export const IS_IN_USE = "issue.connection_id = iif(project.backend = 'sentry', project.connection_id, 0)";
