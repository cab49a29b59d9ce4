import { checkNewPassword, hashPassword, PasswordQueueFull, verifyPassword } from "../account/password.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";

/** Checks a password that somebody chose, and answers what is stored of it. `email` is whose it will be. */
export async function hashNewPassword(password: string, email: string): Promise<Result<string, Refusal>> {
  const checked = checkNewPassword(password, email);
  if (!checked.ok) return problem({ kind: "invalid-fields", fields: { password: [checked.problem.text] } });
  return inTurn(() => hashPassword(checked.value));
}

/** Whether the password is the stored one; a refusal when too many wait to be checked. */
export async function isPassword(password: string, stored: string | undefined): Promise<Result<boolean, Refusal>> {
  return inTurn(() => verifyPassword(password, stored));
}

async function inTurn<Value>(work: () => Promise<Value>): Promise<Result<Value, Refusal>> {
  try {
    return ok(await work());
  } catch (error) {
    if (error instanceof PasswordQueueFull) return problem({ kind: "busy" });
    throw error;
  }
}
