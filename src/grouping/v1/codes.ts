import { cleanMessage } from "./message/clean.ts";

/** What runtimes say when they stop a program: the kind, whatever the numbers. Source: the messages of Go and Rust. */
const KINDS: readonly (readonly [RegExp, string])[] = [
  [/index out of (?:range|bounds)/, "index"],
  [/slice bounds|(?:range|slice) (?:start|end) index|slice index starts/, "slice"],
  [/nil pointer|null pointer|invalid memory address/, "nil pointer"],
  [/nil map/, "nil map"],
  [/divide by zero|division by zero|remainder with a divisor of zero/, "division by zero"],
  [/with overflow|overflow/, "overflow"],
  [/on a `?None`? value/, "none"],
  [/on an `?Err`? value/, "err"],
  [/interface conversion/, "interface conversion"],
  [/already (?:mutably )?borrowed|BorrowMutError|BorrowError/, "borrowed"],
  [/assertion .{0,40}failed/, "assertion"],
  [/not (?:yet )?implemented/, "not implemented"],
  [/unreachable code/, "unreachable"],
  [/(?:send on|close of) (?:closed|nil) channel/, "closed channel"],
  [
    /negative (?:WaitGroup|shift)|makeslice|out of memory|stack overflow|deadlock|concurrent map|unhashable|byte index .{0,40}char boundary|RefCell/,
    "runtime",
  ],
];
/** Traps of WebAssembly, which engines throw as one type. */
const TRAP =
  /^(unreachable|memory access out of bounds|integer (?:overflow|divide by zero)|divide by zero|indirect call|table index|null function|call stack)/i;
const PANIC = /^(?:rust_)?panic$/;
/** Types of runtimes that leave the kind to the text. */
const RUNTIME_TYPE = /^(?:runtime\.\w+|panic|rust_panic|\*?runtime\.\w+)$/;

/** Errors of databases: one type for everything that can go wrong there. */
const DATABASE =
  /^(?:\*?pq\.Error|\*?pgconn\.\w+|\*?mysql\.MySQLError|\*?sqlite3?\.\w*Error|\*?mongo\.\w+|PDOException|.*\bQueryException|mysqli_sql_exception|.*\bDriverException|.*\bSQLSyntaxErrorException|(?:java\.sql\.)?SQL\w*Exception|PSQLException|(?:org\.postgresql\.util\.)?PSQLException|OracleException|SqlException|(?:Npgsql\.)?PostgresException|(?:PG|Mysql2|SQLite3)::\w+|ActiveRecord::StatementInvalid|OperationalError|ProgrammingError|DatabaseError|InternalError|InterfaceError|DBError|SequelizeDatabaseError|QueryFailedError|PrismaClient\w+|MongoServerError|sqlx::.*|DbException|error)$/;
const CODES: readonly RegExp[] = [
  /\bSQLSTATE[ [(:=]{1,3}([0-9A-Z]{5})\b/,
  /\b(?:ORA|PLS|TNS|DPY)-(\d{4,5})\b/,
  /\bE(?:rror|RROR) (\d{4})(?: \(\w{5}\))?[: ]/,
  /\b(E11000|P\d{4}|\d{5})(?=[:)] )/,
  /^\((\d{4}), /,
];
/** Errors of calls: the status or the system's code is what happened. */
const CALL_CODES: readonly RegExp[] = [
  /\bstatus(?: ?code)?[ :=(]{1,3}([1-5]\d\d)\b/i,
  /(?:^|[^\d])([45]\d\d) (?:Client|Server) Error\b/,
  /\b([45]\d\d) (?:Bad Request|Unauthorized|Forbidden|Not Found|Conflict|Gone|Unprocessable|Too Many|Internal Server|Bad Gateway|Service Unavailable|Gateway Time)/i,
  /\b(E(?:CONNREFUSED|CONNRESET|TIMEDOUT|NOTFOUND|PIPE|ACCES|PERM|NOENT|EXIST|ADDRINUSE|HOSTUNREACH|AI_AGAIN|MFILE|NOSPC|ISDIR|NOTDIR|BUSY|CONNABORTED|NETUNREACH))\b/,
  /\b(?:os error|Errno|errno)[ :=]{0,3}(\d{1,5})\b/,
];
const CALL_TYPE =
  /(?:HTTP|Http|Axios|Fetch|Request|Response|Client|Server|Api|API|Connection|Socket|Network|IO|OS|Os|System|Url|URL|Net)\w*(?:Error|Exception|Failure)$|^(?:Error|OSError|SystemError|Errno::\w+|StatusCodeError|DioException|Io)$/;
/** What a value was to be cast to; what it was instead is a matter of the data. Source: the text of Dart's TypeError. */
const CAST = /is not a subtype of type '([^']{1,100})'/;
/** What somebody wrote beside a panic: `expect` puts the error behind it. */
const PANIC_TEXT = /^.{0,200}?(?=: |\n|$)/s;
const LOOKED_AT = 1_000;

/** What a text says that is a part of the type: the kind of a panic, the code of a database, the status of a call; "" if none. */
export function codeOf(type: string, value: string): string {
  const text = value.slice(0, LOOKED_AT);
  if (RUNTIME_TYPE.test(type)) {
    const kind = KINDS.find(([pattern]) => pattern.test(text))?.[1];
    // The runtime says nothing of its own: a text of the program tells two statements of a function apart.
    return kind ?? (PANIC.test(type) ? cleanMessage(PANIC_TEXT.exec(text)?.[0] ?? "") : "");
  }
  if (type.endsWith("TypeError")) return CAST.exec(text)?.[1] ?? "";
  if (type === "RuntimeError" && TRAP.test(text)) return TRAP.exec(text)?.[1]?.toLowerCase() ?? "";
  if (DATABASE.test(type)) {
    const found = firstOf(CODES, text);
    if (found !== "") return found;
  }
  return CALL_TYPE.test(type) ? firstOf(CALL_CODES, text) : "";
}

/** Domain and code of an NSError, which its SDK puts beside the exception; "" without one. */
export function nsErrorOf(meta: { readonly [key: string]: unknown } | undefined): string {
  const error = meta?.["ns_error"];
  if (typeof error !== "object" || error === null || !("code" in error)) return "";
  const domain = "domain" in error && typeof error.domain === "string" ? error.domain.slice(0, 200) : "";
  return typeof error.code === "number" || typeof error.code === "string" ? `${domain} ${error.code}` : "";
}

/** True for types whose text is the only thing that tells two errors apart. */
export function isDatabaseType(type: string): boolean {
  return DATABASE.test(type) && type !== "error" && type !== "InternalError";
}

function firstOf(patterns: readonly RegExp[], text: string): string {
  for (const pattern of patterns) {
    const found = pattern.exec(text)?.[1];
    if (found !== undefined) return found;
  }
  return "";
}
