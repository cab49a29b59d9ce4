/** One changed place of one source file: the text, and what stands there in the weakened build. */
export type Weakened = { readonly what: string; readonly file: string; readonly text: string; readonly broken: string };

/** A class of attack, the test that holds it off, and a build that this test must catch. */
export type Attack = {
  readonly attack: string;
  /** What comes of it as the program is. */
  readonly holds: string;
  /** `name`: what the names of the tests begin with or hold; without it the whole file. */
  readonly test: { readonly file: string; readonly name?: string };
  readonly weakened: Weakened;
};
