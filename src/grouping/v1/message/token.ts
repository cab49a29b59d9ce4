/** What stands at a place of a line: as it goes into the cleaned text, and where it ends. */
export type Token = { readonly text: string; readonly end: number };
