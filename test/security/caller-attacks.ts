import type { Attack } from "./attack.ts";

/** Who asks, where from, and what they must not learn or reach. */
export const CALLER_ATTACKS = {
  ssrf: {
    attack: "addresses of people and remote servers that lead inside",
    holds: "refused, whatever the spelling, the DNS or the redirect",
    test: { file: "test/security/ssrf.test.ts" },
    weakened: {
      what: "IPv6 that stands for IPv4 is taken as it is written",
      file: "src/outbound/address.ts",
      text: "const bare = unwrapped(withoutZone(address));",
      broken: "const bare = withoutZone(address);",
    },
  },
  "other-ids": {
    attack: "ids of another organisation's projects and issues (IDOR), at every route, for every role",
    holds: "404, as for what is not there",
    test: { file: "src/api/sweep.test.ts", name: "does not find a rival's" },
    weakened: {
      what: "an organisation is there for whoever is none of its members",
      file: "src/api/scoped.ts",
      text: "if (organization === undefined || !ask.caller.scopes.has(organization.id))",
      broken: "if (organization === undefined)",
    },
  },
  "other-sites": {
    attack: "changes that another site makes a browser send (CSRF), at every route",
    holds: "403, and nothing is changed",
    test: { file: "src/api/sweep.test.ts", name: "with the owner's cookie and" },
    weakened: {
      what: "an origin that begins like ours is ours",
      file: "src/api/caller.ts",
      text: "origin === new URL(publicUrl).origin ||",
      broken: "origin?.startsWith(new URL(publicUrl).origin) === true ||",
    },
  },
  "forged-address": {
    attack: "forged forwarding headers",
    holds: "believed from configured proxies alone, from the right",
    test: { file: "src/front/client-ip.test.ts" },
    weakened: {
      what: "the header of anybody is believed",
      file: "src/front/client-ip.ts",
      text: "if (trustedProxies.length === 0 || !isProxy(address)) return address;",
      broken: "",
    },
  },
  "planted-secrets": {
    attack: "secrets of every kind, planted and looked for in logs, answers, backups and the data directory",
    holds: "nowhere",
    test: { file: "test/security/attacked-server.test.ts", name: "secrets of every kind" },
    weakened: {
      what: "tokens are stored as they are",
      file: "src/account/tokens.ts",
      text: 'return createHash("sha256").update(token, "utf8").digest("hex");',
      broken: "return token;",
    },
  },
  "secrets-in-events": {
    attack: "secrets in events",
    holds: "scrubbed before they are stored",
    test: { file: "test/security/attacked-server.test.ts", name: "secrets of every kind" },
    weakened: {
      what: "names of secrets are not known",
      file: "src/digest/event/scrub-rules.ts",
      text: 'const SECRET_NAME = new RegExp(`${WORDS}|token|${EXACT}`, "i");',
      broken: "const SECRET_NAME = /^never$/;",
    },
  },
  "states-of-members": {
    attack: "members and tokens that are removed, ended, revoked or reduced, at every door",
    holds: "out by the next request",
    test: { file: "src/api/states.test.ts" },
    weakened: {
      what: "a token does not end",
      file: "src/store/sqlite/read/accounts.ts",
      text: "AND (api_token.expires_at_ms IS NULL OR api_token.expires_at_ms > ?)",
      broken: "AND ? > 0",
    },
  },
  "open-streams": {
    attack: "a stream that was open before its member was removed",
    holds: "ends at once",
    test: { file: "test/security/attacked-server.test.ts", name: "who is removed while they watch" },
    weakened: {
      what: "streams are asked about once a minute",
      file: "src/front/live.ts",
      text: "if (answer.status < 300 && mayChangeRights(request)) streams.askAgain();",
      broken: "",
    },
  },
  guessing: {
    attack: "guesses of passwords and codes, one by one and at once",
    holds: "waits that double; one hash at a time",
    test: { file: "src/api/auth.test.ts", name: "guessing is slowed down" },
    weakened: {
      what: "an attempt is counted when its hash is computed",
      file: "src/api/sign-in.ts",
      text: "if (waitMs === 0) for",
      broken: "if (Number.isNaN(waitMs)) for",
    },
  },
  "guessing-spelled": {
    attack: "the address of the sign-in in another spelling, so that another thread counts",
    holds: "one thread counts all",
    test: { file: "src/front/api-pool.test.ts" },
    weakened: {
      what: "the address is compared as it is written",
      file: "src/front/api-pool.ts",
      text: ".test(plain(pathname))",
      broken: ".test(pathname)",
    },
  },
  "forged-webhooks": {
    attack: "webhooks unsigned, signed by others, or sent again",
    holds: "refused, and change nothing",
    test: { file: "src/api/webhook.test.ts", name: "is refused and changes nothing" },
    weakened: {
      what: "any signature is good",
      file: "src/codehost/webhook-signature.ts",
      text: 'return timingSafeEqual(digest(given), digest(expected)) && expected !== "";',
      broken: 'return timingSafeEqual(digest(expected), digest(expected)) && given !== "";',
    },
  },
  "secrets-to-others": {
    attack: "a stored token sent to an address that was entered later",
    holds: "a secret opens for its own origin alone",
    test: { file: "src/outbound/sealed.test.ts" },
    weakened: {
      what: "what a secret is for is not bound in",
      file: "src/outbound/sealed.ts",
      text: '  decipher.setAAD(Buffer.from(context, "utf8"));\n',
      broken: '  decipher.setAAD(Buffer.from("project 12 sentry https://sentry.io", "utf8"));\n',
    },
  },
} as const satisfies { readonly [name: string]: Attack };
