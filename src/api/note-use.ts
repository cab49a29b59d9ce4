import type { CredentialsCommands } from "../account/credentials.ts";
import type { Caller } from "./caller.ts";

/** "Last used" is told to ten minutes: each request that is noted is a commit. */
const NOTE_EVERY_MS = 10 * 60_000;
const MAX_REMEMBERED = 1_000;

/** Notes that a session or token was used. Nobody waits for it, and nothing is lost when it fails. */
export function useNotes(commands: CredentialsCommands, now: () => number): (caller: Caller | undefined) => void {
  // Requests that come at once would each see the old time in the store.
  const noted = new Map<string, number>();
  return (caller) => {
    const use = caller?.use;
    if (use === undefined) return;
    const lastMs = Math.max(use.lastUsedAtMs, noted.get(use.tokenHash) ?? 0);
    if (now() - lastMs < NOTE_EVERY_MS) return;
    noted.set(use.tokenHash, now());
    const [oldest] = noted.keys();
    if (noted.size > MAX_REMEMBERED && oldest !== undefined) noted.delete(oldest);
    commands.noteUse({ kind: use.kind, tokenHash: use.tokenHash, atMs: now() }).catch(() => undefined);
  };
}
