import type { Commit } from "../codehost/codehost.ts";
import { dateOf } from "./dates.ts";

/** What is known of a release by its name, with the commit it is named after; or null. */
export function serialiseRelease(version: string | undefined, commit?: Commit): object | null {
  if (version === undefined) return null;
  const { packageName, withoutPackage } = partsOf(version);
  return {
    version,
    shortVersion: shortVersionOf(version),
    lastCommit: commit === undefined ? null : serialiseCommit(commit),
    versionInfo: {
      package: packageName,
      version: { raw: withoutPackage },
      description: shortVersionOf(version),
      buildHash: isCommit(withoutPackage) ? withoutPackage : null,
    },
  };
}

function serialiseCommit({ id, message, authorName, authorEmail, authoredAtMs, url }: Commit): object {
  return { id, message, dateCreated: dateOf(authoredAtMs), author: { name: authorName, email: authorEmail }, url };
}

/** Without a leading `package@`; a bare commit is cut to twelve digits. */
function shortVersionOf(version: string): string {
  const { withoutPackage } = partsOf(version);
  return isCommit(withoutPackage) ? withoutPackage.slice(0, 12) : withoutPackage;
}

function partsOf(version: string): { readonly packageName: string | null; readonly withoutPackage: string } {
  const at = version.indexOf("@");
  if (at < 1 || at === version.length - 1) return { packageName: null, withoutPackage: version };
  return { packageName: version.slice(0, at), withoutPackage: version.slice(at + 1) };
}

function isCommit(text: string): boolean {
  return /^[0-9a-f]{40}$/.test(text);
}
