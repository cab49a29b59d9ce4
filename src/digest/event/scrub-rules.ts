/** What stands where something was taken out. */
export const FILTERED = "[Filtered]";
/** What notes say of a value that went for its name, or for a word in it. */
export const PASSWORD_RULE = "@password:filter";

/** A text after scrubbing, and the rule that touched it. */
export type ScrubbedText = { readonly text: string; readonly rule: string };

/**
 * Words that give away a secret, wherever in a name or a text they stand; so `author` is one, and a text with one is taken out
 * whole. That is coarse, and it is what Sentry's users rely on. Source: reference sentry-ingest §8.2.
 */
const WORDS = "password|passwd|secret|api[_-]?key|auth|credentials|mysql_pwd|private[_-]?key";
const EXACT = "^(?:otp|two[_-]factor)$";

const SECRET_NAME = new RegExp(`${WORDS}|token|${EXACT}`, "i");
const SECRET_COOKIE =
  /^(?:sentrysid|sudo|su|session|__session|sessionid|user_session|symfony|phpsessid|fasthttpsessionid|mysession|irissessionid|_vercel_jwt|_?csrf|_?xsrf|[cx]srf[-_]token|fastcsrf|_iris_csrf)$/i;

/** True when whatever stands under this name is to be taken out. */
export function isSecretName(name: string): boolean {
  // Payloads repeat their few names over and over.
  const known = KNOWN_NAMES.get(name);
  if (known !== undefined) return known;
  const isSecret = SECRET_NAME.test(name);
  if (name.length <= 64) {
    if (KNOWN_NAMES.size >= MAX_KNOWN_NAMES) KNOWN_NAMES.clear();
    KNOWN_NAMES.set(name, isSecret);
  }
  return isSecret;
}

const KNOWN_NAMES = new Map<string, boolean>();
const MAX_KNOWN_NAMES = 4_096;

export function isSecretCookie(name: string): boolean {
  return SECRET_COOKIE.test(name) || isSecretName(name);
}

type Rule = { readonly name: string; readonly pattern: RegExp; readonly replacement: string };

