/** What is known of an installation, gathered by whoever asks. What could not be looked at is undefined, and nothing is said of it. */
export type Facts = {
  readonly nowMs: number;
  readonly config: {
    /** Public address without a trailing slash. */
    readonly url: string;
    readonly host: string;
    readonly port: number;
    readonly trustedProxies: readonly string[];
    readonly hasMail: boolean;
  };
  readonly directory: DirectoryFacts;
  readonly secretKey: "configured" | "stored" | "damaged" | "missing";
  readonly store: StoreFacts | undefined;
  readonly isRunning: boolean;
  /** What `/readyz` answers: to this machine directly, and under the public address. Undefined while no server runs. */
  readonly here: Answer | undefined;
  readonly outside: Answer | undefined;
  readonly load: { readonly logDepthBytes: number; readonly digestLagMs: number } | undefined;
  readonly lastBackupAtMs: number | undefined;
};

export type DirectoryFacts =
  | { readonly kind: "missing"; readonly path: string }
  | { readonly kind: "refused"; readonly path: string; readonly why: string }
  | {
      readonly kind: "usable";
      readonly path: string;
      /** Others than the owner may enter or read. */
      readonly isOpenToOthers: boolean;
      readonly freeBytes: number;
    };

export type StoreFacts =
  | { readonly kind: "unreadable"; readonly why: string }
  /** Of another version than this program: no more is read of it. */
  | { readonly kind: "other-version"; readonly found: number; readonly known: number }
  | {
      readonly kind: "read";
      /** Tokens and other secrets of Sentries, code hosts, channels and second factors; those that were tried and do not open under the key. */
      readonly sealedSecrets: number;
      readonly shutSecrets: number;
      readonly latestReceivedAtMs: number;
      readonly quarantinedRequests: number;
      /** What was to be done at code hosts, and alerts that were to be sent, and was given up. */
      readonly failedJobs: number;
      readonly failedAlerts: number;
      /** Projects with rules at work that have no channel but mail. */
      readonly projectsToldByMail: number;
    };

export type Answer =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly text: string;
      /** Where a redirect leads. */
      readonly location: string | undefined;
      /** The clock of whoever answered. */
      readonly dateMs: number | undefined;
    }
  /** `code` is that of the system or of TLS, as ECONNREFUSED. */
  | { readonly kind: "failed"; readonly code: string };

/** One thing that is not as it should be. */
export type Finding = {
  /** Stays the same over versions: programs may look for it. */
  readonly check: string;
  /** A note is worth knowing, and no fault. */
  readonly level: "wrong" | "note";
  readonly text: string;
  readonly remedy: string;
};
