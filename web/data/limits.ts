import { ask } from "./api.ts";
import { asNumber, linesOf } from "./typed.ts";
import { reload, useAsk } from "./use-ask.ts";

export type CategoryLimit = { categories: readonly string[]; count: number; window: number };

export type Limits = {
  allowedDomains: readonly string[];
  options: {
    "quotas:rate-limits": readonly CategoryLimit[];
    "quotas:monthly-errors": number | null;
    "quotas:spike-protection-disabled": boolean;
  };
  /** What is refused now. */
  inForce: readonly { reason: string; explanation: string; until: string }[];
  /** Counted while a quota or spike protection asks for it. */
  month: { errors: number; quota: number | null };
  /** `null`: off, or the project has no habit yet. */
  spike: {
    errorsThisHour: number;
    errorsAnHourAllowed: number | null;
    usualErrorsAnHour: number;
    busiestHour: number;
  } | null;
};

const limitsPath = (org: string, project: string): string => `projects/${org}/${project}/limits/`;

export const useLimits = (org: string, project: string) => useAsk<Limits>(limitsPath(org, project));

/** What a form says of limits, as it was typed. */
export type LimitsWish = {
  sites: string;
  quota: string;
  isSpikeProtected: boolean;
  rates: readonly { categories: string; count: string; window: string }[];
};

export async function saveLimits(org: string, project: string, wish: LimitsWish): Promise<void> {
  const { sites, quota, isSpikeProtected, rates } = wish;
  await ask(`projects/${org}/${project}/`, "PUT", {
    allowedDomains: sites.trim() === "" ? ["*"] : linesOf(sites),
    options: {
      "quotas:monthly-errors": quota.trim() === "" ? null : asNumber(quota),
      "quotas:spike-protection-disabled": !isSpikeProtected,
      "quotas:rate-limits": rates.map(({ categories, count, window }) => ({
        categories: categories.split(" ").filter((name) => name !== ""),
        count: asNumber(count),
        window: Number(window),
      })),
    },
  });
  await reload(limitsPath(org, project));
}
