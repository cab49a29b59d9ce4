import type { Attack } from "./attack.ts";

/** What is sent: bodies, archives, texts, floods. */
export const CONTENT_ATTACKS = {
  bombs: {
    attack: "decompression bombs, in every coding and packed twice",
    holds: "413 for what their first bytes cost",
    test: { file: "src/ingest/inspect.test.ts", name: "a bomb is told by its first bytes" },
    weakened: {
      what: "no look at the first bytes",
      file: "src/ingest/inspect.ts",
      text: "if (isWorthALook && beginsAs(BOMB, body, coding, brotli))",
      broken: "if (false)",
    },
  },
  "bombs-nested": {
    attack: "bombs within bombs",
    holds: "413; each layer has the same limit",
    test: { file: "src/ingest/hostile-bodies.test.ts", name: "a bomb is 413" },
    weakened: {
      what: "gzip inflates without a limit",
      file: "src/protocol/inflate.ts",
      text: "zlib.gunzipSync(body, { maxOutputLength, chunkSize })",
      broken: "zlib.gunzipSync(body, { chunkSize })",
    },
  },
  "bombs-of-others": {
    attack: "bombs as answers of remote servers",
    holds: "a sentence; memory stays small",
    test: { file: "test/security/hostile-remote.test.ts", name: "a bomb of 96 MiB" },
    weakened: {
      what: "answers inflate without a limit",
      file: "src/outbound/read-body.ts",
      text: "decoders[form](body, { maxOutputLength: maxBytes })",
      broken: "decoders[form](body, {})",
    },
  },
  "event-id-path": {
    attack: "a path as event id",
    holds: "the id is invalid; nothing is named by it",
    test: { file: "src/protocol/event-id.test.ts" },
    weakened: {
      what: "any short text is an event id",
      file: "src/protocol/event-id.ts",
      text: "if (!PLAIN.test(text) && !HYPHENATED.test(text)) return INVALID;",
      broken: "",
    },
  },
  "checksum-path": {
    attack: "a path as checksum or chunk of an upload",
    holds: "refused in words",
    test: { file: "src/api/upload-names.test.ts" },
    weakened: {
      what: "checksums are any text",
      file: "src/api/uploads.ts",
      text: '.regex(/^[0-9a-f]{40}$/, "must be 40 lower-case hex digits")',
      broken: "",
    },
  },
  "archive-bombs": {
    attack: "archives that unpack to far more than they say, and many names for one packed file",
    holds: "the file, or the archive, is refused in words",
    test: { file: "src/artifact/bundle.test.ts", name: "many names for one packed file" },
    weakened: {
      what: "files of an archive may lie over each other",
      file: "src/artifact/zip.ts",
      text: "if (doOverlap(entries.value))",
      broken: "if (false)",
    },
  },
  "archive-lies": {
    attack: "a packed file that is larger than its archive says",
    holds: "it alone is refused",
    test: { file: "src/artifact/bundle.test.ts", name: "is a bomb and says it is small" },
    weakened: {
      what: "what an archive says of sizes is believed",
      file: "src/artifact/zip.ts",
      text: "inflateRawSync(packed, { maxOutputLength: Math.max(1, bytes) })",
      broken: "inflateRawSync(packed).subarray(0, bytes)",
    },
  },
  "archive-traversal": {
    attack: "names in archives that lead out of them (zip slip)",
    holds: "the archive is refused; names are never paths of files",
    test: { file: "src/artifact/bundle.test.ts", name: "is refused in words" },
    weakened: {
      what: "any name is taken",
      file: "src/artifact/bundle.ts",
      text: "if (isOutside(name)) return",
      broken: "if (false) return",
    },
  },
  "script-injection": {
    attack: "script in what a page gives the crash dialog",
    holds: "text, and never code",
    test: { file: "src/ingest/scripts.test.ts", name: "nothing that a page gives the dialog becomes code" },
    weakened: {
      what: "angle brackets stay in scripts",
      file: "src/ingest/script-literal.ts",
      text: "/[<>\\u2028\\u2029]/g",
      broken: "/[\\u2028\\u2029]/g",
    },
  },
  "file-as-page": {
    attack: "script in files of events",
    holds: "a download that no browser runs",
    test: { file: "src/api/other-items.test.ts", name: "under headers that let no browser run it" },
    weakened: {
      what: "types that run are given as they are",
      file: "src/api/attachments.ts",
      text: 'ACTIVE_TYPE.test(contentType) ? "application/octet-stream" : contentType',
      broken: "contentType",
    },
  },
  "page-policy": {
    attack: "script in texts that the page shows",
    holds: "texts are text (`test/browser/hostile.test.ts`), and a strict policy is the second wall",
    test: { file: "test/security/attacked-server.test.ts", name: "finds nothing wrong with a server as it is" },
    weakened: {
      what: "the policy allows inline scripts",
      file: "src/front/page.ts",
      text: "script-src 'self';",
      broken: "script-src 'self' 'unsafe-inline';",
    },
  },
  "slow-patterns": {
    attack: "texts built against regular expressions (ReDoS)",
    holds: "every pattern of `src/` is linear by its structure, or is named with the longest text that it sees",
    test: { file: "test/house/patterns.test.ts" },
    weakened: {
      what: "an exponential pattern in the readers of event ids",
      file: "src/protocol/event-id.ts",
      text: "const PLAIN = /^[0-9a-f]{32}$/;",
      broken: "const PLAIN = /^(?:[0-9a-f]+)+$/;",
    },
  },
  "patterns-of-people": {
    attack: "filters of people with many wildcards",
    holds: "time grows with the text alone",
    test: { file: "src/grouping/glob.test.ts" },
    weakened: {
      what: "patterns of any length",
      file: "src/grouping/glob.ts",
      text: "if (pattern.length > MAX_GLOB_CHARS)",
      broken: "if (false)",
    },
  },
  "deep-json": {
    attack: "JSON nested without end",
    holds: "invalid; 128 levels are read",
    test: { file: "src/digest/event/parse.test.ts", name: "refuses" },
    weakened: {
      what: "no bound on nesting",
      file: "src/digest/event/parse.ts",
      text: "if (depth > MAX_JSON_DEPTH) return false;",
      broken: "",
    },
  },
  "many-parts": {
    attack: "100,000 tags, frames, breadcrumbs, exceptions, threads, keys in an event",
    holds: "kept in bounded size; the event beside it is not touched (`test/security/attacked-server.test.ts`)",
    test: { file: "src/digest/event/limits.test.ts", name: "of 600 frames the newest 250 stay" },
    weakened: {
      what: "no bound on frames",
      file: "src/digest/event/limits.ts",
      text: "  frames: 250,",
      broken: "  frames: 1e9,",
    },
  },
  "header-floods": {
    attack: "floods of headers and of query",
    holds: "431 before they are read",
    test: { file: "test/security/attacked-server.test.ts", name: "finds nothing wrong with a server as it is" },
    weakened: {
      what: "headers of any length are read",
      file: "src/front/front.ts",
      text: "http.createServer(times)",
      broken: "http.createServer({ ...times, maxHeaderSize: 2 ** 24 })",
    },
  },
  "slow-clients": {
    attack: "clients that never come to an end",
    holds: "cut in bounded time; others are served (`test/security/slow-clients.test.ts` with a whole server)",
    test: { file: "src/front/api-door.test.ts", name: "a body that stops arriving" },
    weakened: {
      what: "a body may stand still",
      file: "src/ingest/read-body.ts",
      text: 'else settle(problem({ kind: "body-timeout" }));',
      broken: "else idle.refresh();",
    },
  },
  prototypes: {
    attack: "`__proto__` and `constructor` as keys of JSON, however written",
    holds: "left out, or plain keys (`src/api/hostile.test.ts` at every route)",
    test: { file: "src/digest/event/parse.test.ts", name: "reaches into prototypes" },
    weakened: {
      what: "`__proto__` is copied like any key",
      file: "src/digest/event/parse.ts",
      text: 'if (name !== "__proto__") clean[name]',
      broken: "clean[name]",
    },
  },
  "log-lines": {
    attack: "line breaks and orders to terminals in what is logged",
    holds: "one line of JSON, without the foreign text",
    test: { file: "src/api/error-line.test.ts" },
    weakened: {
      what: "control characters beyond JSON's stay",
      file: "src/api/error-line.ts",
      text: "/[\\u007f-\\u009f\\u2028\\u2029]/g",
      broken: "/[\\u2028\\u2029]/g",
    },
  },
  "steered-letters": {
    attack: "line breaks, marks, mentions and links in text that goes to chats and letters",
    holds: "one line; text and never a mark",
    test: { file: "src/alert/channels.test.ts", name: "a subject is one line" },
    weakened: {
      what: "control characters stay",
      file: "src/alert/message.ts",
      text: '    .replaceAll(/[\\p{Cc}\\u2028\\u2029]+/gu, " ")\n',
      broken: "",
    },
  },
  "costly-queries": {
    attack: "GraphQL that costs much",
    holds: "refused by depth, cost and tokens",
    test: { file: "src/api/gitlab/graphql/graphql.test.ts", name: "no query costs much" },
    weakened: {
      what: "no bound on cost",
      file: "src/api/gitlab/graphql/cost.ts",
      text: "export const MAX_COST = 250;",
      broken: "export const MAX_COST = 1e9;",
    },
  },
} as const satisfies { readonly [name: string]: Attack };
