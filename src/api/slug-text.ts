import { z } from "zod";

/** A slug as a body names it. Source of the rule: `project/slug.ts`. */
export const slugText: z.ZodString = z
  .string("must be a text")
  .regex(/^(?!\d+$)[a-z0-9][a-z0-9_-]{0,49}$/, "must be lower-case letters, digits, - and _, at most 50, and not only digits");
