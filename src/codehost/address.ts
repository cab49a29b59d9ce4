import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { CodeHostKind, CodeHostProblem, IssueAddress } from "./codehost.ts";

/** What people paste in place of the origin: the address of the API. */
const API_PATHS: { readonly [kind in CodeHostKind]: RegExp } = {
  gitlab: /\/api\/v4$/,
  github: /\/api(\/v3)?$/,
  gitea: /\/api\/v1$/,
};

/**
 * The origin of a code host, from what somebody typed: scheme and host, and the path for hosts that live below one
 * (`https://example.org/gitlab`). Without slash at the end, and without the path of the API.
 */
export function parseOrigin(kind: CodeHostKind, text: string): Result<string, CodeHostProblem> {
  const bad = (message: string): Result<string, CodeHostProblem> => problem({ kind: "bad-address", message });
  const trimmed = text.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (url === null || trimmed === "" || trimmed.length > 500) {
    return bad("This is no address. Write it as https://git.example.org.");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return bad("The address must begin with https:// or http://.");
  if (url.username !== "" || url.password !== "") {
    return bad("The address holds a user name or a password. Take it out; the token has a field of its own.");
  }
  if (kind === "github" && ["api.github.com", "www.github.com", "github.com"].includes(url.host))
    return ok("https://github.com");

  const path = url.pathname
    .replace(/\/{2,}/g, "/")
    .replace(/\/$/, "")
    .replace(API_PATHS[kind], "");
  return ok(`${url.origin}${path}`);
}

/** `given` if it is a page of the host, else `own`: what a host answers must not send anybody elsewhere. */
export function pageOf(origin: string, given: string | undefined, own: string): string {
  const url = given === undefined ? null : URL.parse(given);
  if (url === null || url.username !== "" || url.password !== "" || url.href.length > 2_000) return own;
  return url.href.startsWith(`${origin}/`) ? url.href : own;
}

/**
 * Reads the address of an issue's page. `shape` sees what follows the origin, without slash in front, query and fragment, and
 * has a group for the path of the repository and one for the number.
 */
export function parseIssuePage(origin: string, text: string, shape: RegExp): IssueAddress | undefined {
  const url = text.length > 2_000 ? null : URL.parse(text.trim());
  if (url === null || !`${url.origin}${url.pathname}`.startsWith(`${origin}/`)) return undefined;
  const [, repositoryPath = "", digits = ""] = shape.exec(`${url.origin}${url.pathname}`.slice(origin.length + 1)) ?? [];
  const number = Number(digits);
  return isRepositoryPath(repositoryPath) && isIssueNumber(number) ? { repositoryPath, number } : undefined;
}

export function isIssueNumber(number: number): boolean {
  return Number.isSafeInteger(number) && number > 0;
}

/** `owner/name`, or deeper. The letters are those that all hosts allow. */
export function isRepositoryPath(path: string): boolean {
  if (path.length > 500 || !/^[\w.-]+(\/[\w.-]+)+$/.test(path)) return false;
  return path.split("/").every((part) => part !== "." && part !== "..");
}

/** Ids are digits: anything else could lead to another path of the API. */
export function isRepositoryId(id: string): boolean {
  return /^[1-9]\d{0,18}$/.test(id);
}
