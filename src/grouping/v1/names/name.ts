/** What a name came to. `hidden`: the frame is machinery of a compiler or framework, with the reason why it does not count. */
export type Name = {
  readonly name: string;
  /** Module or class, where the name itself holds it or a better one than the frame says. */
  readonly module?: string;
  readonly hidden?: string;
};

/** What stands for the name of a native function that has none. */
export const NAMELESS = /^(?:|<redacted>|<unknown>|<unknown symbol>|\?\??|0x[0-9a-f]+|unknown|<compiler-generated>)$/i;
