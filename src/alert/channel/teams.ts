import type { Links, Message, Told } from "../message.ts";
import { factsOf, headline, moreWords, oneLine, reasonWords } from "../message.ts";

/** Teams refuses cards over 28 KB. */
const MAX_SHOWN = 8;

/**
 * An adaptive card as the "Workflows" app takes it from a webhook. `TextRun` shows text as it is; `TextBlock` would read marks
 * and links in it, so it has only our own words.
 */
export function teamsBody(message: Message, links: Links): object {
  const shown = message.told.slice(0, MAX_SHOWN);
  const more = moreWords({ ...message, more: message.more + message.told.length - shown.length });
  const card = {
    $schema: "http://adaptivecards.io/schemas/adaptive-card.json",
    type: "AdaptiveCard",
    version: "1.4",
    body: [
      rich([{ text: headline(message), weight: "Bolder", size: "Medium" }]),
      ...shown.map((told) => container(told, links)),
      ...(more === undefined ? [] : [{ type: "TextBlock", text: more, wrap: true }]),
    ],
    actions: [
      { type: "Action.OpenUrl", title: "All errors", url: links.list },
      { type: "Action.OpenUrl", title: "Alert settings", url: links.settings },
    ],
  };
  return {
    type: "message",
    attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", contentUrl: null, content: card }],
  };
}

function container(told: Told, links: Links): object {
  const facts = factsOf(told).map(([name, value]) => `${name}: ${value}`);
  return {
    type: "Container",
    separator: true,
    selectAction: { type: "Action.OpenUrl", title: "Open", url: links.issue(told) },
    items: [
      rich([{ text: reasonWords(told), isSubtle: true, size: "Small" }]),
      rich([{ text: oneLine(told.title), weight: "Bolder" }]),
      rich([{ text: oneLine(told.culprit), fontType: "Monospace", size: "Small" }]),
      rich([{ text: [told.shortId, ...facts].join(" · "), isSubtle: true, size: "Small" }]),
    ],
  };
}

type Run = { readonly text: string; readonly [look: string]: string | boolean };

function rich(runs: readonly Run[]): object {
  return { type: "RichTextBlock", inlines: runs.map((run) => ({ type: "TextRun", ...run })) };
}
