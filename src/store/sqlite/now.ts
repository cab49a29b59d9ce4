/**
 * A port whose answers are there at once: what the writer does is done before it returns. So a command and what is noted of it can be one
 * transaction, with nothing in between. `sqliteCommands` makes promises of them.
 */
export type Now<Port> = {
  readonly [name in keyof Port]: Port[name] extends (...args: infer Args) => Promise<infer Answer>
    ? (...args: Args) => Answer
    : never;
};

/** The port as everybody else sees it. */
export function promised<Port extends object>(port: Now<Port>): Port {
  const methods = Object.entries<(args: never) => unknown>(port).map(([name, run]) => [name, async (args: never) => run(args)]);
  // The same names, with the same arguments and answers.
  return Object.fromEntries(methods) as Port;
}
