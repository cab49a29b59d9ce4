import type { Json } from "../../protocol/json.ts";

/**
 * A template with its parameters filled in: Python's `%s` and `%(name)s`, or `{}`, `{0}` and `{name}`. `undefined` when the template
 * has no place to fill or asks for a parameter that is not there. Never much longer than `maxChars`.
 */
export function formatMessage(template: string, params: Json, maxChars: number): string | undefined {
  if (typeof params !== "object" || params === null) return undefined;
  if (template.includes("%")) return fill(template, PERCENT, params, maxChars);
  return template.includes("{") ? fill(template, CURLY, params, maxChars) : undefined;
}

const PERCENT = /%(?:(?<literal>%)|(?:\((?<name>[^()]{1,100})\))?[-+ #0]{0,5}\d{0,4}(?:\.\d{1,4})?[hlL]?[sdiouxXeEfFgGcra])/g;
const CURLY = /(?<literal>\{\{|\}\})|\{(?<name>[\w.]{0,100})(?:![rsa])?(?::[^{}]{0,100})?\}/g;

function fill(template: string, places: RegExp, params: object, maxChars: number): string | undefined {
  const byName = new Map<string, Json>(Object.entries(params));
  let next = 0;
  let room = maxChars;
  let isComplete = true;
  const text = template.replace(places, (...match) => {
    const { literal, name }: { readonly literal?: string; readonly name?: string } = match.at(-1);
    if (literal !== undefined) return literal.charAt(0);
    const key = name === undefined || name === "" ? String(next++) : name;
    const value = byName.get(key);
    if (value === undefined) {
      isComplete = false;
      return "";
    }
    const shown = (typeof value === "string" ? value : JSON.stringify(value)).slice(0, Math.max(0, room));
    room -= shown.length;
    return shown;
  });
  return isComplete && text !== template ? text.slice(0, maxChars).toWellFormed() : undefined;
}
