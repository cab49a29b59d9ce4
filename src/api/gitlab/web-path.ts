/** `/<organisation>/<project>/-/error_tracking.json` and what lies below it. The page has no such addresses. */
const WEB_PATH = /^\/[^/]+\/[^/]+\/-\/error_tracking(\.json|\/[^/]+\.json|\/[^/]+\/[^/]+\.json)\/?$/;

/** True for paths in GitLab's manner that lie outside `/api`. */
export function isGitlabWebPath(pathname: string): boolean {
  return WEB_PATH.test(pathname);
}
