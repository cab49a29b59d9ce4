/**
 * The part of an event that grouping reads. The canonical `Event` of protocol fits it as it is; stated here again because
 * this room imports no other.
 */
export type GroupingInput = {
  readonly platform: string;
  readonly type: string;
  readonly level?: string;
  readonly release?: string;
  readonly sdk?: { readonly name?: string };
  readonly logger?: string;
  readonly tags?: readonly (readonly [key: string, value: string])[];
  readonly transaction?: string;
  readonly culprit?: string;
  readonly title?: string;
  readonly fingerprint?: readonly string[];
  readonly checksum?: string;
  readonly logentry?: { readonly formatted?: string; readonly message?: string };
  readonly exception?: { readonly values: readonly GroupingException[] };
  readonly stacktrace?: GroupingStack;
  readonly threads?: { readonly values: readonly GroupingThread[] };
  readonly csp?: {
    readonly effective_directive?: string;
    readonly blocked_uri?: string;
  };
  readonly request?: { readonly url?: string };
};

export type GroupingException = {
  readonly type?: string;
  readonly value?: string;
  readonly module?: string;
  readonly stacktrace?: GroupingStack;
  readonly mechanism?: {
    readonly type: string;
    readonly handled?: boolean;
    readonly synthetic?: boolean;
    readonly source?: string;
    readonly is_exception_group?: boolean;
    readonly exception_id?: number;
    readonly parent_id?: number;
    readonly meta?: { readonly [key: string]: unknown };
  };
};

export type GroupingThread = {
  readonly id?: string;
  readonly name?: string;
  readonly state?: string;
  readonly crashed?: boolean;
  readonly current?: boolean;
  readonly stacktrace?: GroupingStack;
};

/** Oldest call first, crash site last. */
export type GroupingStack = { readonly frames: readonly GroupingFrame[] };

export type GroupingFrame = {
  readonly filename?: string;
  readonly abs_path?: string;
  readonly function?: string;
  readonly module?: string;
  readonly package?: string;
  readonly platform?: string;
  /** Hexadecimal, as `0x1f`. */
  readonly instruction_addr?: string;
  readonly image_addr?: string;
  readonly lineno?: number;
  readonly colno?: number;
  readonly context_line?: string;
  /** Absent: the SDK is silent. */
  readonly in_app?: boolean;
  /** What `in_app` was before a rule of the project changed it. */
  readonly orig_in_app?: boolean;
};
