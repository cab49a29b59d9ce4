import type { Links, Message, Told } from "../message.ts";
import { factsOf, headline, moreWords, oneLine, reasonWords } from "../message.ts";
import { escapeHtml } from "./html.ts";

export type Mail = { readonly subject: string; readonly text: string; readonly html: string };

/** A message as text and as HTML that says the same. `unsubscribe` is a page; absent for addresses of a channel. */
export function mailOf(message: Message, links: Links, unsubscribe: string | undefined): Mail {
  return { subject: headline(message), text: textOf(message, links, unsubscribe), html: htmlOf(message, links, unsubscribe) };
}

function textOf(message: Message, links: Links, unsubscribe: string | undefined): string {
  const issues = message.told.map((told) =>
    [
      `${reasonWords(told)}: ${oneLine(told.title)}`,
      `  in ${oneLine(told.culprit) || "an unknown place"}`,
      ...factsOf(told).map(([name, value]) => `  ${name}: ${value}`),
      ...(told.reason === "test" ? [] : [`  ${links.issue(told)}`]),
    ].join("\n"),
  );
  const end = [
    "-- ",
    `Project ${message.project.name}${message.rule === undefined ? "" : `, rule “${message.rule.name}”`}`,
    `Alert settings: ${links.settings}`,
    ...(unsubscribe === undefined ? [] : [`No more e-mails of this project: ${unsubscribe}`]),
  ];
  const more = moreWords(message);
  const parts = [...issues, ...(more === undefined ? [] : [more]), `All errors: ${links.list}`, end.join("\n")];
  return `${parts.join("\n\n")}\n`;
}

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const MONO = "font-family:ui-monospace,Menlo,Consolas,monospace;font-size:13px;overflow-wrap:anywhere";

function htmlOf(message: Message, links: Links, unsubscribe: string | undefined): string {
  const more = moreWords(message);
  const rule = message.rule === undefined ? "" : `, rule “${escapeHtml(message.rule.name)}”`;
  const leave = unsubscribe === undefined ? "" : ` · <a href="${escapeHtml(unsubscribe)}">No more e-mails of this project</a>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark"><title>${escapeHtml(headline(message))}</title></head>
<body style="margin:0;padding:16px;${FONT};font-size:15px;line-height:1.5">
<div style="max-width:600px;margin:0 auto">
<h1 style="font-size:18px;margin:0 0 16px">${escapeHtml(headline(message))}</h1>
${message.told.map((told) => issueHtml(told, links)).join("\n")}
${more === undefined ? "" : `<p>${more}</p>`}
<p><a href="${escapeHtml(links.list)}">All errors of ${escapeHtml(message.project.name)}</a></p>
<p style="font-size:13px;opacity:0.75;border-top:1px solid #8888;padding-top:12px">
Project ${escapeHtml(message.project.name)}${rule} ·
<a href="${escapeHtml(links.settings)}">Alert settings</a>${leave}</p>
</div></body></html>
`;
}

function issueHtml(told: Told, links: Links): string {
  const title = escapeHtml(oneLine(told.title));
  const linked = told.reason === "test" ? title : `<a href="${escapeHtml(links.issue(told))}">${title}</a>`;
  const facts = factsOf(told).map(([name, value]) => `${name}: ${escapeHtml(value)}`);
  return `<div style="border-left:4px solid ${colourOf(told.level)};padding:2px 0 2px 12px;margin:0 0 20px">
<div style="font-size:13px;opacity:0.75">${escapeHtml(reasonWords(told))} · ${escapeHtml(told.shortId)}</div>
<div style="font-weight:600;overflow-wrap:anywhere">${linked}</div>
<div style="${MONO}">${escapeHtml(oneLine(told.culprit))}</div>
<div style="font-size:13px;overflow-wrap:anywhere">${facts.join(" · ")}</div>
</div>`;
}

function colourOf(level: string): string {
  if (level === "fatal" || level === "error") return "#d92d20";
  return level === "warning" ? "#dc6803" : "#4e5ba6";
}
