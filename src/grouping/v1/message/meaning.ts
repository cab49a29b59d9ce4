/** Words before a number that make it a code and not a datum. */
const CODE_BEFORE =
  /(?:^|[^a-z])(?:status|fehlercode|fehlernummer|fehler|statuscode|code d'erreur|code erreur|erreur|código|codigo|codice|errore|foutcode|felkod|错误码|エラーコード|код ошибки|код|status code|statuscode|code|http|https|errno|error|err|sqlstate|exit|exited with|signal|oserror|winerror|hresult|response|rc)(?: (?:code|status|is|was|of|number|no\.?))?[ :=#[(/]{0,3}$/i;
/** Words before a number of three digits that make it an HTTP status. */
const STATUS_BEFORE =
  /(?:^|[^a-z])(?:returned|returns|responded|responded with|response|got|received|answered|with|failed)[ :=([]{0,3}$/i;
const REASON_AFTER =
  /^[ :\-–]{1,3}\(?(?:bad request|unauthorized|payment required|forbidden|not found|method not allowed|not acceptable|request timeout|conflict|gone|payload too large|unsupported media|unprocessable|too many requests|internal server|not implemented|bad gateway|service unavailable|gateway time|client error|server error)/i;
const REQUEST_BEFORE = /(?:^|[^A-Z])(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \S{1,200}:? (?:HTTP\/\d(?:\.\d)?"? )?$/;
/** A method, its path and the version of HTTP are no longer. */
const MAX_REQUEST = 260;
const VERSION_BEFORE = /HTTP\/\d(?:\.\d)? $/i;

/** True when a number says what happened: a status, an errno, an exit code. */
export function isMeaningful(number: string, before: string, after: string): boolean {
  if (!/^-?\d{1,6}$/.test(number)) return false;
  // MySQL's clients in Python: (1205, "Lock wait timeout exceeded").
  if (before === "(" && /^, ["']/.test(after)) return true;
  const head = before.slice(-40);
  if (isWordBefore(head) && CODE_BEFORE.test(head)) return true;
  if (VERSION_BEFORE.test(head)) return true;
  if (!/^[1-5]\d\d$/.test(number)) return false;
  return (
    REASON_AFTER.test(after) ||
    (/^[45]/.test(number) && (STATUS_BEFORE.test(head) || REQUEST_BEFORE.test(before.slice(-MAX_REQUEST))))
  );
}

/** Most numbers stand behind no word that makes them a code. Words of other scripts, and what ends in a full stop, are looked at. */
function isWordBefore(head: string): boolean {
  let end = head.length;
  while (end > head.length - 3 && " :=#[(/".includes(head.charAt(end - 1))) end -= 1;
  const last = head.charCodeAt(end - 1);
  if (last > 127) return /\p{L}/u.test(head.charAt(end - 1));
  if (last === FULL_STOP) return true;
  const word = /[a-z]+$/i.exec(head.slice(Math.max(0, end - 16), end))?.[0].toLowerCase() ?? "";
  return LAST_WORDS.has(word);
}
const FULL_STOP = 46;
/** What `CODE_BEFORE` may end in. */
const LAST_WORDS = new Set(
  (
    "status fehlercode fehlernummer fehler statuscode erreur codigo codice errore foutcode felkod code http https errno error err " +
    "sqlstate exit with signal oserror winerror hresult response rc is was of number no digo"
  ).split(" "),
);

/** True for a code of an operating system, as `error 0x80070005`. */
export function isErrorCode(hex: string, before: string): boolean {
  return hex.length <= 10 && CODE_BEFORE.test(before.slice(-40));
}

/** Names that end in digits which belong to them. */
const NAMES =
  /^(?:utf|ucs|sha|md|es|http|x|base|ipv|ip|arm|amd|win|i|int|uint|float|double|complex|python|py|php|java|jdk|tls|ssl|h|mp|s|ec|k|log|oauth|web|vp|aes|rsa|crc|latin|iso|cp|windows|ed|p|v|e|api|vue|angular|react|node|dx|gl|d|utf-|iso-8859-|cp-|sha-|es-|md-|ipv-|http-|arm-|x86_|x86-|aes-|tls-|windows-|l|r|q|http\/|mp-|rfc|rfc-)$/i;
/** Codes of databases, compilers and systems. */
const CODES =
  /^(?:ORA-|PLS-|TNS-|SQL|DB2|TS|CS|MSB|NU|BC|FS|C|LNK|E|ERR|ERROR|ERR_|WSA|CVE-|SP2-|YJ|VB|PG|AADSTS|DPY-|NETSDK)$/;

/** True when the digits after these letters are a part of a name: `sha256`, `ORA-00942`. */
export function isNameOf(letters: string, digits: string): boolean {
  if (CODES.test(letters)) return digits.length >= 3 && digits.length <= 6;
  return digits.length <= 5 && NAMES.test(letters);
}
