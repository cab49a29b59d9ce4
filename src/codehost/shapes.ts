import { z } from "zod";
import { isIssueNumber, isRepositoryPath } from "./address.ts";
import { isFilePath } from "./git-names.ts";
import { oneLine } from "./refusal.ts";

/** Parts of what hosts answer, each bounded. */

export const idShape = z.int().positive().transform(String);
export const issueNumberShape = z.number().refine(isIssueNumber);
export const titleShape = z.string().transform((text) => oneLine(text, 500));
export const pathShape = z.string().refine(isRepositoryPath);
export const filePathShape = z.string().refine(isFilePath);
/** An address, to be checked by `pageOf`. */
export const urlShape = z.string().max(2_000).optional().catch(undefined);
export const branchShape = z.string().min(1).max(250).optional().catch(undefined);
/** A time as hosts write it, in Unix ms. */
export const timeShape = z
  .string()
  .max(50)
  .transform((text) => Date.parse(text))
  .refine((ms) => Number.isFinite(ms));
export const hashShape = z
  .string()
  .regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/i)
  .transform((text) => text.toLowerCase());
export const messageShape = z.string().transform((text) => text.slice(0, 10_000).toWellFormed());
export const nameShape = z
  .string()
  .transform((text) => oneLine(text, 200))
  .catch("");
