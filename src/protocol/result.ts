/** A value, or a problem the caller must look at. For edges (network, files, config); inside, plain values. */
export type Result<T, P> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: P };

export function ok<T>(value: T): { readonly ok: true; readonly value: T } {
  return { ok: true, value };
}

export function problem<P>(what: P): { readonly ok: false; readonly problem: P } {
  return { ok: false, problem: what };
}
