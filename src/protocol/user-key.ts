import { hash } from "node:crypto";
import type { User } from "./event.ts";

/** What a user is known by: the first of id, e-mail, name and address. */
export type UserIdentity = { readonly kind: "id" | "email" | "username" | "ip"; readonly value: string };

export function identityOf(user: User | undefined): UserIdentity | undefined {
  if (user === undefined) return undefined;
  if (user.id !== undefined) return { kind: "id", value: user.id };
  if (user.email !== undefined) return { kind: "email", value: user.email };
  if (user.username !== undefined) return { kind: "username", value: user.username };
  return user.ip_address === undefined ? undefined : { kind: "ip", value: user.ip_address };
}

/**
 * An integer below 2^52 that stands for the user within one project. Keyed with the installation's secret, so that nobody can find
 * out from a stored key who it was. Two users share a key by chance once in about 67 million.
 */
export function userKeyOf({ kind, value }: UserIdentity, projectId: number, secretKey: string): number {
  // 13 hex digits are 52 bits; the rest of the hash is never seen, so a prefixed key is as good as an HMAC.
  return Number.parseInt(hash("sha256", `user-key\n${secretKey}\n${projectId}\n${kind}\n${value}`, "hex").slice(0, 13), 16);
}
