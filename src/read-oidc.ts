import type { Role } from "./account/account.ts";
import type { OidcSettings } from "./account/oidc.ts";

type Environment = { readonly [name: string]: string | undefined };
type Complain = (name: string, text: string) => void;

const ROLES: readonly Role[] = ["reporter", "developer", "maintainer", "owner"];
const PARTS = ["CULPRIT_OIDC_ISSUER", "CULPRIT_OIDC_CLIENT_ID", "CULPRIT_OIDC_CLIENT_SECRET"] as const;

/** The provider that people may sign in with; undefined when none of its variables is set. Part of `readConfig`. */
export function readOidc(env: Environment, complain: Complain): OidcSettings | undefined {
  if (PARTS.every((name) => env[name] === undefined)) return undefined;
  for (const name of PARTS) {
    if (env[name] === undefined) complain(name, `is missing: give all of ${PARTS.join(", ")}, or none`);
  }
  const issuer = env["CULPRIT_OIDC_ISSUER"] ?? "";
  if (issuer !== "" && !/^https?:$/.test(URL.parse(issuer)?.protocol ?? "")) {
    complain("CULPRIT_OIDC_ISSUER", `"${issuer}" is not the http(s) address of a provider, such as https://login.example.org`);
  }
  const role = ROLES.find((known) => known === (env["CULPRIT_OIDC_ROLE"] ?? "reporter"));
  if (role === undefined) complain("CULPRIT_OIDC_ROLE", `is none of ${ROLES.join(", ")}`);
  const domains = (env["CULPRIT_OIDC_DOMAINS"] ?? "").toLowerCase().split(/[\s,]+/);
  return {
    issuer,
    clientId: env["CULPRIT_OIDC_CLIENT_ID"] ?? "",
    clientSecret: env["CULPRIT_OIDC_CLIENT_SECRET"] ?? "",
    name: env["CULPRIT_OIDC_NAME"] ?? "single sign-on",
    domains: domains.filter((domain) => domain !== ""),
    role: role ?? "reporter",
    organization: env["CULPRIT_OIDC_ORGANIZATION"],
  };
}
