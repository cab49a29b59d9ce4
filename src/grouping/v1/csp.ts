import type { GroupingInput } from "../input.ts";
import type { Decision } from "./decision.ts";
import { part } from "./decision.ts";

/**
 * Violations of a content security policy are one bug when the same kind of thing from the same origin was blocked: that is what
 * somebody adds to the policy, or takes out of the page. Where on the origin, on which page and in which browser says no more.
 */
export function byCsp({ type, csp }: GroupingInput): Decision | undefined {
  if (type !== "csp" || csp?.effective_directive === undefined) return undefined;
  // Browsers that do not know the finer directives report the one they stand for.
  const directive = csp.effective_directive
    .slice(0, MAX_DIRECTIVE)
    .toLowerCase()
    .replace(/-(?:elem|attr)$/, "");
  const origin = originOf(csp.blocked_uri ?? "self");
  return {
    hashed: ["csp", directive, origin],
    explain: () => ({
      decidedBy: "csp",
      summary: "Grouped by the directive of the policy and the origin of what it blocked.",
      parts: [part("directive", directive), part("blocked", origin)],
    }),
  };
}

const MAX_DIRECTIVE = 256;
/** An address is looked at so far. */
const MAX_ADDRESS = 2_048;

/** The host with its port, for the same thing is asked for over http and https; of anything without a host, the word or scheme. */
function originOf(blocked: string): string {
  const text = blocked.slice(0, MAX_ADDRESS).trim().toLowerCase();
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/.exec(text)?.[1];
  if (host !== undefined && host !== "") return host;
  return /^([a-z][a-z0-9+.-]*):/.exec(text)?.[1] ?? text.replace(/[/?#].*$/s, "");
}
