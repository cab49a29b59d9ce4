import type { Role, Scope } from "./account.ts";

/** Every scope, as tokens may carry them. */
const SCOPES: { readonly [scope in Scope]: true } = {
  "org:read": true,
  "org:write": true,
  "org:admin": true,
  "org:ci": true,
  "project:read": true,
  "project:write": true,
  "project:admin": true,
  "project:releases": true,
  "team:read": true,
  "team:write": true,
  "team:admin": true,
  "member:read": true,
  "member:write": true,
  "member:admin": true,
  "event:read": true,
  "event:write": true,
  "event:admin": true,
  "alerts:read": true,
  "alerts:write": true,
};

/** All of them, in their order. */
export const SCOPES_IN_ORDER: readonly Scope[] = Object.keys(SCOPES).filter(isScope);

const REPORTER: readonly Scope[] = ["org:read", "project:read", "team:read", "member:read", "event:read", "alerts:read"];
const DEVELOPER: readonly Scope[] = [...REPORTER, "event:write", "project:releases"];
const MAINTAINER: readonly Scope[] = [...DEVELOPER, "project:admin", "team:admin", "event:admin", "alerts:write", "org:ci"];

const SCOPES_OF_ROLE: { readonly [role in Role]: ReadonlySet<Scope> } = {
  reporter: withLower(REPORTER),
  developer: withLower(DEVELOPER),
  maintainer: withLower(MAINTAINER),
  owner: withLower([...MAINTAINER, "org:admin", "member:admin"]),
};

export function isScope(text: string): text is Scope {
  return Object.hasOwn(SCOPES, text);
}

/** What a member of this role may do: reporters look, developers decide about issues, maintainers change projects. */
export function scopesOfRole(role: Role): ReadonlySet<Scope> {
  return SCOPES_OF_ROLE[role];
}

/** The scopes with all that they include: admin holds write, write holds read. */
export function withLower(scopes: Iterable<Scope>): ReadonlySet<Scope> {
  const all = new Set<Scope>();
  for (const scope of scopes) {
    all.add(scope);
    const [resource, right] = scope.split(":");
    if (right === "admin") addIfScope(all, `${resource}:write`);
    if (right === "admin" || right === "write") addIfScope(all, `${resource}:read`);
  }
  return all;
}

function addIfScope(scopes: Set<Scope>, text: string): void {
  if (isScope(text)) scopes.add(text);
}
