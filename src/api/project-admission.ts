import { z } from "zod";
import type { ProjectAdmission } from "../project/admission.ts";
import { isOriginPattern } from "../project/origin.ts";
import type { Category } from "../protocol/outcome.ts";
import { CATEGORIES } from "../protocol/outcome.ts";

const MAX_LIMITS = 20;
const MAX_ORIGINS = 100;
/** A month, so that a window is never longer than what a quota is for. */
const MAX_WINDOW_SECONDS = 31 * 86_400;
const MAX_COUNT = 1_000_000_000;

/** Where a list of sites is asked for; also Sentry's old spelling, one text with a line for each. */
export const originList = z
  .union([z.string().transform((text) => text.split(/[\n,]/)), z.array(z.string())], "must be a list of sites")
  .transform((origins) => origins.map((origin) => origin.trim()).filter((origin) => origin !== ""))
  .pipe(
    z
      .array(z.string().refine(isOriginPattern, { error: ({ input }) => noSite(input) }))
      .max(MAX_ORIGINS, `must not be more than ${MAX_ORIGINS} sites`),
  );

function noSite(input: unknown): string {
  return `“${String(input).slice(0, 100)}” is no site; write one such as example.com, *.example.com, https://example.com, or * for all`;
}

const wholeNumber = (least: number, most: number): z.ZodNumber =>
  z.int("must be a whole number").min(least, `must not be less than ${least}`).max(most, `must not be more than ${most}`);

/** Sentry's shape of a rate limit. None, and one of 0, mean no limit. */
export const rateLimit = z
  .object({ count: wholeNumber(0, MAX_COUNT).nullish(), window: wholeNumber(0, MAX_WINDOW_SECONDS).nullish() })
  .nullable()
  .transform((limit) => {
    const { count, window } = limit ?? {};
    return typeof count === "number" && typeof window === "number" && count > 0 && window > 0
      ? { count, windowSeconds: window }
      : undefined;
  });

const category = z.enum(CATEGORIES, `must be of ${CATEGORIES.join(", ")}`);
const categoryLimit = z
  .object({
    categories: z.array(category, "must be a list of categories; none stands for all"),
    count: wholeNumber(0, MAX_COUNT),
    window: wholeNumber(1, MAX_WINDOW_SECONDS),
  })
  .transform(({ categories, count, window }) => ({ categories: unique(categories), count, windowSeconds: window }));

/** The fields and options of a project's settings that say what it lets in, for the body of a PUT. */
export const admissionFields = { allowedDomains: originList.optional() };
export const admissionOptions = {
  "quotas:rate-limits": z.array(categoryLimit).max(MAX_LIMITS, `must not be more than ${MAX_LIMITS} limits`).optional(),
  "quotas:monthly-errors": wholeNumber(0, Number.MAX_SAFE_INTEGER).nullish(),
  "quotas:spike-protection-disabled": z.boolean("must be true or false").optional(),
};

type Fields = z.output<z.ZodObject<typeof admissionFields>> & {
  readonly options?: z.output<z.ZodObject<typeof admissionOptions>> | undefined;
};

/** What a body changes; empty when it says nothing of it. */
export function admissionChanges({ allowedDomains, options = {} }: Fields): Partial<Omit<ProjectAdmission, "projectId">> {
  const limits = options["quotas:rate-limits"];
  const quota = options["quotas:monthly-errors"];
  const isUnprotected = options["quotas:spike-protection-disabled"];
  return {
    ...(allowedDomains !== undefined && { allowedOrigins: allowedDomains }),
    ...(limits !== undefined && { rateLimits: limits }),
    ...(quota !== undefined && { monthlyQuota: quota ?? undefined }),
    ...(isUnprotected !== undefined && { isSpikeProtected: !isUnprotected }),
  };
}

export function serialiseAdmission({ rateLimits, monthlyQuota, isSpikeProtected, allowedOrigins }: ProjectAdmission): {
  readonly allowedDomains: readonly string[];
  readonly options: object;
} {
  return {
    allowedDomains: allowedOrigins,
    options: {
      "quotas:rate-limits": rateLimits.map(({ categories, count, windowSeconds }) => ({
        categories,
        count,
        window: windowSeconds,
      })),
      "quotas:monthly-errors": monthlyQuota ?? null,
      "quotas:spike-protection-disabled": !isSpikeProtected,
    },
  };
}

function unique(categories: readonly Category[]): readonly Category[] {
  return [...new Set(categories)];
}
