import type { BagLimit } from "./bag.ts";

const KIB = 1_024;

/** Sizes in characters after normalising; longer values are cut, never refused. Source: reference sentry-ingest §5. */
export const MAX_CHARS = {
  exceptionType: 256,
  exceptionValue: 8_192,
  exceptionModule: 256,
  message: 8_192,
  breadcrumbType: 128,
  breadcrumbMessage: 8_192,
  culprit: 200,
  logger: 64,
  platform: 64,
  serverName: 256,
  tagKey: 200,
  tagValue: 200,
  userId: 128,
  email: 75,
  url: 2_048,
  fragment: 1_024,
  frame: 256,
  sourceLine: 1_024,
  mechanismType: 128,
  helpLink: 256,
  threadName: 1_024,
  fingerprintEntry: 8_192,
  sdk: 128,
} as const;

export const MAX_COUNT = {
  exceptions: 100,
  frames: 250,
  /** Of a stack, frames that keep their variables and source around. */
  fullFrames: 50,
  /** Source lines before a frame's own, and after it. */
  sourceLines: 50,
  breadcrumbs: 100,
  threads: 500,
  tags: 200,
  fingerprint: 100,
  pairs: 200,
  contexts: 100,
  images: 1_000,
  sdkList: 200,
} as const;

export const BAG = {
  params: { maxSize: 2 * KIB, maxDepth: 5 },
  breadcrumbData: { maxSize: 2 * KIB, maxDepth: 5 },
  requestData: { maxSize: 8 * KIB, maxDepth: 7 },
  requestEnv: { maxSize: 8 * KIB, maxDepth: 7 },
  vars: { maxSize: 2 * KIB, maxDepth: 5 },
  extra: { maxSize: 256 * KIB, maxDepth: 7 },
  extraValue: { maxSize: 16 * KIB, maxDepth: 6 },
  modules: { maxSize: 8 * KIB, maxDepth: 1 },
  context: { maxSize: 8 * KIB, maxDepth: 7 },
  flagsContext: { maxSize: 132_072, maxDepth: 7 },
  mechanismData: { maxSize: 2 * KIB, maxDepth: 5 },
  userData: { maxSize: 2 * KIB, maxDepth: 5 },
  small: { maxSize: 2 * KIB, maxDepth: 3 },
  image: { maxSize: 2 * KIB, maxDepth: 3 },
} as const satisfies { readonly [name: string]: BagLimit };

/** Of a pair list: names and values together. */
export const MAX_PAIRS_CHARS = { headers: 8 * KIB, cookies: 2 * KIB, query: 1 * KIB } as const;
