import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const STEP_MS = 30_000;
/** Clocks of telephones are off by a little: the step before and the one after are taken as well. */
const WINDOW_STEPS = 1;
const SECRET_BYTES = 20;
const RECOVERY_CODES = 10;
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A fresh secret, in base32 as authenticator apps take it: 160 bits, as RFC 4226 §4 recommends. */
export function makeTotpSecret(): string {
  return base32(randomBytes(SECRET_BYTES));
}

/** The address that an authenticator app reads, from a link or a QR code. */
export function totpUri(issuer: string, email: string, secret: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(email)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=6&period=30`;
}

/**
 * The step whose code this is (RFC 6238, SHA-1, 6 digits, 30 seconds), undefined for a wrong one. Steps up to `takenStep` are passed
 * over: a code that was seen over somebody's shoulder is worth nothing once it was used.
 */
export function stepOfCode(secret: string, code: string, nowMs: number, takenStep: number): number | undefined {
  const digits = code.replaceAll(/\s/g, "");
  if (!/^\d{6}$/.test(digits)) return undefined;
  const key = fromBase32(secret);
  const now = Math.floor(nowMs / STEP_MS);
  for (let step = now - WINDOW_STEPS; step <= now + WINDOW_STEPS; step += 1) {
    if (step > takenStep && timingSafeEqual(Buffer.from(codeOfStep(key, step)), Buffer.from(digits))) return step;
  }
  return undefined;
}

/** The code of a moment, as an app shows it. */
export function totpCode(secret: string, atMs: number): string {
  return codeOfStep(fromBase32(secret), Math.floor(atMs / STEP_MS));
}

/** Codes for a lost telephone, each for one use: `ABCDE-FGHIJ`, 50 bits. */
export function makeRecoveryCodes(): readonly string[] {
  return Array.from({ length: RECOVERY_CODES }, () => {
    const text = base32(randomBytes(7)).slice(0, 10);
    return `${text.slice(0, 5)}-${text.slice(5)}`;
  });
}

/** A recovery code as it is compared, however somebody typed it. */
export function plainRecoveryCode(code: string): string {
  return code.toUpperCase().replaceAll(/[^A-Z2-7]/g, "");
}

/** RFC 4226 §5.3. */
function codeOfStep(key: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 0xf;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}

/** RFC 4648 §6, without padding. */
function base32(bytes: Buffer): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += ALPHABET[(value >> (bits - 5)) & 31] ?? "";
  }
  return bits === 0 ? text : text + (ALPHABET[(value << (5 - bits)) & 31] ?? "");
}

function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const letter of text) {
    value = ((value << 5) | ALPHABET.indexOf(letter)) & 0xffff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((value >> bits) & 0xff);
  }
  return Buffer.from(bytes);
}
