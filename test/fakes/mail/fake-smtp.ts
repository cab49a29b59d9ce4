import { once } from "node:events";
import type { Socket } from "node:net";
import net from "node:net";

/** One letter as it came over the wire. */
export type ReceivedLetter = {
  readonly from: string;
  readonly to: readonly string[];
  /** Unfolded, names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  /** Decoded bodies by type: "text/plain", "text/html". */
  readonly parts: ReadonlyMap<string, string>;
};

export type FakeSmtp = {
  readonly url: string;
  readonly letters: ReceivedLetter[];
  /** What it answers to the addressee of the next letters, as in "451 later" or "550 no such person"; undefined: takes them. */
  refusal: string | undefined;
  readonly close: () => Promise<void>;
};

/** A mail server as RFC 5321 has it, as far as one letter after the other needs; with AUTH PLAIN for ada/secret. */
export async function fakeSmtp(): Promise<FakeSmtp> {
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    converse(socket, smtp);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const smtp: FakeSmtp = {
    url: `smtp://ada:secret@127.0.0.1:${address.port}`,
    letters: [],
    refusal: undefined,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
  return smtp;
}

function converse(socket: Socket, smtp: FakeSmtp): void {
  let pending = "";
  let data: string[] | undefined;
  let from = "";
  let to: string[] = [];
  let isKnown = false;
  const say = (text: string): void => void socket.write(`${text}\r\n`);
  const finish = (lines: readonly string[]): void => {
    smtp.letters.push(readLetter(from, to, lines));
    [from, to, data] = ["", [], undefined];
    say("250 taken");
  };
  const command = (line: string): void => {
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === "EHLO") socket.write("250-fake\r\n250-8BITMIME\r\n250 AUTH PLAIN\r\n");
    else if (verb === "AUTH") {
      isKnown = Buffer.from(line.split(" ")[2] ?? "", "base64").toString() === "\0ada\0secret";
      say(isKnown ? "235 welcome" : "535 wrong");
    } else if (verb === "MAIL") {
      from = /<(.*)>/.exec(line)?.[1] ?? "";
      say(isKnown ? "250 ok" : "530 who are you");
    } else if (verb === "RCPT") {
      if (smtp.refusal !== undefined) return say(smtp.refusal);
      to.push(/<(.*)>/.exec(line)?.[1] ?? "");
      say("250 ok");
    } else if (verb === "DATA") {
      data = [];
      say("354 go on");
    } else if (verb === "QUIT") socket.end("221 bye\r\n");
    else say("250 ok");
  };
  say("220 fake");
  socket.setEncoding("utf8");
  socket.on("data", (text: string) => {
    const lines = (pending + text).split("\r\n");
    pending = lines.pop() ?? "";
    for (const line of lines) {
      if (data === undefined) command(line);
      else if (line === ".") finish(data);
      else data.push(line.startsWith(".") ? line.slice(1) : line);
    }
  });
}

function readLetter(from: string, to: readonly string[], lines: readonly string[]): ReceivedLetter {
  const { headers, body } = readPart(lines);
  const boundary = /boundary="?([^";]+)"?/.exec(headers.get("content-type") ?? "")?.[1];
  const parts = new Map<string, string>();
  for (const text of boundary === undefined ? [] : body.split(`--${boundary}`).slice(1, -1)) {
    const part = readPart(text.replace(/^\r\n/, "").split("\r\n"));
    const type = /^[^;]+/.exec(part.headers.get("content-type") ?? "")?.[0] ?? "";
    parts.set(type, decode(part.body, part.headers.get("content-transfer-encoding") ?? ""));
  }
  return { from, to, headers, parts };
}

function readPart(lines: readonly string[]): { readonly headers: ReadonlyMap<string, string>; readonly body: string } {
  const end = lines.indexOf("");
  const unfolded = lines
    .slice(0, end)
    .join("\r\n")
    .replaceAll(/\r\n[ \t]+/g, " ");
  const headers = unfolded.split("\r\n").map((line): [string, string] => {
    const [name = "", ...rest] = line.split(":");
    return [name.toLowerCase(), rest.join(":").trim()];
  });
  return { headers: new Map(headers), body: lines.slice(end + 1).join("\r\n") };
}

function decode(body: string, encoding: string): string {
  if (encoding === "base64") return Buffer.from(body, "base64").toString("utf8");
  if (encoding !== "quoted-printable") return body;
  const bytes = body
    .replaceAll("=\r\n", "")
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
