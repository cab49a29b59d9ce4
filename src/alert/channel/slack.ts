import type { Links, Message } from "../message.ts";
import { factsOf, headline, moreWords, oneLine, reasonWords } from "../message.ts";

/** Slack takes 50 blocks; each issue has two. */
const MAX_SHOWN = 10;

/**
 * An incoming webhook's body in blocks. All texts are `plain_text`, in which nothing is a mention, a link or a mark; the fallback
 * text is for notices on phones and is escaped as Slack asks.
 */
export function slackBody(message: Message, links: Links): object {
  const shown = message.told.slice(0, MAX_SHOWN);
  const more = moreWords({ ...message, more: message.more + message.told.length - shown.length });
  return {
    text: escapeSlack(headline(message)),
    mrkdwn: false,
    blocks: [
      { type: "header", text: plain(headline(message).slice(0, 150)) },
      ...shown.flatMap((told) => [
        {
          type: "section",
          text: plain(`${reasonWords(told)}: ${oneLine(told.title)}\n${oneLine(told.culprit)}`),
          accessory: { type: "button", text: plain("Open"), url: links.issue(told) },
        },
        {
          type: "context",
          elements: [plain([told.shortId, ...factsOf(told).map(([name, value]) => `${name}: ${value}`)].join(" · "))],
        },
      ]),
      ...(more === undefined ? [] : [{ type: "section", text: plain(more) }]),
      {
        type: "actions",
        elements: [
          { type: "button", text: plain("All errors"), url: links.list },
          { type: "button", text: plain("Alert settings"), url: links.settings },
        ],
      },
    ],
  };
}

function plain(text: string): object {
  return { type: "plain_text", text, emoji: false };
}

/** Source: docs.slack.dev, "Formatting message text": these three and no others. */
function escapeSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
