import { z } from "zod";

/**
 * What R8 says of a line of a mapping in comments below it, as far as it changes a stack. Source: R8, doc/retrace.md ("additional
 * information", version 2.0 and later).
 */
export type R8Hints = {
  /** The code stands apart from the methods that it was taken out of: its frame is none of the program's. */
  readonly isOutline?: true;
  /** The compiler made the method. */
  readonly isSynthesized?: true;
  /** Of a call of such code: the line of this method that a line of the code called stands for. */
  readonly callsite?: ReadonlyMap<number, number>;
  /** When a class of exceptions was thrown right here, so many of the innermost calls are none. */
  readonly rewrites?: readonly FrameRewrite[];
};
export type FrameRewrite = { readonly thrown: string; readonly removes: number };

const MAX_POSITIONS = 10_000;
const Hint = z.discriminatedUnion("id", [
  z.object({ id: z.literal("com.android.tools.r8.outline") }),
  z.object({ id: z.literal("com.android.tools.r8.synthesized") }),
  z.object({ id: z.literal("com.android.tools.r8.outlineCallsite"), positions: z.record(z.string(), z.int()) }),
  z.object({
    id: z.literal("com.android.tools.r8.rewriteFrame"),
    conditions: z.array(z.string()).max(16),
    actions: z.array(z.string()).max(16),
  }),
]);

/** Adds what a comment says to what is known of the line above it. Other comments, and broken ones, say nothing. */
export function withHint(known: R8Hints | undefined, comment: string): R8Hints | undefined {
  const hint = Hint.safeParse(jsonIn(comment));
  if (!hint.success) return known;
  switch (hint.data.id) {
    case "com.android.tools.r8.outline":
      return { ...known, isOutline: true };
    case "com.android.tools.r8.synthesized":
      return { ...known, isSynthesized: true };
    case "com.android.tools.r8.outlineCallsite": {
      const positions = Object.entries(hint.data.positions).slice(0, MAX_POSITIONS);
      return { ...known, callsite: new Map(positions.map(([from, to]) => [Number(from), to])) };
    }
    case "com.android.tools.r8.rewriteFrame": {
      const rewrite = rewriteOf(hint.data);
      return rewrite === undefined ? known : { ...known, rewrites: [...(known?.rewrites ?? []), rewrite] };
    }
  }
}

/** A comment is `# {"id":…}`. Those that cannot be hints are not read. */
function jsonIn(comment: string): unknown {
  const at = comment.indexOf("{");
  if (at < 0 || !comment.includes("com.android.tools.r8.")) return undefined;
  try {
    return JSON.parse(comment.slice(at));
  } catch {
    return undefined;
  }
}

/** All conditions must hold; there is one kind of each. One that is not known here holds for nothing. */
function rewriteOf({ conditions, actions }: { readonly conditions: readonly string[]; readonly actions: readonly string[] }) {
  const [condition = "", ...moreConditions] = conditions;
  const [action = "", ...moreActions] = actions;
  const [, descriptor] = /^throws\(L([^;()]{1,500});\)$/.exec(condition) ?? [];
  const [, count] = /^removeInnerFrames\((\d{1,4})\)$/.exec(action) ?? [];
  if (descriptor === undefined || count === undefined || moreConditions.length + moreActions.length > 0) return undefined;
  return { thrown: descriptor.replaceAll("/", "."), removes: Number(count) };
}
