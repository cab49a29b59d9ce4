import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { sniffCoding } from "../protocol/inflate.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Callee, OutboundProblem } from "./problem.ts";
import { brokenAnswer } from "./problem.ts";

const decoders = {
  gzip: promisify(zlib.gunzip),
  deflate: promisify(zlib.inflate),
  "deflate-raw": promisify(zlib.inflateRaw),
};

/**
 * Reads the body of an answer and takes its coding off: at most `maxBytes` on the wire and at most as many decoded. Only what
 * was asked for is decoded, and `deflate`, which some servers send unasked; never brotli (its decoder is not safe everywhere).
 * Rejects when the connection breaks.
 */
export async function readBody(
  response: IncomingMessage,
  callee: Callee,
  maxBytes: number,
): Promise<Result<Buffer, OutboundProblem>> {
  const coding = (response.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  const known = coding === "identity" || coding === "" || coding === "gzip" || coding === "x-gzip" || coding === "deflate";
  if (!known) {
    const name = /^[a-z0-9-]{1,20}$/.test(coding) ? coding : "something";
    return problem(
      brokenAnswer(callee, `encodes its answer as ${name}, though gzip alone was offered. Mend the proxy before it`),
    );
  }
  if (Number(response.headers["content-length"] ?? 0) > maxBytes) return problem(tooLarge(callee, maxBytes));

  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) return problem(tooLarge(callee, maxBytes));
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks, length);
  // HEAD, 204 and 304 name a coding and have no body.
  if (coding === "identity" || coding === "" || length === 0) return ok(body);
  return await decoded(body, coding === "deflate" ? deflateForm(body) : "gzip", callee, maxBytes);
}

/** Senders disagree whether `deflate` has zlib's header. */
function deflateForm(body: Buffer): "deflate" | "deflate-raw" {
  return sniffCoding(body) === "deflate" ? "deflate" : "deflate-raw";
}

/** Off this thread: a mebibyte takes longer than the loop should be held. */
async function decoded(
  body: Buffer,
  form: keyof typeof decoders,
  callee: Callee,
  maxBytes: number,
): Promise<Result<Buffer, OutboundProblem>> {
  try {
    return ok(await decoders[form](body, { maxOutputLength: maxBytes }));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_BUFFER_TOO_LARGE") {
      return problem(tooLarge(callee, maxBytes));
    }
    return problem(
      brokenAnswer(callee, "sends an answer that is cut off or damaged. Try again; if it stays so, look into its log"),
    );
  }
}

function tooLarge({ host }: Callee, maxBytes: number): OutboundProblem {
  return {
    kind: "too-large",
    message: `${host} answers with more than ${sizeText(maxBytes)}. Check that the address is the one of its API.`,
  };
}

function sizeText(bytes: number): string {
  if (bytes >= 1_048_576) return `${Number((bytes / 1_048_576).toFixed(1))} MiB`;
  return bytes >= 1_024 ? `${Number((bytes / 1_024).toFixed(1))} KiB` : `${bytes} bytes`;
}
