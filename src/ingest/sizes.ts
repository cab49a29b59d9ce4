/** How much ingest takes in. All in bytes or milliseconds; figures from the reference, §5, with our own where it has none. */
export type IngestSizes = {
  /** Of a request's body as it comes. */
  readonly maxBodyBytes: number;
  /** Of an envelope inflated. */
  readonly maxEnvelopeBytes: number;
  /** Of a store body inflated, before base64 is off. */
  readonly maxStoreBytes: number;
  /** Beyond 1 MiB, an inflated body may be this many times as large as it came. JSON of real events reaches 30. */
  readonly maxRatio: number;
  /** Larger bodies as they come are looked into by another thread, and so are those that inflate to more than is next. */
  readonly maxSyncBodyBytes: number;
  readonly maxSyncEnvelopeBytes: number;
  /** Less than an envelope, for its JSON is parsed: with everything, 128 KiB take 1.5 ms. */
  readonly maxSyncStoreBytes: number;
  /** Bodies held by all requests together; past that, 503. */
  readonly maxBytesInFlight: number;
  /** A body must go on arriving, and must have arrived by then. */
  readonly bodyIdleMs: number;
  readonly bodyTotalMs: number;
  /** Of one body on the other thread; past that the thread is ended and a new one is started. */
  readonly inflateTimeoutMs: number;
};

const KIB = 1024;
const MIB = 1024 * KIB;

export const DEFAULT_SIZES: IngestSizes = {
  maxBodyBytes: 20 * MIB,
  maxEnvelopeBytes: 100 * MIB,
  maxStoreBytes: 4 * MIB,
  maxRatio: 200,
  maxSyncBodyBytes: 128 * KIB,
  maxSyncEnvelopeBytes: MIB,
  maxSyncStoreBytes: 128 * KIB,
  maxBytesInFlight: 64 * MIB,
  bodyIdleMs: 15_000,
  bodyTotalMs: 110_000,
  inflateTimeoutMs: 10_000,
};

/** What a body may inflate to before it is taken for a bomb. */
export function inflatedCap(sizes: IngestSizes, form: "envelope" | "store", bodyBytes: number): number {
  const most = form === "envelope" ? sizes.maxEnvelopeBytes : sizes.maxStoreBytes;
  return Math.min(most, Math.max(MIB, bodyBytes * sizes.maxRatio));
}
