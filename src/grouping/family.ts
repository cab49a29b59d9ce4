/** How names of a platform are to be read. A frame's own platform wins over the event's. */
export type Family = "javascript" | "native" | "other";

export function familyOf(platform: string): Family {
  switch (platform) {
    case "javascript":
    case "node":
      return "javascript";
    case "native":
    case "cocoa":
    case "objc":
    case "swift":
    case "c":
      return "native";
    default:
      return "other";
  }
}

/**
 * True when a type was made up by an SDK only to carry a stack, as native crash handlers do with signals. JavaScript SDKs set
 * `synthetic` for thrown values too, but there the type and the text still say what was thrown.
 */
export function hasMadeUpType(mechanism: { readonly synthetic?: boolean } | undefined, platform: string): boolean {
  return mechanism?.synthetic === true && familyOf(platform) === "native";
}
