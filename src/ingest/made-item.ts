import type { JsonObject } from "../protocol/json.ts";

/** An item of an envelope that is made here. Its `length` is added when the envelope is written. */
export type MadeItem = { readonly header: JsonObject & { readonly type: string }; readonly payload: Uint8Array };
