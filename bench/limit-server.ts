import { closeSync, fdatasync, openSync, unlinkSync, writev } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";

/*
 * What no server that keeps events can do without: take the request, inflate it, parse it, append it, sync it, answer. Its CPU
 * time an event is the unit of design §6. One thread, one file, one sync a group. Tells its parent its port.
 */
const file = path.join(tmpdir(), `culprit-limit-${process.pid}`);
const fd = openSync(file, "wx");
const writeAll = promisify(writev);
const sync = promisify(fdatasync);
type Waiting = { readonly bytes: Buffer; readonly answer: () => void };
let waiting: Waiting[] = [];
let isWriting = false;

async function writeGroups(): Promise<void> {
  isWriting = true;
  while (waiting.length > 0) {
    const group = waiting;
    waiting = [];
    await writeAll(
      fd,
      group.map(({ bytes }) => bytes),
    );
    await sync(fd);
    for (const { answer } of group) answer();
  }
  isWriting = false;
}

function keep(bytes: Buffer, response: http.ServerResponse): void {
  for (const line of gunzipSync(bytes).toString().split("\n")) if (line !== "") JSON.parse(line);
  const answer = (): void => void response.writeHead(200, { "Content-Type": "application/json" }).end("{}");
  waiting.push({ bytes, answer });
  if (!isWriting) void writeGroups();
}

const server = http.createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => void chunks.push(chunk));
  request.on("end", () => keep(Buffer.concat(chunks), response));
});
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
process.once("SIGTERM", () => {
  closeSync(fd);
  unlinkSync(file);
  process.exit(0);
});
