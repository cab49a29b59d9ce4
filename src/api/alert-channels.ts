import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Channel } from "../alert/channel.ts";
import { CHANNEL_KINDS } from "../alert/channel.ts";
import { enterChannel } from "../alert/enter-channel.ts";
import { testMessage } from "../alert/message.ts";
import { sendToChannel } from "../alert/send.ts";
import type { Project } from "../project/project.ts";
import { idIn, READ_ALERTS, WRITE_ALERTS } from "./alert-rules.ts";
import type { Answer } from "./answer.ts";
import { created, found, NO_CONTENT, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { dateOf } from "./dates.ts";
import { namedText, readBody } from "./parse.ts";
import type { CallerAsk, Route } from "./route.ts";
import type { InProject } from "./scoped.ts";
import { projectRoute } from "./scoped.ts";

/** Where alerts of a project go. Our own resource. */
export function alertChannelRoutes(parts: ApiParts): readonly Route[] {
  const path = "/alert-channels";
  const one = `${path}/:channel`;
  return [
    projectRoute(parts, { method: "GET", path, scopes: READ_ALERTS }, async (_ask, { project }) => {
      const channels = await parts.alerts.reader.listChannels(project.id);
      const hasMail = parts.alerts.mail !== undefined;
      return found({ hasMail, channels: channels.map((channel) => serialiseChannel(channel)) });
    }),
    projectRoute(parts, { method: "POST", path, scopes: WRITE_ALERTS }, (ask, { project }) =>
      saveChannel(parts, ask, project, undefined),
    ),
    projectRoute(parts, { method: "PUT", path: one, scopes: WRITE_ALERTS }, (ask, { project }) =>
      withChannel(parts, ask, project, (channel) => saveChannel(parts, ask, project, channel)),
    ),
    projectRoute(parts, { method: "DELETE", path: one, scopes: WRITE_ALERTS }, (ask, { project }) =>
      withChannel(parts, ask, project, async (channel) => {
        await parts.commands.deleteChannel({ projectId: project.id, channelId: channel.id });
        return NO_CONTENT;
      }),
    ),
    projectRoute(parts, { method: "POST", path: `${one}/test`, scopes: WRITE_ALERTS }, (ask, place) =>
      withChannel(parts, ask, place.project, (channel) => testChannel(parts, place, channel)),
    ),
  ];
}

async function withChannel(
  parts: ApiParts,
  ask: CallerAsk,
  project: Project,
  answer: (channel: Channel) => Promise<Answer>,
): Promise<Answer> {
  const id = idIn(ask.params["channel"]);
  const channel = id === undefined ? undefined : await parts.alerts.reader.findChannel(project.id, id);
  return channel === undefined ? refuse({ kind: "not-found" }) : answer(channel);
}

/** Nothing of a secret but where it goes. `signingSecret` is there once, when it was made. */
function serialiseChannel(channel: Channel, signingSecret?: string): object {
  return {
    id: String(channel.id),
    kind: channel.kind,
    name: channel.name,
    isActive: channel.isActive,
    target: channel.hint,
    addresses: channel.addresses,
    signingSecret: signingSecret ?? null,
    dateCreated: dateOf(channel.createdAtMs),
  };
}

const shortText = z.string("must be a text").trim().max(2_000, "must not be longer than 2000 characters");
export const channelBody = z.object({
  kind: z.enum(CHANNEL_KINDS, `must be one of ${CHANNEL_KINDS.join(", ")}`),
  name: namedText(64),
  isActive: z.boolean("must be true or false").optional(),
  url: shortText.optional(),
  addresses: z.array(z.string("must be a text").trim(), "must be a list of texts").optional(),
  token: shortText.optional(),
  chat: shortText.optional(),
  rotateSecret: z.boolean("must be true or false").optional(),
});

async function saveChannel(parts: ApiParts, ask: CallerAsk, project: Project, before: Channel | undefined): Promise<Answer> {
  const body = readBody(ask, channelBody);
  if (!body.ok) return refuse(body.problem);
  const entered = enterChannel(parts.alerts.secretKey, project.id, body.value, before);
  if (!entered.ok) return refuse({ kind: "invalid-fields", fields: { [entered.problem.field]: [entered.problem.message] } });
  const { settings, shown } = entered.value;
  const saved = await parts.commands.saveChannel({ projectId: project.id, channelId: before?.id, settings });
  if (saved.ok) return (before === undefined ? created : found)(serialiseChannel(saved.value, shown));
  if (saved.problem.kind === "not-found") return refuse({ kind: "not-found" });
  return refuse({ kind: "conflict", detail: "The project has as many channels as it may. Delete one first." });
}

/** Sends at once, and says what came of it; the log of deliveries says it, too. */
async function testChannel(parts: ApiParts, { organization, project }: InProject, channel: Channel): Promise<Answer> {
  const nowMs = parts.now();
  const message = testMessage(organization.slug, { id: project.id, slug: project.slug, name: project.name }, nowMs);
  const sent = await sendToChannel({ ...parts.alerts, publicUrl: parts.publicUrl, now: parts.now }, channel, {
    id: `test-${randomUUID()}`,
    createdAtMs: nowMs,
    message,
  });
  const problem = sent.ok ? undefined : sent.problem.message;
  const to = `${channel.name} (${channel.hint})`;
  await parts.commands.noteTestDelivery({ projectId: project.id, channelId: channel.id, to, message, problem });
  return found({ sent: sent.ok, problem: problem ?? null });
}
