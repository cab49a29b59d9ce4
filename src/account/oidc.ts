import type { Role } from "./account.ts";

/** The provider that people may sign in with. From the environment: see docs/people.md. */
export type OidcSettings = {
  /** Its address, exactly as its ID tokens name it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** On the button: "Sign in with …". */
  readonly name: string;
  /** Newcomers whose verified address ends in one of these get an account; empty: nobody does. */
  readonly domains: readonly string[];
  /** What newcomers become. */
  readonly role: Role;
  /** Where they become it, by slug; undefined: in the oldest organisation. */
  readonly organization: string | undefined;
};
