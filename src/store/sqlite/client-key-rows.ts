import type { SQLInputValue } from "node:sqlite";
import type { ClientKey, ClientKeySettings } from "../../project/project.ts";
import type { Row } from "./database.ts";

/** Of `client_key`, as `clientKeyOf` reads them. */
export const KEY_COLUMNS = `client_key.id, client_key.project_id, client_key.public_key, client_key.label, client_key.is_active,
  client_key.created_at_ms, client_key.rate_limit_count, client_key.rate_limit_window_s, client_key.expires_at_ms,
  client_key.allowed_origins, client_key.loader, client_key.last_used_at_ms`;

export function clientKeyOf(row: Row): ClientKey {
  const { rate_limit_count: count, rate_limit_window_s: windowSeconds, expires_at_ms: expiresAtMs } = row;
  const { allowed_origins: origins, loader, last_used_at_ms: lastUsedAtMs } = row;
  return {
    id: Number(row["id"]),
    projectId: Number(row["project_id"]),
    publicKey: String(row["public_key"]),
    label: String(row["label"]),
    isActive: row["is_active"] === 1,
    createdAtMs: Number(row["created_at_ms"]),
    ...(typeof count === "number" && typeof windowSeconds === "number" && { rateLimit: { count, windowSeconds } }),
    ...(typeof expiresAtMs === "number" && { expiresAtMs }),
    ...(typeof lastUsedAtMs === "number" && { lastUsedAtMs }),
    // Written by `settingsColumns` alone.
    ...(typeof origins === "string" && { allowedOrigins: JSON.parse(origins) as NonNullable<ClientKey["allowedOrigins"]> }),
    ...(typeof loader === "string" && { loader: JSON.parse(loader) as NonNullable<ClientKey["loader"]> }),
  };
}

/** Values for `label, is_active, rate_limit_count, rate_limit_window_s, expires_at_ms, allowed_origins, loader`. */
export function settingsColumns(settings: ClientKeySettings): SQLInputValue[] {
  const { label, isActive, rateLimit, expiresAtMs, allowedOrigins, loader } = settings;
  return [
    label,
    isActive ? 1 : 0,
    rateLimit?.count ?? null,
    rateLimit?.windowSeconds ?? null,
    expiresAtMs ?? null,
    allowedOrigins === undefined ? null : JSON.stringify(allowedOrigins),
    loader === undefined ? null : JSON.stringify(loader),
  ];
}
