/** An event as an SDK sends it, before the digest. */
export type SdkEvent = { readonly [field: string]: unknown; readonly exception?: { readonly values: readonly SdkException[] } };
export type SdkFrame = { readonly [field: string]: unknown };
export type SdkException = {
  readonly type?: string;
  readonly value?: string;
  readonly module?: string | null;
  readonly stacktrace?: { readonly frames: readonly SdkFrame[] };
  readonly mechanism?: { readonly [field: string]: unknown };
};

/** Two events of one project, and whether a thoughtful developer calls them one bug. */
export type Case = {
  readonly name: string;
  readonly relation: "same" | "different";
  readonly a: SdkEvent;
  readonly b: SdkEvent;
};

/** What must not matter. */
export function same(name: string, a: SdkEvent, b: SdkEvent): Case {
  return { name, relation: "same", a, b };
}

/** What must matter. */
export function different(name: string, a: SdkEvent, b: SdkEvent): Case {
  return { name, relation: "different", a, b };
}
