import type { z } from "zod";
import { namedText } from "./parse.ts";

/** An e-mail address as a body names it: something with one @, without blanks. */
export const emailText: z.ZodString = namedText(254).regex(/^[^\s@]+@[^\s@]+$/, "must be an e-mail address");
