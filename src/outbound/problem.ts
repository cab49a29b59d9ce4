/** Why a call got no answer. `message` is one or two plain sentences: the host, the reason, the remedy; never path or header. */
export type OutboundProblem = { readonly kind: OutboundProblemKind; readonly message: string };

export type OutboundProblemKind =
  /** The address, or a header meant for it, cannot be used at all. */
  | "bad-address"
  | "name-not-found"
  | "private-address"
  | "refused"
  | "unreachable"
  | "tls"
  | "too-slow"
  | "too-large"
  | "redirect"
  | "broken-answer";

/** Who is called, as far as messages may tell. */
export type Callee = { readonly host: string; readonly port: number; readonly secure: boolean };

/** What Node says went wrong on the way to an answer, or in the midst of one. */
export function problemOf(error: unknown, callee: Callee): OutboundProblem {
  const code = codeOf(error);
  return connectionProblem(code, callee) ?? tlsProblem(code, error, callee) ?? answerProblem(code, callee);
}

function connectionProblem(code: string, { host, port }: Callee): OutboundProblem | undefined {
  switch (code) {
    case "ENOTFOUND":
    case "ENODATA":
    case "EAI_NODATA":
    case "EAI_NONAME":
      return { kind: "name-not-found", message: `There is no host ${host}. Check its spelling.` };
    case "EAI_AGAIN":
    case "EAI_FAIL":
    case "ESERVFAIL":
    case "ECANCELLED":
      return {
        kind: "name-not-found",
        message: `The name ${host} could not be looked up just now. Try again, or check the DNS of the machine that runs Culprit.`,
      };
    case "ECONNREFUSED":
      return {
        kind: "refused",
        message: `${host} refuses connections on port ${port}. Check the port, and whether the server runs there.`,
      };
    case "EHOSTUNREACH":
    case "EHOSTDOWN":
    case "ENETUNREACH":
    case "ENETDOWN":
    case "EADDRNOTAVAIL":
    case "EACCES":
    case "EPERM":
      return {
        kind: "unreachable",
        message: `${host} cannot be reached from here (${code}). Check the network and firewall of the machine that runs Culprit.`,
      };
    case "ETIMEDOUT":
      return {
        kind: "too-slow",
        message: `${host} does not answer on port ${port}. Check the port, and whether a firewall stands between.`,
      };
    default:
      return undefined;
  }
}

/** Codes of OpenSSL's verification, as Node names them. */
const CERTIFICATE_REASONS: { readonly [code: string]: string } = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed. Give the certificate to Culprit with NODE_EXTRA_CA_CERTS",
  SELF_SIGNED_CERT_IN_CHAIN:
    "its certificate comes from an authority that is not known here. Give the authority's certificate to Culprit with NODE_EXTRA_CA_CERTS",
  UNABLE_TO_GET_ISSUER_CERT:
    "its certificate comes from an authority that is not known here. Give the authority's certificate to Culprit with NODE_EXTRA_CA_CERTS",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "its certificate comes from an authority that is not known here. Give the authority's certificate to Culprit with NODE_EXTRA_CA_CERTS",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "its certificate cannot be traced to a known authority. Let the server send its whole chain, or give the authority's certificate to Culprit with NODE_EXTRA_CA_CERTS",
  CERT_HAS_EXPIRED: "its certificate has expired. Renew it there",
  CERT_NOT_YET_VALID: "its certificate is not valid yet. Check the clocks of both machines",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "its certificate is for another name. Use the name that the certificate was made for, or have it made for this one",
  CERT_REVOKED: "its certificate was revoked. Have a new one made there",
};

function tlsProblem(code: string, error: unknown, { host, port, secure }: Callee): OutboundProblem | undefined {
  if (!secure) return undefined;
  const text = error instanceof Error ? error.message : "";
  const tls = (why: string): OutboundProblem => ({ kind: "tls", message: `No safe connection to ${host}: ${why}.` });

  const reason = CERTIFICATE_REASONS[code];
  if (reason !== undefined) return tls(reason);
  if (/CERT|CRL|INVALID_PURPOSE|PATH_LENGTH/.test(code)) return tls(`its certificate is not accepted (${code}). Mend it there`);
  // Node gives OpenSSL's reason now as a code, now in the text of an EPROTO.
  if (/WRONG.VERSION.NUMBER|PACKET.LENGTH.TOO.LONG/i.test(`${code} ${text}`)) {
    return tls(`port ${port} does not speak TLS. Check the port, or whether the address begins with http://`);
  }
  if (code === "EPROTO" || code.startsWith("ERR_SSL") || code.startsWith("ERR_TLS")) {
    return tls(`the two sides did not agree (${code}). The server must offer TLS 1.2 or 1.3`);
  }
  if (!text.includes("before secure TLS connection")) return undefined;
  return tls(`it hung up before the connection was set up. Check that port ${port} speaks TLS`);
}

function answerProblem(code: string, callee: Callee): OutboundProblem {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return brokenAnswer(callee, "answers with more headers than are read. Check the address");
    case "ECONNRESET":
    case "EPIPE":
    case "ERR_STREAM_PREMATURE_CLOSE":
      return brokenAnswer(callee, "hung up before its answer was complete. Try again; if it stays so, look into its log");
    case "ERR_INVALID_CHAR":
    case "ERR_UNESCAPED_CHARACTERS":
    case "ERR_INVALID_HTTP_TOKEN":
      return {
        kind: "bad-address",
        message: `The call to ${callee.host} holds a character that HTTP forbids. Enter the token again, without blanks or line breaks.`,
      };
    default: {
      const detail = code === "" ? "" : ` (${code})`;
      return brokenAnswer(callee, `gives an answer that is not HTTP as it should be${detail}. Check the address and the port`);
    }
  }
}

export function brokenAnswer({ host }: { readonly host: string }, what: string): OutboundProblem {
  return { kind: "broken-answer", message: `${host} ${what}.` };
}

/** An error of several attempts (IPv6 and IPv4) has the code of one that can say most. */
function codeOf(error: unknown): string {
  const parts: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  const codes = parts.flatMap((part) =>
    part instanceof Error && "code" in part && typeof part.code === "string" ? [part.code] : [],
  );
  return codes.find((code) => code === "ECONNREFUSED") ?? codes.at(-1) ?? "";
}
