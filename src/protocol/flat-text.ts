/** What is shorter is copied by the engine itself. */
const MIN_VIEW_CHARS = 13;

/**
 * The same text, in one piece. A part of a text, or two joined, is a view to the engine: it keeps the whole it was taken from, and
 * `JSON.stringify` takes twice as long (V8 of Node 26) for everything that holds one. Joining a list makes a piece of its own.
 */
export function flatText(text: string): string {
  return text.length < MIN_VIEW_CHARS ? text : [text.slice(0, 1), text.slice(1)].join("");
}
