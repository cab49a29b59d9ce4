import type { Links, Message } from "../message.ts";
import { factsOf, headline, moreWords, oneLine, reasonWords } from "../message.ts";
import { escapeHtml } from "./html.ts";

/** Telegram takes 4,096 characters. */
const MAX_SHOWN = 5;

/** The body of `sendMessage`. Telegram makes links of what looks like one, but not in code. */
export function telegramBody(message: Message, links: Links, chat: string): object {
  const shown = message.told.slice(0, MAX_SHOWN);
  const more = moreWords({ ...message, more: message.more + message.told.length - shown.length });
  const issues = shown.map((told) => {
    const facts = factsOf(told).map(([name, value]) => `${name}: ${value.slice(0, 60)}`);
    return [
      `<b>${escapeHtml(reasonWords(told))}</b> <a href="${escapeHtml(links.issue(told))}">${escapeHtml(told.shortId)}</a>`,
      `<code>${escapeHtml(oneLine(told.title))}</code>`,
      `<code>${escapeHtml(oneLine(told.culprit).slice(0, 150))}</code>`,
      `<code>${escapeHtml(facts.join(" · "))}</code>`,
    ].join("\n");
  });
  const end = `<a href="${escapeHtml(links.list)}">All errors</a> · <a href="${escapeHtml(links.settings)}">Alert settings</a>`;
  return {
    chat_id: chat,
    parse_mode: "HTML",
    link_preview_options: { is_disabled: true },
    text: [`<code>${escapeHtml(headline(message))}</code>`, ...issues, ...(more === undefined ? [] : [more]), end].join("\n\n"),
  };
}
