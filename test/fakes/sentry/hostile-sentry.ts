import { once } from "node:events";
import http from "node:http";
import { gzipSync } from "node:zlib";
import type { Json } from "../../../src/protocol/json.ts";
import { honestAnswer } from "./honest-answer.ts";
import { isObject } from "./world.ts";

/** A way to harm whoever asks. Each answers the paths of the Web API. */
export type Trick = { readonly name: string; readonly answer: http.RequestListener };

export const SCRIPT = `"><img src=x onerror=alert(1)><script>alert(1)</script>\u202e\0\ud800`;

export async function startHostileSentry({ answer }: Trick): Promise<{
  readonly origin: string;
  /** How many requests came. */
  readonly count: () => number;
  readonly close: () => Promise<void>;
}> {
  let requests = 0;
  const server = http.createServer((request, response) => {
    requests += 1;
    response.on("error", () => {});
    answer(request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server does not listen");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    count: () => requests,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Sends an honest answer, bent. */
function bending(name: string, bend: (json: Json) => Json, headers: { readonly [name: string]: string } = {}): Trick {
  return {
    name,
    answer: (request, response) => {
      response.writeHead(200, { "content-type": "application/json", ...headers });
      response.end(JSON.stringify(bend(honestAnswer((request.url ?? "").replace(/\?.*/, "")))));
    },
  };
}

function sending(name: string, body: string | Buffer, headers: { readonly [name: string]: string } = {}, status = 200): Trick {
  return {
    name,
    answer: (_request, response) => {
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(body);
    },
  };
}

/** Every leaf of a JSON value, changed. Ids stay, so that what is bent is looked at. */
function leaves(json: Json, change: (leaf: Json, key: string) => Json, key = ""): Json {
  if (/^(?:id|eventID|groupID|projectID|slug|status)$/.test(key)) return json;
  if (Array.isArray(json)) return json.map((member) => leaves(member, change, key));
  if (!isObject(json)) return change(json, key);
  return Object.fromEntries(Object.entries(json).map(([name, member]) => [name, leaves(member, change, name)]));
}

/** The members of every object of the outermost level, changed; ids stay. */
function members(json: Json, change: (member: Json, key: string) => Json): Json {
  if (Array.isArray(json)) return json.map((row) => members(row, change));
  if (!isObject(json)) return json;
  const keep = /^(?:id|eventID|groupID|projectID|slug|project|organization|status)$/;
  return Object.fromEntries(Object.entries(json).map(([key, member]) => [key, keep.test(key) ? member : change(member, key)]));
}

function withIds(id: Json): (json: Json) => Json {
  const bend = (json: Json): Json => {
    if (Array.isArray(json)) return json.map(bend);
    if (!isObject(json)) return json;
    const ids = ["id", "eventID", "groupID", "slug", "previousEventID", "nextEventID", "integrationId"];
    return { ...json, ...Object.fromEntries(ids.filter((key) => Object.hasOwn(json, key)).map((key) => [key, id])) };
  };
  return bend;
}

const WRONG: readonly { readonly name: string; readonly value: Json }[] = [
  { name: "null", value: null },
  { name: "true", value: true },
  { name: "a number", value: -1.5 },
  { name: "a text", value: "x" },
  { name: "a list", value: [[[]], null, 1, "x", {}] },
  { name: "an object", value: { toString: null, length: 3, values: [null, 1], frames: {} } },
];

const IDS: readonly Json[] = [
  "../../x",
  "1/2",
  "１２",
  "",
  "0",
  "-1",
  "1e3",
  " 1",
  "1\n",
  "..",
  "%2e%2e",
  "9".repeat(400),
  1.5,
  null,
  { toString: "1" },
];

const NEXT = '<http://127.0.0.1/>; rel="next"; results="true"; cursor=';
let page = 0;

/** Every trick that ends by itself. */
export const TRICKS: readonly Trick[] = [
  ...WRONG.map(({ name, value }) => bending(`every field is ${name}`, (json) => members(json, () => value))),
  ...WRONG.map(({ name, value }) => bending(`every leaf is ${name}`, (json) => leaves(json, () => value))),
  ...WRONG.map(({ name, value }) => sending(`the answer is ${name}`, JSON.stringify(value))),
  ...IDS.map((id) => bending(`ids are ${JSON.stringify(id).slice(0, 30)}`, withIds(id))),
  bending("numbers are huge", (json) => leaves(json, (leaf) => (typeof leaf === "number" ? 1e300 : leaf))),
  bending("counts are huge texts", (json) => leaves(json, (leaf, key) => (key === "count" ? "9".repeat(100_000) : leaf))),
  bending("dates are of the year 275760", (json) =>
    leaves(json, (leaf, key) => (/seen|date/i.test(key) ? "+275760-09-13T00:00:00.000Z" : leaf)),
  ),
  bending("script in all texts", (json) => leaves(json, (leaf) => (typeof leaf === "string" ? SCRIPT : leaf))),
  bending("texts are long", (json) => leaves(json, (leaf) => (typeof leaf === "string" ? "x".repeat(5_000) : leaf))),
  bending("lists are long", (json) => (Array.isArray(json) ? Array.from({ length: 300 }, () => json[0] ?? null) : json)),
  bending("everything is of another project", (json) =>
    JSON.parse(
      JSON.stringify(json)
        .replaceAll('"project":{"id":"20"', '"project":{"id":"21"')
        .replaceAll('"projectID":"20"', '"projectID":"21"'),
    ),
  ),
  {
    name: "prototype keys",
    answer: (request, response) => {
      const honest = JSON.stringify(honestAnswer((request.url ?? "").replace(/\?.*/, "")));
      const evil = `"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"__pr\\u006fto__":{"polluted":1},"hasOwnProperty":1,`;
      response.end(honest.replaceAll("{", `{${evil}`).replaceAll(",}", "}"));
    },
  },
  sending("a page of HTML", "<!doctype html><title>Sign in</title>", { "content-type": "text/html" }),
  sending("a text that is no JSON", "pong"),
  sending("half an answer", '[{"id":"1"'),
  sending("nothing", ""),
  sending("204", "", {}, 204),
  sending("deep nesting", "[".repeat(500_000) + "]".repeat(500_000)),
  sending("deep nesting of objects", '{"a":'.repeat(150_000) + "1" + "}".repeat(150_000)),
  sending("a mebibyte of empty objects", `[${"{},".repeat(340_000)}{}]`),
  sending("a mebibyte of long keys", `{"${"k".repeat(900_000)}":1}`),
  sending("100 MB", Buffer.alloc(100_000_000, 0x20)),
  sending("a bomb of gzip", gzipSync(Buffer.alloc(50_000_000, 0x5b)), { "content-encoding": "gzip" }),
  sending("a redirect to this machine", "", { location: "http://127.0.0.1:1/" }, 302),
  sending("a redirect to a file", "", { location: "file:///etc/passwd" }, 307),
  sending("a status that is none", "{}", {}, 999),
  sending("an error with a script", JSON.stringify({ detail: SCRIPT }), {}, 400),
  sending("an error with a long detail", JSON.stringify({ detail: "\\".repeat(100_000) }), {}, 400),
  sending("patience for a year", "", { "retry-after": "31536000" }, 503),
  sending("patience for no time", "", { "retry-after": "NaN" }, 429),
  bending("pages without end, all the same", (json) => json, { link: `${NEXT}"1:0:0"` }),
  {
    name: "pages without end, all new",
    answer: (request, response) => {
      page += 1;
      const honest = honestAnswer((request.url ?? "").replace(/\?.*/, ""));
      const rows = Array.isArray(honest)
        ? honest.map((row) => ({ ...(isObject(row) ? row : {}), id: String(100_000 + page) }))
        : honest;
      response.writeHead(200, { link: `${NEXT}"${page}:0:0"` });
      response.end(JSON.stringify(rows));
    },
  },
  bending("a Link of commas and quotes", (json) => json, {
    link: `,,,"<>;rel=next,"<a>; rel="next"; results="true"; cursor="1,2", <b>; rel="next; results=true; cursor="3`,
  }),
];

/** Tricks that go on until the asker hangs up. */
export const ENDLESS: readonly Trick[] = [
  {
    name: "an endless body",
    answer: (_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const chunk = Buffer.alloc(65_536, 0x20);
      const pour = (): void => {
        while (!response.destroyed && response.write(chunk));
        if (!response.destroyed) response.once("drain", pour);
      };
      pour();
    },
  },
  {
    name: "a body in drips",
    answer: (_request, response) => {
      response.writeHead(200, { "content-type": "application/json" });
      const drip = setInterval(() => response.write(" "), 10);
      response.on("close", () => clearInterval(drip));
    },
  },
  { name: "silence", answer: () => {} },
];
