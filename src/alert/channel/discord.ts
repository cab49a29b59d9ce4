import type { Links, Message } from "../message.ts";
import { factsOf, headline, moreWords, oneLine, reasonWords } from "../message.ts";

/** Discord takes ten embeds of 6,000 characters together. */
const MAX_SHOWN = 6;
const COLOURS: { readonly [level: string]: number } = { fatal: 0xb42318, error: 0xd92d20, warning: 0xdc6803 };
const OTHER = 0x4e5ba6;

/** A webhook's body in embeds. Marks of events are escaped, and nobody is mentioned whatever a text says. */
export function discordBody(message: Message, links: Links): object {
  const shown = message.told.slice(0, MAX_SHOWN);
  const more = moreWords({ ...message, more: message.more + message.told.length - shown.length });
  return {
    content: [escapeMarks(headline(message)), more].filter((text) => text !== undefined).join("\n"),
    allowed_mentions: { parse: [] },
    embeds: shown.map((told) => ({
      title: escapeMarks(oneLine(told.title).slice(0, 120)),
      url: told.reason === "test" ? links.list : links.issue(told),
      description: `${reasonWords(told)}\n${escapeMarks(oneLine(told.culprit).slice(0, 120))}`,
      color: COLOURS[told.level] ?? OTHER,
      fields: factsOf(told).map(([name, value]) => ({ name, value: escapeMarks(value.slice(0, 60)), inline: true })),
      footer: { text: told.shortId },
      timestamp: new Date(told.lastSeenMs).toISOString(),
    })),
  };
}

function escapeMarks(text: string): string {
  return text.replaceAll(/[\\`*_~|<>[\]()#:@-]/g, (mark) => `\\${mark}`);
}
