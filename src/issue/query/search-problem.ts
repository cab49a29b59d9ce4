/** What is wrong with a search text, where (UTF-16 indexes from 0, `end` not included), and what to do about it in words for a person. */
export type SearchProblem = {
  readonly kind:
    | "too-long"
    | "operator"
    | "group"
    | "unclosed-quote"
    | "unclosed-list"
    | "empty-value"
    | "unknown-key"
    | "bad-value"
    | "not-negatable";
  readonly at: number;
  readonly end: number;
  readonly words: string;
};
