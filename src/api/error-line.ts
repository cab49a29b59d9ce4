const MAX_MESSAGE = 200;

/**
 * A failure as a line for the server's log, in the shape of the others: JSON, whatever the error says. An error may quote the foreign
 * text that it failed on: of one about syntax its words are left out, of others the beginning is kept.
 */
export function errorLine(error: unknown, errorId: string, nowMs: number): string {
  const line = { level: 50, time: nowMs, errorId, err: described(error), msg: "a request to the API failed" };
  // JSON leaves these as they are, and a terminal takes some of them for orders.
  return JSON.stringify(line).replaceAll(/[\u007f-\u009f\u2028\u2029]/g, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function described(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error };
  const message = error instanceof SyntaxError ? "" : error.message.slice(0, MAX_MESSAGE);
  // The stack begins with the message, which may imitate the lines below it.
  const { stack = "" } = error;
  const frames = stack.slice(Math.max(0, stack.indexOf(error.message)) + error.message.length).split("\n");
  return {
    type: error.name,
    message,
    stack: frames
      .filter((frame) => /^ {4}at /.test(frame))
      .slice(0, 20)
      .map((frame) => frame.trim()),
  };
}
