import { once } from "node:events";
import http from "node:http";
import { Provider } from "oidc-provider";

export const CLIENT_ID = "culprit";
export const CLIENT_SECRET = "a secret of the client";

export type TestProvider = {
  readonly issuer: string;
  /**
   * Goes where a browser is sent, signs in as `login` and consents. Answers where the browser ends: back at Culprit. An address of
   * `login`, `x` for `x@northwind.example`, is verified unless it begins with `unverified`.
   */
  readonly visit: (url: string, login: string) => Promise<string>;
  readonly close: () => Promise<void>;
};

/** A real provider of OpenID Connect (the package oidc-provider), with its own pages for signing in. */
export async function startProvider(redirectUri: string): Promise<TestProvider> {
  const server = http.createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the provider does not listen");
  const issuer = `http://127.0.0.1:${address.port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [redirectUri] }],
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
    findAccount: async (_context, id) => ({
      accountId: id,
      claims: async () => ({
        sub: id,
        email: `${id}@northwind.example`,
        email_verified: !id.startsWith("unverified"),
        name: `The ${id}`,
      }),
    }),
    features: { devInteractions: { enabled: true } },
    cookies: { keys: ["a key of the test"] },
  });
  server.on("request", provider.callback());
  return {
    issuer,
    visit: (url, login) => visit(issuer, url, login),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const MAX_STEPS = 20;

async function visit(issuer: string, start: string, login: string): Promise<string> {
  const jar = new Map<string, string>();
  let url = start;
  let form: URLSearchParams | undefined;
  for (let step = 0; step < MAX_STEPS && url.startsWith(issuer); step += 1) {
    const response = await fetch(url, {
      method: form === undefined ? "GET" : "POST",
      redirect: "manual",
      headers: { Cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") },
      ...(form !== undefined && { body: form }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === "") jar.delete(name);
      else jar.set(name, value);
    }
    const text = await response.text();
    const next = response.headers.get("location");
    if (next !== null) {
      url = new URL(next, url).href;
      form = undefined;
      continue;
    }
    const prompt = /name="prompt" value="(\w+)"/.exec(text)?.[1];
    const action = /action="([^"]+)"/.exec(text)?.[1];
    if (prompt === undefined || action === undefined)
      throw new Error(`${response.status} at the provider: ${text.slice(0, 300)}`);
    url = new URL(action, url).href;
    form = new URLSearchParams({ prompt, login, password: "any" });
  }
  return url;
}
