/** What the tests use of the package, which brings no types. */
declare module "oidc-provider" {
  import type { IncomingMessage, ServerResponse } from "node:http";

  type Account = { accountId: string; claims: () => Promise<{ readonly sub: string; readonly [name: string]: unknown }> };
  export class Provider {
    constructor(
      issuer: string,
      options: {
        readonly clients: readonly { readonly [name: string]: unknown }[];
        readonly claims: { readonly [scope: string]: readonly string[] };
        readonly findAccount: (context: unknown, id: string) => Promise<Account>;
        readonly features: { readonly devInteractions: { readonly enabled: boolean } };
        readonly cookies: { readonly keys: readonly string[] };
      },
    );
    callback(): (request: IncomingMessage, response: ServerResponse) => void;
  }
}
