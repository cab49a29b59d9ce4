import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";

export const MIN_PASSWORD_LENGTH = 10;
/** A bound for hostile input; nobody types more. */
const MAX_PASSWORD_LENGTH = 512;
/** Argon2id with 19 MiB, two passes, one lane. Source: OWASP Password Storage Cheat Sheet. About 30 ms. */
const COST: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;
/** Hashes waiting for their turn. A queue longer than this is a flood, and an honest "later" is better than a long wait. */
const MAX_WAITING = 32;

type Cost = { readonly memory: number; readonly passes: number; readonly parallelism: number };
type Parsed = { readonly cost: Cost; readonly salt: Buffer; readonly tag: Buffer };
export type PasswordProblem = { readonly kind: "too-short" | "too-long" | "too-common"; readonly text: string };

/** Thrown when too many hashes wait already. */
export class PasswordQueueFull extends Error {
  constructor() {
    super("too many passwords wait to be checked");
    this.name = "PasswordQueueFull";
  }
}

/** Says what is wrong with a new password. `email` counts as a password that others would guess. */
export function checkNewPassword(password: string, email: string): Result<string, PasswordProblem> {
  if (password.length < MIN_PASSWORD_LENGTH) {
    return problem({ kind: "too-short", text: `Use at least ${MIN_PASSWORD_LENGTH} characters.` });
  }
  if (password.length > MAX_PASSWORD_LENGTH) {
    return problem({ kind: "too-long", text: `Use at most ${MAX_PASSWORD_LENGTH} characters.` });
  }
  if (isGuessable(password.toLowerCase(), email.toLowerCase())) {
    return problem({ kind: "too-common", text: "This password is easily guessed; choose another one." });
  }
  return ok(password);
}

/** The PHC string to store: `$argon2id$v=19$m=…,t=…,p=…$salt$tag`. Throws `PasswordQueueFull`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const tag = await inTurn(() => derive(password, salt, COST, TAG_BYTES));
  const { memory, passes, parallelism } = COST;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`;
}

/**
 * Compares a password with what is stored. `stored` undefined stands for an unknown user and takes as long as a known one, so
 * that the answer's time does not tell which addresses have accounts. Throws `PasswordQueueFull`.
 */
export async function verifyPassword(password: string, stored: string | undefined): Promise<boolean> {
  const parsed = stored === undefined ? undefined : parsePhc(stored);
  const { cost, salt, tag } = parsed ?? { cost: COST, salt: Buffer.alloc(SALT_BYTES), tag: Buffer.alloc(TAG_BYTES) };
  const derived = await inTurn(() => derive(password.slice(0, MAX_PASSWORD_LENGTH + 1), salt, cost, tag.length));
  return timingSafeEqual(derived, tag) && parsed !== undefined;
}

let waiting = 0;
let last: Promise<unknown> = Promise.resolve();

/** One hash at a time: each takes a thread of the pool that the log syncs in, and memory bandwidth from everybody. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (waiting >= MAX_WAITING) return Promise.reject(new PasswordQueueFull());
  waiting += 1;
  const turn = last.then(work).finally(() => void (waiting -= 1));
  last = turn.catch(() => undefined);
  return turn;
}

function derive(password: string, salt: Buffer, cost: Cost, tagLength: number): Promise<Buffer> {
  const message = Buffer.from(password.normalize("NFKC"), "utf8");
  return new Promise((resolve, reject) => {
    argon2("argon2id", { message, nonce: salt, tagLength, ...cost }, (error, tag) => {
      if (error === null) resolve(tag);
      else reject(error);
    });
  });
}

/** Our own strings, but bounded all the same: a damaged row must not take gigabytes. */
function parsePhc(text: string): Parsed | undefined {
  const match = /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{16,86})$/.exec(text);
  if (match === null) return undefined;
  const [, memory, passes, parallelism, salt = "", tag = ""] = match;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, "base64"),
    tag: Buffer.from(tag, "base64"),
  };
}

function unpadded(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
}

/** The common passwords that are long enough to pass; they are compared without digits and marks at the end, too. */
const COMMON: ReadonlySet<string> = new Set(
  `password passwort motdepasse contraseña changeme letmein welcome iloveyou sunshine princess football baseball superman
  batman monkey dragon master administrator administration adminadmin rootroot testtest qwerty qwertyuiop qwertyuiopasdf
  qwertyqwerty asdfghjkl asdfghjklö zxcvbnm qwertzuiop azertyuiop 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc qazwsxedcrfv
  passwordpassword abcdefghij abcdefghijkl abc123abc123 0123456789 1234567890 12345678910 123456789a 0987654321 9876543210
  1234512345 123123123123 1122334455 11223344556677 p@ssw0rd pa$$word passw0rd trustno1 whatever starwars computer
  internet secret secretsecret culprit culpritculprit sentry error errortracker default guest`
    .split(/\s+/)
    .filter((word) => word !== ""),
);

function isGuessable(password: string, email: string): boolean {
  const withoutEnd = password.replace(/[\d\W_]+$/, "");
  const isOneCharacter = new Set(password).size <= 2;
  const isEmail = password === email || withoutEnd === email.split("@", 1)[0];
  return isOneCharacter || isEmail || COMMON.has(password) || COMMON.has(withoutEnd) || /^(19|20)\d{8}$/.test(password);
}
