import { createHmac } from "node:crypto";
import type { Event, Pair } from "../protocol/event.ts";
import type { UserIdentity } from "../protocol/user-key.ts";

/** Whose traces are looked for: by one of the four things that an SDK says of a user. */
export type Person = UserIdentity;
export const PERSON_KINDS = ["id", "email", "username", "ip"] as const satisfies readonly Person["kind"][];

/** What stands where the person stood in texts that stay. */
export const ERASED = "[Erased]";

/**
 * A hash of what was looked for, keyed with the installation's secret: whoever asks again for the same person can be shown the
 * receipt, and nobody finds out from a receipt who it was. An e-mail address is the same in capitals.
 */
export function hashOfPerson({ kind, value }: Person, secretKey: string): string {
  const told = kind === "email" ? value.toLowerCase() : value;
  return createHmac("sha256", secretKey).update(`erasure\n${kind}\n${told}`).digest("hex");
}

export type Sighting = {
  /** Whether JSON text may hold the person; cheap, and never a wrong no. */
  readonly mayBeIn: (json: string) => boolean;
  /**
   * `is`: the event's user is the person. `mentions`: its text has their address. An id or a user name is a word like others:
   * it counts where it stands for the user alone.
   */
  readonly inEvent: (event: Event, tags: readonly Pair[]) => "is" | "mentions" | undefined;
  /** Whether a tag stands for the person. */
  readonly inTag: (key: string, value: string) => boolean;
  /** A text without the person; undefined: they are not in it. */
  readonly takenOut: (text: string) => string | undefined;
};

/** How one person is recognised. */
export function sightingOf(person: Person): Sighting {
  const { kind, value } = person;
  const isWord = kind === "email" || kind === "ip";
  const inJson = JSON.stringify(value).slice(1, -1).toLowerCase();
  const isValue = sameAs(person);
  const word = isWord ? wordPattern(value) : undefined;
  const own = `${kind}:${value}`.toLowerCase();
  const ownKeys = new Set([
    "user",
    `user.${kind === "ip" ? "ip_address" : kind}`,
    `user_${kind}`,
    ...(kind === "id" ? [] : [kind]),
  ]);

  const inTag = (key: string, text: string): boolean => {
    if (ownKeys.has(key) && (isValue(text) || text.toLowerCase() === own)) return true;
    return word !== undefined && text.search(word) >= 0;
  };
  return {
    mayBeIn: (json) => json.toLowerCase().includes(inJson),
    inEvent(event, tags) {
      const field = kind === "ip" ? event.user?.ip_address : event.user?.[kind];
      if (field !== undefined && isValue(field)) return "is";
      if (tags.some(([key, text]) => inTag(key, text))) return word === undefined ? "is" : "mentions";
      return word !== undefined && JSON.stringify(event).search(word) >= 0 ? "mentions" : undefined;
    },
    inTag,
    takenOut(text) {
      if (word === undefined || text.search(word) < 0) return undefined;
      return text.replaceAll(word, ERASED);
    },
  };
}

/** Addresses and names are the same in capitals; ids need not be. */
function sameAs({ kind, value }: Person): (text: string) => boolean {
  if (kind === "id") return (text) => text === value;
  const lower = value.toLowerCase();
  return (text) => text.toLowerCase() === lower;
}

/** The value as a word of its own: `10.0.0.1` is not in `110.0.0.12`, `ada@example.org` not in `ada@example.org.uk`. */
function wordPattern(value: string): RegExp {
  const literal = value.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return new RegExp(`(?<![\\p{L}\\p{N}._+:-])${literal}(?![\\p{L}\\p{N}_:@-]|\\.[\\p{L}\\p{N}])`, "giu");
}
