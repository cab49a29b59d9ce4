import { registerHooks } from "node:module";
import { ATTACKS, isAttack, sourceOf } from "./attacks.ts";

/*
 * Loaded into every process and thread of a test that is to fail (`--import`): one source file has one place changed. Which, stands
 * in the environment (`run-attacks.ts`). Production code has no switch for it.
 */
const name = process.env["ATTACK_WEAKENED"] ?? "";
if (!isAttack(name)) throw new Error(`no such attack: ${name}`);
const { file } = ATTACKS[name].weakened;
const url = new URL(`../../${file}`, import.meta.url).href;

registerHooks({
  load(address, context, nextLoad) {
    const loaded = nextLoad(address, context);
    return address === url ? { ...loaded, source: sourceOf(file) } : loaded;
  },
});
