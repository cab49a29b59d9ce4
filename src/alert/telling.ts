import type {
  AlertCommands,
  AlertReader,
  AlertWorkReader,
  Delivery,
  NewDelivery,
  Notice,
  Recipient,
  WaitingRule,
} from "./alert.ts";
import type { Message, Told } from "./message.ts";
import { MAX_TOLD } from "./message.ts";
import { tellableAt } from "./quiet-hours.ts";
import type { Action } from "./rule.ts";
import { STORM } from "./rule.ts";

export type TellingDeps = {
  readonly reader: AlertReader & AlertWorkReader;
  readonly commands: Pick<AlertCommands, "tellNotices">;
  readonly hasMail: boolean;
  /** Unix ms. */
  readonly now: () => number;
};

/** What was noted is collected for a moment before it is summed up. */
const SETTLE_MS = 3_000;
const MAX_NOTICES = 200;

/** Makes deliveries of the notices whose rule may speak now. Whatever comes of them, notices become deliveries exactly once. */
export async function tellWaiting(deps: TellingDeps): Promise<void> {
  for (const waiting of await deps.reader.listWaitingRules()) {
    if (mayTell(waiting, deps.now())) await tellRule(deps, waiting);
  }
}

/** A rule speaks when its digest's time is over; a sum of what was too much, once in the time of a storm. */
function mayTell({ rule, lastMessageAtMs, lastSummaryAtMs, countedSinceMs }: WaitingRule, nowMs: number): boolean {
  return nowMs - lastMessageAtMs >= rule.digestMs || isSummaryDue(countedSinceMs, lastSummaryAtMs, nowMs);
}

function isSummaryDue(countedSinceMs: number | undefined, lastSummaryAtMs: number, nowMs: number): boolean {
  return countedSinceMs !== undefined && nowMs - countedSinceMs >= SETTLE_MS && nowMs - lastSummaryAtMs >= STORM.windowMs;
}

async function tellRule(deps: TellingDeps, waiting: WaitingRule): Promise<void> {
  const { rule, project, organization } = waiting;
  const nowMs = deps.now();
  const withSummary = isSummaryDue(waiting.countedSinceMs, waiting.lastSummaryAtMs, nowMs);
  const all = await deps.reader.listNotices(rule.id, MAX_NOTICES);
  const isSum = (notice: Notice): boolean => notice.told === undefined && notice.count > 0;
  const notices = all.filter((notice) => withSummary || !isSum(notice));
  if (notices.length === 0) return;
  const told = notices.flatMap((notice) => notice.told ?? []);
  const more = notices.reduce((sum, notice) => sum + (isSum(notice) ? notice.count : 0), 0);
  const message = messageOf(waiting, told, more);
  // Issues that were deleted before anybody was told leave nothing to tell.
  const isEmpty = told.length === 0 && more === 0;
  await deps.commands.tellNotices({
    projectId: project.id,
    ruleId: rule.id,
    notices: notices.map(({ id, count }) => ({ id, count: Math.max(1, count) })),
    deliveries: isEmpty || !rule.isActive ? [] : await deliveriesOf(deps, waiting, organization.id, message, nowMs),
    hasSummary: withSummary,
    atMs: nowMs,
  });
}

function messageOf({ rule, organization, project }: WaitingRule, told: readonly Told[], more: number): Message {
  return withAll({
    kind: "alert",
    organization: organization.slug,
    project,
    rule: { id: rule.id, name: rule.name },
    told,
    more,
  });
}

/** As many as fit are named, the rest is counted. */
function withAll(message: Message): Message {
  const shown = message.told.slice(0, MAX_TOLD);
  return { ...message, told: shown, more: message.more + message.told.length - shown.length };
}

async function deliveriesOf(
  { reader, hasMail }: TellingDeps,
  { rule, project }: WaitingRule,
  organizationId: number,
  message: Message,
  nowMs: number,
): Promise<readonly NewDelivery[]> {
  const deliveries: NewDelivery[] = [];
  /** Whoever is meant twice gets one letter. */
  const people = new Map<number, Recipient>();
  const channels = await reader.listChannels(project.id);
  for (const action of rule.actions) {
    if (action.kind === "channel") {
      const channel = channels.find(({ id }) => id === action.channelId);
      if (channel === undefined || !channel.isActive) continue;
      const to = `${channel.name} (${channel.hint})`;
      deliveries.push({ channelId: channel.id, userId: undefined, to, message, nextAtMs: nowMs, replaces: undefined });
    } else if (hasMail) {
      for (const person of await reader.listRecipients(organizationId, project.id, whomOf(action))) {
        people.set(person.userId, person);
      }
    }
  }
  for (const person of people.values()) deliveries.push(await letterFor(reader, rule.id, person, message, nowMs));
  return deliveries;
}

function whomOf(action: Action): { readonly teamId?: number; readonly userId?: number } {
  if (action.kind === "team") return { teamId: action.teamId };
  return action.kind === "member" ? { userId: action.userId } : {};
}

/** What a person is not told in quiet hours becomes one letter afterwards. */
async function letterFor(
  reader: TellingDeps["reader"],
  ruleId: number,
  person: Recipient,
  message: Message,
  nowMs: number,
): Promise<NewDelivery> {
  const nextAtMs = tellableAt(person.quietHours, nowMs);
  const held: Delivery | undefined = nextAtMs > nowMs ? await reader.findHeldDelivery(ruleId, person.userId, nowMs) : undefined;
  const both =
    held === undefined
      ? message
      : withAll({ ...message, told: [...held.message.told, ...message.told], more: held.message.more + message.more });
  return { channelId: undefined, userId: person.userId, to: person.email, message: both, nextAtMs, replaces: held?.id };
}
