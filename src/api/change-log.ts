import { AsyncLocalStorage } from "node:async_hooks";
import type { User } from "../account/account.ts";
import type { NewAuditEntry } from "../account/audit.ts";
import type { Answer } from "./answer.ts";
import type { Commands, PlainCommands } from "./commands.ts";
import { isCommandName, remoteCommands, runCommand } from "./remote-commands.ts";
import type { Ask } from "./route.ts";

/** Requests that change nothing although they are no GET: they ask, or try. */
const ONLY_ASK: ReadonlySet<string> = new Set([
  "POST /projects/:organization/:project/filters/try",
  "POST /projects/:organization/:project/backend/sentry-projects",
  "POST /projects/:organization/:project/code-host/repositories",
  "POST /projects/:organization/:project/create-sample",
  "POST /invitations/look",
  // Looking is no change.
  "PUT /organizations/:organization/issues/:issue/seen",
  "PUT /issues/:issue/seen",
  "PUT /groups/:issue/seen",
  "POST /projects/:organization/:project/grouping-rules/check",
  "POST /projects/:organization/:project/grouping-rules/preview",
  "POST /projects/:organization/:project/rules/preview",
  "POST /projects/:organization/:project/files/proguard-artifact-releases",
]);
/** Commands that keep books or prove who somebody is; the change of a request is the first other one. */
const NO_CHANGE: ReadonlySet<keyof Commands> = new Set([
  "noted",
  "noteChange",
  "noteUse",
  "takeTotpStep",
  "takeRecoveryCode",
  "storeSetupToken",
  "rememberRemoteIssues",
  "noteConnectionHealth",
  "noteCodeHostHealth",
]);
const VERBS: { readonly [method: string]: string } = { POST: "create", PUT: "edit", PATCH: "edit", DELETE: "remove" };
type RouteName = { readonly method: string; readonly path: string };
const MAX_TARGET = 200;
const MAX_FIELDS = 20;

/** What a request says of its change, before it makes it, beyond what stands in the request itself. */
export type ChangeFacts = {
  readonly organizationId?: number;
  /** Who it is, where the request itself names nobody yet. */
  readonly user?: User;
  /** Who it is, or where, is made by the command, and stands in its answer. */
  readonly isMade?: boolean;
  /** In place of the action made of the route. */
  readonly action?: string;
  /** In words, what the path does not say; in place of the names of fields. Empty: nothing. */
  readonly note?: string;
};

type Change = {
  readonly route: RouteName;
  readonly ask: Pick<Ask, "caller" | "clientIp" | "path" | "body">;
  facts: ChangeFacts;
  isNoted: boolean;
};

/** The change that the request under way makes. Kept beside the call, for commands are reached through backends and other rooms. */
const underWay = new AsyncLocalStorage<Change>();

/**
 * Answers a request and sees to it that its change is in the log: every request that changed something and every route there is, so that
 * nothing has to be told of a new one. The entry is written by the first command, in its transaction; where no command of ours was
 * run (a Sentry keeps the errors), after the answer. Of what was sent the names of fields are kept and no values, so that no secret
 * gets into the log.
 */
export async function underChangeLog(
  commands: Commands,
  route: RouteName,
  ask: Change["ask"],
  answer: () => Promise<Answer>,
): Promise<Answer> {
  const change: Change = { route, ask, facts: {}, isNoted: false };
  const answered = await underWay.run(change, answer);
  const entry = entryOf(change);
  if (answered.status < 400 && !change.isNoted && entry !== undefined) await commands.noteChange(entry);
  // What still runs, a letter that is sent say, belongs to nobody's change any more.
  change.isNoted = true;
  return answered;
}

/** Says more of the change that is about to be made. To be called before the command. */
export function tellLog(facts: ChangeFacts): void {
  const change = underWay.getStore();
  if (change !== undefined) change.facts = { ...change.facts, ...facts };
}

/** The same commands; the first one that changes something within a request carries the request's entry. */
export function notedCommands(commands: Commands): Commands {
  return remoteCommands(async (name, args) => {
    const change = underWay.getStore();
    const entry = change === undefined || change.isNoted ? undefined : entryOf(change);
    if (change === undefined || entry === undefined || !makesChange(name)) return runCommand(commands, name, args);
    change.isNoted = true;
    const { isMade = false } = change.facts;
    const { answer, isNoted } = await commands.noted({ name, args, entries: [entry], isMade });
    change.isNoted = isNoted;
    return answer;
  });
}

function makesChange(name: string): name is keyof PlainCommands {
  return isCommandName(name) && !NO_CHANGE.has(name);
}

/** Undefined: nothing to note, or nobody's and nowhere: a code host telling of its own issues, say. */
function entryOf({ route, ask, facts }: Change): NewAuditEntry | undefined {
  const { organizationId, user = ask.caller?.user, note, action, isMade = false } = facts;
  const isChange = route.method !== "GET" && !ONLY_ASK.has(`${route.method} ${route.path}`);
  if (!isChange && action === undefined) return undefined;
  if (organizationId === undefined && user === undefined && !isMade) return undefined;
  return {
    organizationId,
    userId: user?.id,
    actor: user?.email ?? (ask.caller?.token === undefined ? "" : `token ${ask.caller.token.name}`),
    ip: ask.clientIp,
    action: action ?? actionOf(route),
    target: targetOf(ask.path),
    note: note ?? fieldsOf(ask.body),
  };
}

/** `PUT /organizations/:organization/members/:member` → `members.edit`. */
export function actionOf({ method, path }: RouteName): string {
  const words = path.split("/").filter((segment) => segment !== "" && !segment.startsWith(":"));
  if (words.length > 1 && words[0] === "organizations") words.shift();
  if (words[0] === "groups") words[0] = "issues";
  return [...words, VERBS[method] ?? method.toLowerCase()].join(".");
}

/** No path holds a secret: links carry theirs in a body. */
function targetOf(path: string): string {
  const [plain = ""] = path.split("?", 1);
  return plain
    .replace(/^\/(api\/0\/)?/, "")
    .replace(/\/$/, "")
    .slice(0, MAX_TARGET);
}

function fieldsOf(body: unknown): string {
  if (typeof body !== "object" || body === null || Array.isArray(body)) return "";
  const names = Object.keys(body).filter((name) => /^[\w.:-]{1,64}$/.test(name));
  return names.slice(0, MAX_FIELDS).join(", ");
}
