import { dsnOf } from "../project/dsn.ts";
import type { ClientKey } from "../project/project.ts";
import { dateOf, dateOrNull } from "./dates.ts";

/**
 * Sentry's client key object. Our keys have no secret half: the old spelling of a DSN is answered with the public one, and
 * addresses of what Culprit does not keep are empty texts, since typed clients want texts.
 */
export function serialiseKey(publicUrl: string, key: ClientKey): object {
  const dsn = dsnOf(publicUrl, key.publicKey, key.projectId);
  const below = `${publicUrl.replace(/\/+$/, "")}/api/${key.projectId}`;
  const { browserSdkVersion, ...loaderOptions } = key.loader ?? {};
  return {
    id: key.publicKey,
    public: key.publicKey,
    secret: "",
    name: key.label,
    label: key.label,
    projectId: key.projectId,
    isActive: key.isActive,
    rateLimit: key.rateLimit === undefined ? null : { window: key.rateLimit.windowSeconds, count: key.rateLimit.count },
    expiresAt: dateOrNull(key.expiresAtMs),
    /** Ours: to the minute; null means never. */
    lastUsed: dateOrNull(key.lastUsedAtMs),
    allowedOrigins: key.allowedOrigins ?? null,
    dsn: {
      public: dsn,
      secret: dsn,
      csp: `${below}/csp-report/?sentry_key=${key.publicKey}`,
      security: `${below}/security/?sentry_key=${key.publicKey}`,
      minidump: `${below}/minidump/?sentry_key=${key.publicKey}`,
      nel: "",
      unreal: `${below}/unreal/${key.publicKey}/`,
      crons: `${below}/cron/___MONITOR_SLUG___/${key.publicKey}/`,
      cdn: `${publicUrl.replace(/\/+$/, "")}/js-sdk-loader/${key.publicKey}.min.js`,
      playstation: "",
      integration: "",
      otlp_traces: "",
      otlp_logs: "",
    },
    browserSdkVersion: browserSdkVersion ?? "10.x",
    browserSdk: { choices: [["10.x", "10.x"]] },
    dateCreated: dateOf(key.createdAtMs),
    dynamicSdkLoaderOptions: {
      hasReplay: false,
      hasPerformance: false,
      hasDebug: false,
      hasFeedback: false,
      hasLogsAndMetrics: false,
      ...loaderOptions,
    },
  };
}
