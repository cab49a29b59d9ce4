/**
 * The address an SDK is given: `https://<key>@<host>/<path>/<project>`. `publicUrl` is the configured address without a
 * trailing slash; a path in it is kept, for everything is served below it.
 */
export function dsnOf(publicUrl: string, publicKey: string, projectId: number): string {
  const { protocol, host, pathname } = new URL(publicUrl);
  return `${protocol}//${publicKey}@${host}${pathname.replace(/\/+$/, "")}/${projectId}`;
}
