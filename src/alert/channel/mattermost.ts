import type { Links, Message } from "../message.ts";
import { factsOf, headline, moreWords, oneLine, reasonWords } from "../message.ts";

const MAX_SHOWN = 10;

/**
 * The body of an incoming webhook of Mattermost, which Rocket.Chat takes as well. Both read marks, links and mentions anywhere in
 * a text but in code, so what comes from events stands in code.
 */
export function mattermostBody(message: Message, links: Links): object {
  const shown = message.told.slice(0, MAX_SHOWN);
  const more = moreWords({ ...message, more: message.more + message.told.length - shown.length });
  return {
    username: "Culprit",
    text: code(headline(message)),
    attachments: [
      ...shown.map((told) => ({
        fallback: code(`${reasonWords(told)}: ${oneLine(told.title)}`),
        title: told.shortId,
        title_link: links.issue(told),
        text: `${reasonWords(told)}\n${code(oneLine(told.title))}\n${code(oneLine(told.culprit))}`,
        fields: factsOf(told).map(([name, value]) => ({ title: name, value: code(value), short: true })),
      })),
      { text: `${more === undefined ? "" : `${more} `}[All errors](${links.list}) · [Alert settings](${links.settings})` },
    ],
  };
}

function code(text: string): string {
  const inside = text.replaceAll("`", "'").trim();
  return inside === "" ? "–" : `\`${inside}\``;
}
