import { z } from "zod";
import type { PersonSettings } from "../alert/alert.ts";
import { isTimeZone } from "../alert/quiet-hours.ts";
import { readUnsubscribeToken } from "../alert/unsubscribe.ts";
import type { User } from "../account/account.ts";
import type { Answer } from "./answer.ts";
import { found, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { one, readBody, readQuery } from "./parse.ts";
import type { Ask, CallerAsk, Route } from "./route.ts";
import { callerRoute, openRoute } from "./route.ts";

/** What a person wants to be told, and leaving without signing in. Our own resource. */
export function notificationRoutes(parts: ApiParts): readonly Route[] {
  const path = "/users/me/notifications";
  return [
    callerRoute("GET", path, async ({ caller }) => (caller.user === undefined ? noUser() : answerSettings(parts, caller.user))),
    callerRoute("PUT", path, (ask) => saveSettings(parts, ask)),
    // Mail programs send a form (RFC 8058).
    { ...openRoute("POST", "/notifications/unsubscribe", (ask) => unsubscribe(parts, ask, true)), takesAnyBody: true },
    openRoute("DELETE", "/notifications/unsubscribe", (ask) => unsubscribe(parts, ask, false)),
  ];
}

function noUser(): Answer {
  return refuse({ kind: "not-authenticated", detail: "This token belongs to no person. Use a personal one, or sign in." });
}

async function answerSettings(parts: ApiParts, { id }: User): Promise<Answer> {
  const settings = await parts.alerts.reader.findPersonSettings(id);
  const muted = await parts.alerts.reader.listMutedProjects(id);
  const { quietHours } = settings;
  return found({
    email: settings.wantsMail,
    quietHours:
      quietHours === undefined
        ? null
        : { from: clock(quietHours.fromMinute), to: clock(quietHours.toMinute), timeZone: quietHours.timeZone },
    mutedProjects: muted.map(String),
  });
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

const time = z
  .string("must be a text")
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 22:00")
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
export const settingsBody = z.object({
  email: z.boolean("must be true or false").optional(),
  quietHours: z
    .object({
      from: time,
      to: time,
      timeZone: z.string("must be a text").max(64).refine(isTimeZone, "must be a time zone such as Europe/Berlin"),
    })
    .nullish(),
  mutedProjects: z
    .array(z.string().regex(/^\d{1,15}$/, "must be ids of projects"), "must be a list of ids")
    .max(1_000, "must not be more than 1000")
    .optional(),
});

/** What is left out stays as it is. */
async function saveSettings(parts: ApiParts, ask: CallerAsk): Promise<Answer> {
  const { user } = ask.caller;
  if (user === undefined) return noUser();
  const body = readBody(ask, settingsBody);
  if (!body.ok) return refuse(body.problem);
  const { email, quietHours, mutedProjects } = body.value;
  const before = await parts.alerts.reader.findPersonSettings(user.id);
  const settings: PersonSettings = {
    wantsMail: email ?? before.wantsMail,
    quietHours:
      quietHours === undefined
        ? before.quietHours
        : quietHours === null
          ? undefined
          : { fromMinute: quietHours.from, toMinute: quietHours.to, timeZone: quietHours.timeZone },
  };
  await parts.commands.savePersonSettings({ userId: user.id, settings });
  if (mutedProjects !== undefined) await saveMuted(parts, ask, user, mutedProjects.map(Number));
  return answerSettings(parts, user);
}

async function saveMuted(parts: ApiParts, ask: CallerAsk, { id: userId }: User, wanted: readonly number[]): Promise<void> {
  const before = await parts.alerts.reader.listMutedProjects(userId);
  const visible = await parts.projects.listProjects([...ask.caller.scopes.keys()]);
  const isVisible = (projectId: number): boolean => visible.some(({ id }) => id === projectId);
  for (const projectId of before) {
    if (!wanted.includes(projectId)) await parts.commands.muteProject({ userId, projectId, isMuted: false });
  }
  for (const projectId of wanted) {
    if (!before.includes(projectId) && isVisible(projectId)) {
      await parts.commands.muteProject({ userId, projectId, isMuted: true });
    }
  }
}

export const tokenQuery = z.object({ token: one });

/** The token of a letter is enough to leave and to come back, and is good for nothing else. */
async function unsubscribe(parts: ApiParts, ask: Ask, isMuted: boolean): Promise<Answer> {
  const query = readQuery(ask, tokenQuery);
  if (!query.ok) return refuse(query.problem);
  const who = readUnsubscribeToken(parts.alerts.secretKey, query.value.token ?? "");
  if (who === undefined) {
    return refuse({
      kind: "invalid",
      detail: "This link is not whole. Copy all of it from the e-mail, or sign in and change it.",
    });
  }
  await parts.commands.muteProject({ ...who, isMuted });
  return found({ detail: `You get ${isMuted ? "no more e-mails" : "e-mails again"} about this project.` });
}
