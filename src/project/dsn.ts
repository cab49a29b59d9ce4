/**
 * The address an SDK is given: `https://<key>@<host>/<path>/<project>`. `publicUrl` is the configured address without a
 * trailing slash; a path in it is kept, for everything is served below it.
 */
export function dsnOf(publicUrl: string, publicKey: string, projectId: number): string {
  const { protocol, host, pathname } = new URL(publicUrl);
  return `${protocol}//${publicKey}@${host}${pathname.replace(/\/+$/, "")}/${projectId}`;
}

/** The same in the shape of GitLab's collector, which the door takes as well. Source: reference gitlab-error-tracking §2.5. */
export function gitlabDsnOf(publicUrl: string, publicKey: string, projectId: number): string {
  return dsnOf(`${publicUrl.replace(/\/+$/, "")}/api/v4/error_tracking/collector`, publicKey, projectId);
}
