import { isIP } from "node:net";
import { isErrorCode, isMeaningful, isNameOf } from "./meaning.ts";

const INNER_UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$/i;
const EMAIL = /^[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}$/;
const HOST_PORT = /^(?:[a-z0-9-]{1,63}\.){0,8}[a-z0-9-]{1,63}:\d{2,5}$/i;
const HOST =
  /^(?:[a-z0-9-]{1,63}\.){1,8}(?:com|net|org|io|dev|app|local|internal|lan|corp|cloud|svc|cluster|info|eu|de|uk|fr|us|co|example|test|localhost|home|arpa)$/;
const TRACE = /^(?:00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}|(?:Root=)?1-[0-9a-f]{8}-[0-9a-f]{24})$/;
const TOKEN = /^(?:eyJ[\w-]{10,}(?:\.[\w-]{4,}){1,2}|[A-Za-z0-9+/_-]{40,}={0,2})$/;

/** A place in a source: the line moves, the file says where. */
const SOURCE_LINE =
  /^([\w.@/\\-]{1,200}\.(?:go|py|rb|[cm]?[jt]sx?|java|kts?|cs|fs|php|rs|cc?|cpp|hpp?|swift|mm?|dart|exs?|erl|scala|sql|lua|pl|sh|ps1|vue|svelte|ya?ml|json|xml|html?))(?::\d{1,7}){1,2}$/;

/** Protocols and languages whose version is a part of their name. */
const VERSIONED_NAME =
  /^(?:TLS|SSL|HTTP|HTTPS|OAuth|SOAP|USB|ES|PHP|Python|Java|Ruby|Node|OpenGL|DirectX|Unicode|XML|SMB|SNMP|IKE)v?[/-]?\d{1,2}(?:\.\d)?$/i;

const LEAD = "*#@&^!?~-";
const TAIL = ".:!?*…";

/** A word with what differs in it replaced by its kind. `before` is what was cleaned of the line so far. */
export function cleanWord(word: string, before: string): string {
  let from = 0;
  while (from < word.length && LEAD.includes(word.charAt(from))) from += 1;
  let to = word.length;
  while (to > from && TAIL.includes(word.charAt(to - 1))) to -= 1;
  if (from === to) return word;
  const lead = word.slice(0, from);
  return `${lead}${cleanCore(word.slice(from, to), lead, before)}${word.slice(to)}`;
}

function cleanCore(core: string, lead: string, before: string): string {
  if (core.includes("://")) return core.startsWith("file://") ? cleanPath(core.slice("file://".length)) : "<url>";
  if (core.includes("@") && EMAIL.test(core)) return "<email>";
  if (!/[\d/\\]/.test(core)) return HOST.test(core) ? "<host>" : isRandom(core) ? "<id>" : core;
  if (VERSIONED_NAME.test(core)) return core;
  const file = SOURCE_LINE.exec(core)?.[1];
  if (file !== undefined) return /[\\/]/.test(file) ? `${cleanPath(file)}:<number>` : `${file}:<number>`;
  if (
    /^[A-Za-z0-9+/_-]{16,}={0,2}$/.test(core) &&
    /[a-z]/.test(core) &&
    /[A-Z]/.test(core) &&
    /\d/.test(core) &&
    isRandom(core.replace(/[^A-Za-z0-9]/g, ""))
  )
    return "<id>";
  if (UUID.test(core)) return "<uuid>";
  if (TRACE.test(core) || /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(core)) return "<id>";
  if (isAddress(core)) return "<ip>";
  if (/^(?:[a-z]:[\\/]|[\\/~.]{1,2}[\\/]?|[\w.@%+ -]+[\\/])[\w.@%+~$:=&-]*[\\/]/i.test(core) || isPath(core))
    return cleanPath(core);
  if (HOST_PORT.test(core) && /[a-z]/i.test(core)) return "<host>";
  if (HOST.test(core)) return "<host>";
  if (TOKEN.test(core) && /\d/.test(core)) return /^[0-9a-f]+$/i.test(core) ? "<hex>" : "<id>";
  return cleanName(core, `${before}${lead}`);
}

function isAddress(core: string): boolean {
  if (!core.includes(".") && !core.includes(":")) return false;
  const bare = core.replace(/^\[|\]?(?:%\w{1,16})?$/g, "");
  if (isIP(bare) !== 0) return core.includes(".") || (core.match(/:/g)?.length ?? 0) >= 2;
  const port = /^(\d{1,3}(?:\.\d{1,3}){3})(?::\d{1,5}|\/\d{1,2})$/.exec(core)?.[1];
  return port !== undefined && isIP(port) !== 0;
}

