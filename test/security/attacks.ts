import { readFileSync, writeFileSync } from "node:fs";

import type { Weakened } from "./attack.ts";
import { CALLER_ATTACKS } from "./caller-attacks.ts";
import { CONTENT_ATTACKS } from "./content-attacks.ts";

/**
 * The attack suite: what is tried, and the build that each test must catch. Weakened builds live here alone and are made while files
 * are loaded (`weaken.ts`), so that production code has no switch for them.
 */
export const ATTACKS = { ...CONTENT_ATTACKS, ...CALLER_ATTACKS };

export type AttackName = keyof typeof ATTACKS;

export function isAttack(name: string): name is AttackName {
  return Object.hasOwn(ATTACKS, name);
}

/** A source file as the build has it that is to be tried: weakened, if so. For tests that read sources. */
export function sourceOf(file: string): string {
  const source = readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
  const { ATTACK_WEAKENED: name = "", ATTACK_LOADED: loadedFile } = process.env;
  if (!isAttack(name) || ATTACKS[name].weakened.file !== file) return source;
  if (loadedFile !== undefined) writeFileSync(loadedFile, "");
  return weakenedSource(name, source);
}

/** The source that the weakened build has in place of `source`. Throws when the text to be changed is not there exactly once. */
export function weakenedSource(name: AttackName, source: string): string {
  const { file, text, broken }: Weakened = ATTACKS[name].weakened;
  const parts = source.split(text);
  if (parts.length !== 2) {
    throw new Error(
      `${file} has ${JSON.stringify(text)} ${parts.length - 1} times: mend "${name}" in test/security/attacks.ts`,
    );
  }
  return parts.join(broken);
}
