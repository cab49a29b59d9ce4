/** A debug id as it is kept and compared: 32 lower-case hex digits; a suffix that counts builds is left off. Undefined: it is none. */
export function plainDebugId(text: string): string | undefined {
  const plain = text.trim().replaceAll("-", "").toLowerCase();
  return /^[0-9a-f]{32}(?:[0-9a-f]{1,8})?$/.test(plain) ? plain.slice(0, 32) : undefined;
}

/** As people know it, with dashes. */
export function dashedDebugId(plain: string): string {
  return plain.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** The id of a mapping of ProGuard by the name that uploaders give it: `proguard/<uuid>.txt`. */
export function debugIdOfName(name: string): string | undefined {
  const [, id = ""] = /(?:^|\/)proguard\/([0-9a-f-]{32,36})\.txt$/i.exec(name) ?? [];
  return plainDebugId(id);
}
