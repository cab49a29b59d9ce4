import { ask } from "./api.ts";
import { forget, reload, useAsk } from "./use-ask.ts";

/** One's own account, and whoever comes by a link, as the API says them. */
export type Security = {
  hasPassword: boolean;
  totp: { isOn: boolean; recoveryCodesLeft: number };
  identities: readonly { issuer: string; subject: string }[];
};
export type Session = {
  id: string;
  isCurrent: boolean;
  dateCreated: string;
  lastUsed: string;
  ipAddress: string;
  userAgent: string;
};
export type Token = {
  id: string;
  name: string;
  scopes: readonly string[];
  tokenLastCharacters: string;
  dateCreated: string;
  dateLastUsed: string | null;
  expiresAt: string | null;
};
export type Invited = {
  email: string;
  role: string;
  organization: { slug: string; name: string };
  hasAccount: boolean;
  isSignedInAs: string | null;
};
export type PendingTotp = { secret: string; uri: string; pending: string };

const ME = "users/me/";
export const useSecurity = () => useAsk<Security>(`${ME}security/`);
export const useSessions = () => useAsk<Session[]>(`${ME}sessions/`);
/** `path`: of one's own tokens, or of an organisation's. */
export const OWN_TOKENS = "api-tokens/";
export const organizationTokens = (org: string): string => `organizations/${org}/org-auth-tokens/`;
export const useTokens = (path: string) => useAsk<Token[]>(path);

export const useWays = () => useAsk<{ oidc: { name: string } | null }>("auth/ways/");

/** Leaves for the provider; the page is gone then. */
export async function beginOidc(next: string): Promise<void> {
  location.assign((await ask<{ url: string }>("auth/oidc/", "POST", { next })).data.url);
}

export async function joinOidc(password: string): Promise<void> {
  location.assign((await ask<{ url: string }>(`${ME}identities/`, "POST", { password })).data.url);
}

export async function leaveOidc(): Promise<void> {
  await ask(`${ME}identities/`, "DELETE");
  await reload(`${ME}security/`);
}

export async function saveName(name: string): Promise<void> {
  await ask(ME, "PUT", { name });
  await reload("auth/");
}

export async function saveEmail(email: string, password: string): Promise<void> {
  await ask(`${ME}email/`, "PUT", { email, password });
  await reload("auth/");
}

export async function savePassword(password: string, newPassword: string): Promise<void> {
  await ask(`${ME}password/`, "PUT", { password, newPassword });
  await reload(`${ME}sessions/`);
}

export async function beginTotp(password: string): Promise<PendingTotp> {
  return (await ask<PendingTotp>(`${ME}totp/`, "POST", { password })).data;
}

/** Answers the recovery codes, shown this once. */
export async function confirmTotp(pending: string, code: string): Promise<readonly string[]> {
  const { data } = await ask<{ recoveryCodes: string[] }>(`${ME}totp/`, "PUT", { pending, code });
  await Promise.all([reload(`${ME}security/`), reload(`${ME}sessions/`)]);
  return data.recoveryCodes;
}

export async function removeTotp(password: string): Promise<void> {
  await ask(`${ME}totp/`, "DELETE", { password });
  await reload(`${ME}security/`);
}

/** Without an id: all others. */
export async function endSession(id?: string): Promise<void> {
  await ask(id === undefined ? `${ME}sessions/` : `${ME}sessions/${id}/`, "DELETE");
  await reload(`${ME}sessions/`);
}

/** Answers the token, shown this once. `days` "" means without end. */
export async function createToken(path: string, name: string, scopes: readonly string[], days: string): Promise<string> {
  const expiresAt = days === "" ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString();
  const { data } = await ask<{ token: string }>(path, "POST", { name, scopes, expiresAt });
  await reload(path);
  return data.token;
}

export async function deleteToken(path: string, id: string): Promise<void> {
  await ask(`${path}${id}/`, "DELETE");
  await reload(path);
}

export async function lookAtInvitation(token: string): Promise<Invited> {
  return (await ask<Invited>("invitations/look/", "POST", { token })).data;
}

export async function acceptInvitation(token: string, name: string, password: string): Promise<void> {
  await ask("invitations/accept/", "POST", password === "" ? { token } : { token, name, password });
  forget();
}

export async function askForReset(email: string): Promise<string> {
  return (await ask<{ detail: string }>("auth/reset/request/", "POST", { email })).data.detail;
}

export async function resetPassword(token: string, password: string): Promise<void> {
  await ask("auth/reset/", "POST", { token, password });
}
