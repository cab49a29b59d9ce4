/** How many events of a signature a condition holds on, as far as roll-ups tell. `isInside`: on one within the window for sure. */
export type Bounds = { readonly least: number; readonly most: number; readonly isInside: boolean };

export function possible(bounds: readonly Bounds[]): boolean {
  return bounds.every(({ most }) => most > 0);
}

/**
 * Whether some event surely has them all: when no more events can miss one of the conditions than there are. `isWhole`: all events
 * of the signature lie within the window.
 */
export function isSure(bounds: readonly Bounds[], all: number, isWhole: boolean): boolean {
  const [first, ...others] = bounds;
  if (first !== undefined && others.length === 0 && first.isInside && first.least > 0) return true;
  const missed = bounds.reduce((sum, { least }) => sum + (all - Math.min(all, least)), 0);
  return isWhole && missed < all;
}
