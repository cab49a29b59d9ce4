import type { z } from "zod";
import { pageQuery } from "../paging.ts";

/** What the document says of one route, beside what its row says: what it reads, with the very schemas, and what it answers. */
export type Operation = {
  /** One line, in the words of whoever asks. */
  readonly says: string;
  /** Read one after the other from the same query. */
  readonly query?: readonly z.ZodObject[];
  /** Read one after the other from the same body: each must hold. */
  readonly body?: readonly z.ZodType[];
  /** A body that is no JSON: its type. */
  readonly takes?: string;
  /** Absent: no body. */
  readonly answer?: z.ZodType;
  /** An answer that is no JSON: its type. */
  readonly gives?: string;
  /** Of success. 200 where there is an answer, and 201 to a POST; 204 where there is none. */
  readonly statuses?: readonly number[];
};

/** By method and path as in the table of routes; `{issue}` stands for each of an issue's addresses. */
export type Operations = { readonly [row: string]: Operation };

/** The addresses under which an issue is found. */
const ISSUE = /^\/(organizations\/:organization\/issues|issues|groups)\/:issue/;

export function rowOf({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path.replace(ISSUE, "{issue}")}`;
}

/** A list in pages. */
export function pages(says: string, row: z.ZodType, ...query: readonly z.ZodObject[]): Operation {
  return { says, query: [...query, pageQuery], answer: row.array() };
}
