import { randomBytes } from "node:crypto";
import type { AskAt } from "./ask.ts";
import { headerOf, inWords, json, statusOf, textOf } from "./ask.ts";
import type { Check } from "./check.ts";
import { verdict } from "./check.ts";

export type Account = { readonly email: string; readonly password: string };

/** How one gets in. An account is only signed in where one is given, and signed out again. */
export async function signInChecks(base: string, ask: AskAt, account: Account | undefined): Promise<readonly Check[]> {
  // Before the guesses: they would make it wait.
  const cookie = await cookieCheck(base, ask, account);
  return [await setUp(ask), await openSignUp(ask), cookie, ...(await guessing(ask))];
}

async function setUp(ask: AskAt): Promise<Check> {
  const said = await ask("/api/0/setup/");
  return verdict(
    "set-up",
    statusOf(said) === 200 && /"needsSetup":\s*false/.test(textOf(said)),
    ["It is set up: nobody can make themselves its owner.", `It has no owner yet, or does not say so (${inWords(said)}).`],
    "Open the set-up link that the server wrote at its start, or: culprit user create",
  );
}

async function openSignUp(ask: AskAt): Promise<Check> {
  const address = `selftest-${randomBytes(6).toString("hex")}@selftest.invalid`;
  const tried = [
    await ask("/api/0/setup/", json({ email: address, password: randomBytes(12).toString("hex"), organization: "X" })),
    await ask("/api/0/users/", json({ email: address, password: randomBytes(12).toString("hex") })),
    await ask("/api/0/auth/register/", json({ email: address, password: randomBytes(12).toString("hex") })),
    await ask("/api/0/invitations/accept/", json({ token: "0".repeat(64), password: randomBytes(12).toString("hex") })),
  ];
  return verdict(
    "open-sign-up",
    tried.every((said) => statusOf(said) >= 400 && statusOf(said) < 500),
    [
      "Nobody makes an account without an invitation.",
      `An account could be made without an invitation (${tried.map(inWords).join(", ")}).`,
    ],
    "Report it as a fault of Culprit.",
  );
}

async function cookieCheck(base: string, ask: AskAt, account: Account | undefined): Promise<Check> {
  const name = "session-cookie";
  if (account === undefined) {
    return {
      name,
      outcome: "left-out",
      text: "Give --email, and the password as CULPRIT_PASSWORD, to have a session looked at.",
    };
  }
  const said = await ask("/api/0/auth/", json(account));
  const cookie = headerOf(said, "set-cookie");
  if (statusOf(said) !== 200 || cookie === "") {
    return { name, outcome: "left-out", text: `${account.email} was not signed in: ${inWords(said)}.` };
  }
  const { origin, protocol } = new URL(base);
  const [pair = ""] = cookie.split(";");
  await ask("/api/0/auth/", { method: "DELETE", headers: { cookie: pair, origin } });
  const after = await ask("/api/0/auth/", { headers: { cookie: pair } });
  const hasFlags = /; *HttpOnly/i.test(cookie) && /; *SameSite=(Lax|Strict)/i.test(cookie);
  const isSecure = protocol === "http:" || /; *Secure/i.test(cookie);
  return verdict(
    name,
    hasFlags && isSecure && statusOf(after) === 401,
    [
      "No script reads the session's cookie, no other site sends it, and it ends with signing out.",
      `The session's cookie is not as it should be: "${cookie.replace(pair, "culprit_session=…")}"; after signing out it was answered ${inWords(after)}.`,
    ],
    protocol === "https:" && !isSecure ? "Let CULPRIT_URL begin with https." : "Let the proxy pass on Set-Cookie as it is.",
  );
}

const GUESSES = 8;

/** Wrong passwords for an account that there is not; then the same by somebody who claims to be another. */
async function guessing(ask: AskAt): Promise<readonly Check[]> {
  const email = `selftest-${randomBytes(6).toString("hex")}@selftest.invalid`;
  const statuses: number[] = [];
  const guess = async (headers: { readonly [name: string]: string } = {}): Promise<number> =>
    statusOf(await ask("/api/0/auth/", json({ email, password: randomBytes(9).toString("hex") }, headers)));
  for (let index = 0; index < GUESSES; index++) statuses.push(await guess());
  const isSlowed = statuses.includes(429);
  const slowed = verdict(
    "guessing",
    isSlowed,
    [
      `After ${statuses.indexOf(429)} wrong passwords one has to wait.`,
      `${GUESSES} wrong passwords in a row were looked at: ${statuses.join(", ")}.`,
    ],
    "If a proxy keeps answers, it must not; else report it as a fault of Culprit.",
  );
  if (!isSlowed)
    return [
      slowed,
      { name: "forged-address", outcome: "left-out", text: "Nothing to get round: guessing is not slowed down." },
    ];
  const forged = ["x-forwarded-for", "x-real-ip", "forwarded", "cf-connecting-ip", "true-client-ip", "x-client-ip"];
  const gone: string[] = [];
  for (const [index, header] of forged.entries()) {
    const address = `198.51.100.${index + 1}`;
    const status = await guess({ [header]: header === "forwarded" ? `for=${address}` : address });
    if (status !== 429) gone.push(`${header} (${status})`);
  }
  const isHere = verdict(
    "forged-address",
    gone.length === 0,
    [
      "Nobody gets round that by claiming another address.",
      `One gets round that by claiming another address with ${gone.join(", ")}.`,
    ],
    "Let the proxy write X-Forwarded-For anew, and name nobody but it in CULPRIT_TRUSTED_PROXIES: docs/deploy.md. Asked from the proxy's own machine, by the public address.",
  );
  return [slowed, isHere];
}