// Every pattern has bounded parts only, so that the time is linear in the text, whatever the text.
/** What goes on with four more characters is an id: the first three groups of a UUID may look like a card. */
const CARD = /\b(?:3[47]\d|4\d{3}|5[1-5]\d\d|65\d\d|6011)(?:[- ]?\d){12}\b(?!-[\da-f]{4})/gi;
const SSN = /\b\d{3}-\d{2}-\d{4}\b/g;
const BEARER = /\bBearer\s{1,8}[^\s"',;]+/gi;
const EMAIL = /\b[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}\b/g;
const IBAN_COUNTRIES =
  "AD|AE|AL|AT|AZ|BA|BE|BG|BH|BR|BY|CH|CR|CY|CZ|DE|DK|DO|EE|EG|ES|FI|FO|FR|GB|GE|GI|GL|GR|GT|HR|HU|IE|IL|IQ|IS|IT|JO|KW|KZ|LB|LC|LI|LT|LU|LV|LY|MC|MD|ME|MK|MR|MT|MU|NL|NO|PK|PL|PS|PT|QA|RO|RS|SA|SC|SE|SI|SK|SM|ST|SV|TL|TN|TR|UA|VA|VG|XK";
const IBAN = new RegExp(String.raw`\b(?:${IBAN_COUNTRIES})\d{2}[A-Za-z0-9]{11,29}\b`, "g");
const URL_PASSWORD = /(\/\/[^\s/:@"']{0,256}:)[^\s/@"']{1,256}(?=@)/g;
const PEM = /(-----BEGIN[A-Z ]{0,40} (?:PRIVATE|PUBLIC) KEY-----)[^]*?(-----END[A-Z ]{0,40} (?:PRIVATE|PUBLIC) KEY-----|$)/g;

/** Where a whole text is free form: only what matches goes, but for the words. */
const RULES: readonly Rule[] = [
  { name: "@bearer:filter", pattern: BEARER, replacement: FILTERED },
  { name: "@creditcard:filter", pattern: CARD, replacement: FILTERED },
  { name: "@iban:filter", pattern: IBAN, replacement: FILTERED },
  { name: "@pemkey:filter", pattern: PEM, replacement: `$1\n${FILTERED}\n$2` },
  { name: "@urlauth:filter", pattern: URL_PASSWORD, replacement: `$1${FILTERED}` },
  { name: "@usssn:filter", pattern: SSN, replacement: FILTERED },
];

/** Where a text is what people read an issue by, it keeps its words, and what goes leaves its kind behind. */
const GENTLE_RULES: readonly Rule[] = [
  { name: "@email:replace", pattern: EMAIL, replacement: "[email]" },
  { name: "@creditcard:replace", pattern: CARD, replacement: "[creditcard]" },
  { name: "@iban:replace", pattern: IBAN, replacement: "[iban]" },
  { name: "@usssn:replace", pattern: SSN, replacement: "[us-ssn]" },
  { name: "@bearer:replace", pattern: BEARER, replacement: "[token]" },
  { name: "@pemkey:filter", pattern: PEM, replacement: `$1\n${FILTERED}\n$2` },
  { name: "@urlauth:filter", pattern: URL_PASSWORD, replacement: `$1${FILTERED}` },
];

const MARKS = String.raw`\d{3}-\d\d-\d{4}|\d(?:[- ]?\d){14}|[A-Z]{2}\d{2}[A-Z0-9]{11}|-----BEGIN|\/\/[^\s/:@"']{0,256}:[^\s/@"']{1,256}@|bearer\s`;
/** Whether any rule may have something to do. Most texts pass here and are looked at only once. */
const SUSPICIOUS = new RegExp(String.raw`${WORDS}|token[^\s:=]{0,20}\s{0,3}[:=]|${EXACT}|${MARKS}`, "i");
const SUSPICIOUS_GENTLE = new RegExp(`@|${MARKS}`, "i");
const SECRET_TEXT = new RegExp(String.raw`${WORDS}|token[^\s:=]{0,20}\s{0,3}[:=]|${EXACT}`, "i");

/** A text of free form under a harmless name; `undefined` when there is nothing to take out. */
export function scrubText(text: string): ScrubbedText | undefined {
  if (text.length < 3 || !SUSPICIOUS.test(text)) return undefined;
  if (SECRET_TEXT.test(text)) return { text: FILTERED, rule: PASSWORD_RULE };
  return applyRules(text, RULES);
}

/** A message, which stays readable. */
export function scrubMessage(text: string): ScrubbedText | undefined {
  return SUSPICIOUS_GENTLE.test(text) ? applyRules(text, GENTLE_RULES) : undefined;
}

/** The text of an exception: as a message, but addresses in it stay, for they tell whose data broke. */
export function scrubExceptionText(text: string): ScrubbedText | undefined {
  return SUSPICIOUS_GENTLE.test(text) ? applyRules(text, EXCEPTION_RULES) : undefined;
}
const EXCEPTION_RULES = GENTLE_RULES.filter(({ pattern }) => pattern !== EMAIL);

/** A password in an address, and nothing else. */
export function scrubUrl(url: string): ScrubbedText | undefined {
  return url.includes("@") ? applyRules(url, URL_RULES) : undefined;
}
const URL_RULES = RULES.filter(({ pattern }) => pattern === URL_PASSWORD);

function applyRules(text: string, rules: readonly Rule[]): ScrubbedText | undefined {
  let result = text;
  let touched: string | undefined;
  for (const { name, pattern, replacement } of rules) {
    const replaced = result.replace(pattern, replacement);
    if (replaced === result) continue;
    result = replaced;
    touched ??= name;
  }
  return touched === undefined ? undefined : { text: result, rule: touched };
}
