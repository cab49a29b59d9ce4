import type { CodeHostConnection } from "./connection.ts";
import { isFullHash } from "./git-names.ts";

/**
 * The page of a commit at the code host, where the commit can be of its repository: whoever sent it names that one, or a remote
 * (`origin`) or none.
 */
export function commitUrlOf(
  connection: CodeHostConnection | undefined,
  { hash, repository }: { readonly hash: string; readonly repository: string | undefined },
): string | undefined {
  if (connection === undefined || !isFullHash(hash)) return undefined;
  const { kind, origin, repository: own } = connection;
  const isOwn = repository === undefined || !repository.includes("/") || repository.toLowerCase() === own.path.toLowerCase();
  return isOwn ? `${origin}/${own.path}/${kind === "gitlab" ? "-/" : ""}commit/${hash}` : undefined;
}
