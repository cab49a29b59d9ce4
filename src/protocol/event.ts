import type { Json, JsonObject } from "./json.ts";

/**
 * An event after normalising: Sentry's payload in its one canonical spelling, every known field of the right type or absent,
 * unknown fields gone or kept in the places that allow them. This object, as JSON, is what is stored and what grouping reads.
 * Field rules: reference sentry-ingest §6. Times are Unix seconds with fractions, as in the canonical payload.
 */
export type Event = {
  readonly event_id: string;
  readonly type: EventType;
  /** The event's own time, drift-corrected and in range. */
  readonly timestamp: number;
  readonly received: number;
  readonly level: Level;
  readonly platform: string;
  readonly logger?: string;
  readonly transaction?: string;
  readonly culprit?: string;
  readonly server_name?: string;
  readonly release?: string;
  readonly dist?: string;
  readonly environment?: string;
  readonly logentry?: LogEntry;
  readonly exception?: Values<Exception>;
  readonly stacktrace?: Stacktrace;
  /** The same as it was sent, where the other was mapped. */
  readonly raw_stacktrace?: Stacktrace;
  readonly template?: JsonObject;
  readonly threads?: Values<Thread>;
  readonly breadcrumbs?: Values<Breadcrumb>;
  readonly request?: Request;
  readonly user?: User;
  readonly contexts?: { readonly [alias: string]: JsonObject };
  /** Client tags, cleaned, first spelling wins. Derived tags are not in here: see `derivedTags` of the digest. */
  readonly tags?: readonly Pair[];
  readonly extra?: JsonObject;
  readonly modules?: { readonly [name: string]: string };
  readonly fingerprint?: readonly string[];
  readonly checksum?: string;
  readonly sdk?: Sdk;
  readonly debug_meta?: JsonObject;
  /** Of an event that a browser's report became. */
  readonly csp?: Csp;
  /** A title the client insists on (legacy). */
  readonly title?: string;
  /** What was wrong with the payload, the SDK's own entries first. */
  readonly errors?: readonly EventError[];
  /** Sentry's annotations of trimmed and scrubbed values; mirrors the payload. */
  readonly _meta?: JsonObject;
};

export type EventType = "error" | "default" | "csp";
export type Level = "fatal" | "error" | "warning" | "info" | "debug";
export type Values<T> = { readonly values: readonly T[] };
export type Pair = readonly [key: string, value: string];

/** Oldest cause first; the exception that was raised last is last. */
export type Exception = {
  readonly type?: string;
  readonly value?: string;
  readonly module?: string;
  readonly stacktrace?: Stacktrace;
  readonly raw_stacktrace?: Stacktrace;
  readonly thread_id?: string;
  readonly mechanism?: Mechanism;
};

export type Mechanism = {
  readonly type: string;
  readonly handled?: boolean;
  readonly synthetic?: boolean;
  readonly description?: string;
  readonly help_link?: string;
  readonly source?: string;
  readonly is_exception_group?: boolean;
  readonly exception_id?: number;
  readonly parent_id?: number;
  readonly data?: JsonObject;
  readonly meta?: JsonObject;
};

/** Oldest call first; the crash site is last. Never empty. */
export type Stacktrace = {
  readonly frames: readonly Frame[];
  readonly registers?: { readonly [name: string]: string };
  readonly frames_omitted?: readonly [from: number, to: number];
  readonly lang?: string;
  readonly snapshot?: boolean;
};

export type Frame = {
  readonly filename?: string;
  readonly abs_path?: string;
  readonly function?: string;
  readonly raw_function?: string;
  readonly symbol?: string;
  readonly module?: string;
  readonly package?: string;
  readonly platform?: string;
  readonly lineno?: number;
  readonly colno?: number;
  readonly pre_context?: readonly string[];
  readonly context_line?: string;
  readonly post_context?: readonly string[];
  /** The SDK's word, else the digest's. Absent before the digest has answered, and in events stored by 0.1.0. */
  readonly in_app?: boolean;
  /** What `in_app` was before a rule of the project changed it; where none did, absent. Never of the SDK. */
  readonly orig_in_app?: boolean;
  readonly vars?: JsonObject;
  readonly instruction_addr?: string;
  readonly symbol_addr?: string;
  readonly image_addr?: string;
  readonly addr_mode?: string;
  readonly trust?: string;
  readonly stack_start?: boolean;
  readonly lock?: JsonObject;
  readonly data?: JsonObject;
  readonly errors?: readonly Json[];
  readonly debug_id?: string;
  readonly module_metadata?: Json;
};

export type Thread = {
  readonly id?: string;
  readonly name?: string;
  readonly crashed?: boolean;
  readonly current?: boolean;
  readonly main?: boolean;
  readonly state?: string;
  readonly stacktrace?: Stacktrace;
  readonly raw_stacktrace?: Stacktrace;
  readonly held_locks?: JsonObject;
};

export type Breadcrumb = {
  readonly timestamp?: number;
  readonly type: string;
  readonly category?: string;
  readonly level: Level;
  readonly message?: string;
  readonly data?: JsonObject;
  readonly event_id?: string;
  readonly origin?: string;
};

export type LogEntry = {
  /** The text as a person reads it. */
  readonly formatted?: string;
  /** The template, when it differs from `formatted`. */
  readonly message?: string;
  readonly params?: Json;
};

export type Request = {
  readonly url?: string;
  readonly method?: string;
  readonly query_string?: readonly Pair[];
  readonly fragment?: string;
  readonly data?: Json;
  readonly inferred_content_type?: string;
  readonly cookies?: readonly Pair[];
  readonly headers?: readonly Pair[];
  readonly env?: JsonObject;
  readonly protocol?: string;
  readonly body_size?: number;
  readonly api_target?: string;
};

export type User = {
  readonly id?: string;
  readonly email?: string;
  readonly username?: string;
  readonly name?: string;
  readonly ip_address?: string;
  readonly segment?: string;
  readonly geo?: JsonObject;
  readonly data?: JsonObject;
};

/** One violation of a page's content security policy. Addresses are without query and fragment. */
export type Csp = {
  /** As `script-src-elem`. */
  readonly effective_directive?: string;
  readonly violated_directive?: string;
  /** An address, or a word: `self`, `inline`, `eval`, `data` … */
  readonly blocked_uri?: string;
  readonly document_uri?: string;
  readonly referrer?: string;
  readonly source_file?: string;
  readonly line_number?: number;
  readonly column_number?: number;
  readonly status_code?: number;
  readonly disposition?: string;
  readonly original_policy?: string;
  readonly script_sample?: string;
};

export type Sdk = {
  readonly name: string;
  readonly version?: string;
  readonly integrations?: readonly string[];
  readonly packages?: readonly { readonly name: string; readonly version?: string }[];
  readonly features?: readonly string[];
  readonly settings?: JsonObject;
};

/** `type` is one of Sentry's: invalid_data, missing_attribute, value_too_long, clock_drift, past_timestamp, future_timestamp. */
export type EventError = {
  readonly type: string;
  /** Dotted path of the field. */
  readonly name?: string;
  readonly value?: Json;
  readonly reason?: string;
  readonly [detail: string]: Json | undefined;
};
