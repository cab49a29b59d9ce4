/** Bytes that all requests together may hold. */
export type ByteBudget = {
  readonly lease: () => Lease;
  readonly heldBytes: () => number;
};

/** What one request holds of the budget. */
export type Lease = {
  /** False when there is no room; nothing is then taken. */
  readonly take: (bytes: number) => boolean;
  /** Gives everything back. More than once is fine. */
  readonly release: () => void;
};

/** Bodies up to this size may use the whole budget, larger ones three quarters: a few large uploads never shut out events. */
const SMALL_BYTES = 128 * 1024;

export function createByteBudget(maxBytes: number): ByteBudget {
  let held = 0;
  return {
    heldBytes: () => held,
    lease() {
      let mine = 0;
      return {
        take(bytes) {
          const room = mine + bytes > SMALL_BYTES ? maxBytes * 0.75 : maxBytes;
          if (held + bytes > room) return false;
          held += bytes;
          mine += bytes;
          return true;
        },
        release() {
          held -= mine;
          mine = 0;
        },
      };
    },
  };
}
