import { randomUUID } from "node:crypto";
import { escapeHtml } from "./channel/html.ts";
import type { MailConfig } from "./mailer.ts";
import { openMailer } from "./mailer.ts";

/** Letters that are no alerts, such as an invitation: a subject and plain text. What a mail server refuses is not tried again. */
export function openPlainMail(config: MailConfig, publicUrl: string): (mail: PlainMail) => Promise<void> {
  const send = openMailer(config);
  const { hostname } = new URL(publicUrl);
  return async ({ to, subject, text }) => {
    const html = `<!doctype html><title>${escapeHtml(subject)}</title><p style="white-space:pre-wrap">${escapeHtml(text)}</p>`;
    await send({ to, subject, text, html, messageId: `<${randomUUID()}@${hostname}>` });
  };
}

type PlainMail = { readonly to: string; readonly subject: string; readonly text: string };