function isPath(core: string): boolean {
  return /^\/[^/]/.test(core) || /^[a-z]:\\/i.test(core) || /^\\\\[\w.-]+\\/.test(core);
}

/** The last two segments of a path, each cleaned; what stands before is a matter of the machine. A query goes. */
function cleanPath(core: string): string {
  const [path = ""] = core.split(/[?#]/, 1);
  const segments = path.split(/[\\/]/).filter((segment) => segment !== "" && segment !== "." && segment !== "~");
  const kept = segments.slice(-2).map((segment) => cleanName(segment, ""));
  return `${segments.length > 2 ? "<path>" : ""}/${kept.join("/")}`;
}

/** Letters before a piece are looked at so far back: no name is longer. */
const MAX_TAIL = 80;

/** A name by its pieces: pieces that are ids, hashes and numbers go, the others stay. */
function cleanName(named: string, before: string): string {
  const core = named.includes("-") ? named.replace(INNER_UUID, "<uuid>") : named;
  if (core !== named && core.startsWith("<uuid>") && core.length === "<uuid>".length) return core;
  if (/^v?\d+(?:\.\d+){1,3}(?:[-+][\w.]+)?$/.test(core)) return "<version>";
  if (/^0x[0-9a-f]+$/i.test(core)) return isErrorCode(core, before) ? core : "<hex>";
  if (isHex(core)) return "<hex>";
  if (/^[-+]?\d+(?:[.,:/x×-]\d+)*$/i.test(core))
    return core.split(/[.,:/x×-]/).length > 1 ? "<number>" : numberWord(core, before);
  const pieces = core.split(/([-_.:/#=+~^$&%@\\]+)/);
  let out = "";
  let tail = "";
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index] ?? "";
    const cleaned = index % 2 === 1 ? piece : cleanPiece(piece, out === "" ? before : tail);
    out += cleaned;
    tail = `${tail}${cleaned}`.slice(-MAX_TAIL);
  }
  return out;
}

function numberWord(core: string, before: string): string {
  return isMeaningful(core, before, "") ? core : "<number>";
}

function cleanPiece(piece: string, before: string): string {
  if (piece === "" || !/\d/.test(piece)) return piece.length >= 16 && isRandom(piece) ? "<id>" : piece;
  if (/^\d+$/.test(piece)) {
    const near = before.slice(-MAX_TAIL);
    const [, letters = ""] = /([A-Za-z_/]+-?)$/.exec(near) ?? [];
    const [, beforeDash = ""] = /([A-Za-z_]+)[-_/]$/.exec(near) ?? [];
    const isName = isNameOf(letters, piece) || (beforeDash !== "" && isNameOf(`${beforeDash}-`, piece));
    return isName || /(?:iso-8859-|HTTP\/|x86_)$/i.test(near) ? piece : "<number>";
  }
  if (isHex(piece) || (/^[0-9a-f]{6,}$/.test(piece) && /[a-f]/.test(piece))) return "<hex>";
  if (isRandom(piece)) return "<id>";
  const [, letters, digits = "", rest = ""] = /^(\p{L}*)(\d+)(\D*)$/u.exec(piece) ?? [];
  if (letters === undefined) return "<id>";
  if (letters !== "" && isNameOf(letters, digits)) return piece;
  return letters !== "" && rest !== "" ? "<id>" : `${letters}<number>${rest}`;
}

function isHex(text: string): boolean {
  if (!/^[0-9a-f]{7,128}$/i.test(text)) return false;
  return /[a-f]/i.test(text) && /\d/.test(text);
}

/** A word of letters and digits as no person writes one: case and digits go to and fro. */
function isRandom(text: string): boolean {
  if (text.length < 8 || text.length > 128 || !/^[A-Za-z0-9]+$/.test(text)) return false;
  let turns = 0;
  for (let index = 1; index < text.length; index += 1) if (kindOf(text, index) !== kindOf(text, index - 1)) turns += 1;
  const hasDigit = /\d/.test(text);
  // Without a digit it may be a name of many words.
  if (!hasDigit) return text.length >= 32 && turns / text.length > 0.5;
  if (/^[0-9A-HJKMNP-TV-Z]{26}$/.test(text)) return true;
  return turns >= 3 && turns / text.length > 0.25 && /\d.*\d/.test(text);
}

function kindOf(text: string, at: number): "digit" | "upper" | "lower" {
  const code = text.charCodeAt(at);
  return code <= 57 ? "digit" : code <= 90 ? "upper" : "lower";
}
