import type { Answer, Facts, Finding } from "./facts.ts";

/** Whether CULPRIT_URL, which is in every DSN and link, leads to this server. */
export function checkOutside({ config, outside, here }: Facts): readonly Finding[] {
  const { url, host } = config;
  const { hostname } = new URL(url);
  const found = outside === undefined ? undefined : problemOf(url, outside, here);
  // Who listens for other machines wants to be reached by them.
  const isClosedIn = isLoopback(hostname) && !isLoopback(host);
  return [
    ...(found === undefined ? [] : [{ check: "public-address", level: "wrong", ...found } as const]),
    ...(isClosedIn
      ? [
          {
            check: "public-address-local",
            level: "wrong",
            text: `The server listens for other machines, but ${url} leads each of them to itself.`,
            remedy: "Set CULPRIT_URL to the address by which others reach this machine.",
          } as const,
        ]
      : []),
  ];
}

export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[?::1\]?)$/.test(host);
}

type Problem = Pick<Finding, "text" | "remedy">;

function problemOf(url: string, outside: Answer, here: Answer | undefined): Problem | undefined {
  if (outside.kind === "failed") return unreached(url, outside.code);
  const { status, location } = outside;
  if (location !== undefined && status >= 300 && status < 400) {
    const target = URL.parse(location, url)?.href.replace(/\/readyz\/?$/, "") ?? location;
    return {
      text: `${url} (CULPRIT_URL) leads on to ${target}. SDKs do not follow it.`,
      remedy: `Set CULPRIT_URL=${target}`,
    };
  }
  // The server's own words are the proof that it is the one.
  if (here?.kind !== "answered" || (status === here.status && outside.text === here.text)) return undefined;
  if (status === 502 || status === 504) {
    return {
      text: `The proxy at ${url} (CULPRIT_URL) answers ${status}: it does not reach the server.`,
      remedy: "Give the proxy the server's CULPRIT_HOST and CULPRIT_PORT: docs/deploy.md",
    };
  }
  return {
    text: `${url} (CULPRIT_URL) is answered by something else than this server: ${status} for ${url}/readyz.`,
    remedy:
      "Set CULPRIT_URL to the address that the proxy passes on, with its path, and let the proxy pass that path on unchanged.",
  };
}

function unreached(url: string, code: string): Problem {
  const text = `${url} (CULPRIT_URL) is not reached from here: ${code}.`;
  switch (code) {
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return { text, remedy: "The name is not known: mend CULPRIT_URL, or enter the name in your DNS." };
    case "ECONNREFUSED":
      return { text, remedy: "Nothing listens there: start the proxy, or mend the port in CULPRIT_URL." };
    case "TIMEOUT":
      return { text, remedy: "No answer in time: look at firewalls between here and there, and at whether the proxy runs." };
  }
  if (/CERT|SIGNATURE|ISSUER/.test(code)) {
    return {
      text,
      remedy:
        "The certificate is not believed, and SDKs will not believe it either. For one of your own authority, set NODE_EXTRA_CA_CERTS and tell each SDK.",
    };
  }
  return { text, remedy: "Mend CULPRIT_URL, or what is between here and there." };
}
