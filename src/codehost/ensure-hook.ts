import { ok } from "../protocol/result.ts";
import type { Found, Webhook } from "./codehost.ts";

type Hook = { readonly id: string; readonly url: string };

/** How one host lists, makes and changes webhooks. */
export type HookSteps = {
  readonly list: (page: number) => Promise<Found<{ readonly rows: readonly Hook[]; readonly count: number }>>;
  readonly create: () => Promise<Found<Hook>>;
  readonly update: (id: string) => Promise<Found<Hook>>;
};

const MAX_PAGES = 5;

/** Changes the hook that calls `url`, if there is one, so that setting up again makes no second. */
export async function ensureHook(url: string, steps: HookSteps): Promise<Found<Webhook>> {
  const seen = new Set<string>();
  for (let page = 1; page <= MAX_PAGES; page++) {
    const answer = await steps.list(page);
    if (!answer.ok) return answer;
    const found = answer.value.rows.find((hook) => hook.url === url);
    if (found !== undefined) {
      const updated = await steps.update(found.id);
      return updated.ok ? ok({ id: updated.value.id, created: false }) : updated;
    }
    // A host may count its pages otherwise than asked: one that brings nothing new is the end.
    const isNew = answer.value.rows.some((hook) => !seen.has(hook.id));
    if (!isNew) break;
    for (const hook of answer.value.rows) seen.add(hook.id);
  }
  const created = await steps.create();
  return created.ok ? ok({ id: created.value.id, created: true }) : created;
}
