export const SESSION_COOKIE = "culprit_session";
export const SESSION_LIFETIME_MS = 30 * 24 * 3_600_000;

/**
 * The `Set-Cookie` value of a session. `publicUrl` decides where the browser sends it: only below its path, and only
 * encrypted when it is https. `token` undefined takes the cookie away.
 */
export function sessionCookie(publicUrl: string, token: string | undefined): string {
  const { pathname, protocol } = new URL(publicUrl);
  const path = pathname.replace(/\/+$/, "") || "/";
  const maxAgeSeconds = token === undefined ? 0 : SESSION_LIFETIME_MS / 1_000;
  const secure = protocol === "https:" ? "; Secure" : "";
  return `${SESSION_COOKIE}=${token ?? ""}; Path=${path}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Lax${secure}`;
}

/** The session's secret out of a `Cookie` header; `undefined` when there is none in the shape we make. */
export function readSessionCookie(header: string | undefined): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const [name, value] = pair.split("=", 2);
    if (name?.trim() === SESSION_COOKIE && /^[0-9a-f]{64}$/.test(value?.trim() ?? "")) return value?.trim();
  }
  return undefined;
}
