import path from "node:path";
import type { MessagePort } from "node:worker_threads";
import { parentPort, workerData } from "node:worker_threads";
import { remoteCommands } from "../api/remote-commands.ts";
import { blobsBeside, diskBlobKeeper, openBlobFile } from "../store/blob/disk/disk.ts";
import { callsOver } from "../threads/calls.ts";
import { giveWay } from "../threads/give-way.ts";
import { openChunkStore } from "./chunk-store.ts";
import { createUploadDesk } from "./upload-desk.ts";

/** What the main thread hands over at the start. */
export type ArtifactThreadData = {
  readonly storePath: string;
  readonly uploadsPath: string;
  /** The line to the writer. */
  readonly commandPort: MessagePort;
};

const SWEEP_MS = 3_600_000;

/** The thread that unpacks uploads and packs source maps, while somebody uploads. */
function runArtifactThread(port: MessagePort, data: ArtifactThreadData): void {
  giveWay();
  const writer = callsOver(data.commandPort, {});
  const chunks = openChunkStore(path.join(data.uploadsPath, "chunks"));
  const desk = createUploadDesk({
    workDirectory: data.uploadsPath,
    chunks,
    openFile: openBlobFile,
    keep: diskBlobKeeper(blobsBeside(data.storePath)),
    commands: remoteCommands((name, args) => writer.call("command", { name, args })),
  });
  chunks.sweep(Date.now());
  setInterval(() => chunks.sweep(Date.now()), SWEEP_MS).unref();
  callsOver(port, {
    receiveChunks: desk.receiveChunks,
    listMissing: desk.listMissing,
    assemble: desk.assemble,
    receiveFile: desk.receiveFile,
    assembleDebugFile: desk.assembleDebugFile,
    receiveDebugFiles: desk.receiveDebugFiles,
  });
}

if (parentPort !== null) runArtifactThread(parentPort, workerData);
