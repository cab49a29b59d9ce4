import { createHmac, timingSafeEqual } from "node:crypto";

export type Unsubscription = { readonly userId: number; readonly projectId: number };

/**
 * What lets a letter's reader stop further ones of the project without signing in, and undo that: `user.project.mac`. It can do
 * nothing else, and does not expire, for letters are kept.
 */
export function unsubscribeToken(secretKey: string, { userId, projectId }: Unsubscription): string {
  return `${userId}.${projectId}.${macOf(secretKey, userId, projectId).toString("base64url")}`;
}

export function readUnsubscribeToken(secretKey: string, token: string): Unsubscription | undefined {
  const [, user = "", project = "", mac = ""] = /^(\d{1,15})\.(\d{1,15})\.([\w-]{43})$/.exec(token) ?? [];
  const want = macOf(secretKey, Number(user), Number(project));
  const given = Buffer.from(mac, "base64url");
  if (given.length !== want.length || !timingSafeEqual(given, want)) return undefined;
  return { userId: Number(user), projectId: Number(project) };
}

function macOf(secretKey: string, userId: number, projectId: number): Buffer {
  return createHmac("sha256", secretKey).update(`culprit unsubscribe v1 ${userId} ${projectId}`).digest();
}
