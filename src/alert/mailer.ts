import type { Transporter } from "nodemailer";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Mail } from "./channel/email.ts";

/** The administrator's own mail server: `url` as in smtp://user:password@mail.example.org:587, `from` an address or "Name <address>". */
export type MailConfig = { readonly url: string; readonly from: string };

export type Letter = Mail & {
  readonly to: string;
  /** Stable over retries, so that a mail server or reader may drop a second copy. */
  readonly messageId: string;
  /** Where a mail program unsubscribes with one click (RFC 8058). */
  readonly unsubscribe?: string;
};

export type MailProblem = { readonly message: string; readonly isHopeless: boolean };
export type SendMail = (letter: Letter) => Promise<Result<undefined, MailProblem>>;

const TIMEOUT_MS = 20_000;

/** Sends over a connection for each letter. Never rejects. The server is trusted, as whoever wrote the configuration is. */
export function openMailer({ url, from }: MailConfig): SendMail {
  let transport: Transporter | undefined;
  return async ({ to, subject, text, html, messageId, unsubscribe }) => {
    try {
      transport ??= await openTransport(url);
      await transport.sendMail({
        from,
        to,
        subject,
        text,
        html,
        messageId,
        headers: {
          "Auto-Submitted": "auto-generated",
          ...(unsubscribe !== undefined && {
            "List-Unsubscribe": `<${unsubscribe}>`,
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
          }),
        },
      });
      return ok(undefined);
    } catch (error) {
      return problem(problemOf(error));
    }
  };
}

/** Loaded at the first letter: most threads and installations send none. */
async function openTransport(url: string): Promise<Transporter> {
  const { createTransport } = await import("nodemailer");
  const address = new URL(url);
  return createTransport({
    host: address.hostname.replace(/^\[|\]$/g, ""),
    port: Number(address.port) || (address.protocol === "smtps:" ? 465 : 587),
    secure: address.protocol === "smtps:",
    ...(address.username !== "" && {
      auth: { user: decodeURIComponent(address.username), pass: decodeURIComponent(address.password) },
    }),
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // Letters are made of texts alone: nothing of them is to be fetched or read.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Words for the log of deliveries. Answers of the server are cut; they hold no password. */
function problemOf(error: unknown): MailProblem {
  const { code, responseCode, response } = fieldsOf(error);
  const said = typeof response === "string" ? response.replaceAll(/\p{Cc}+/gu, " ").slice(0, 200) : "";
  if (code === "EAUTH") {
    return { message: "The mail server does not accept the name and password of CULPRIT_SMTP_URL.", isHopeless: false };
  }
  if (typeof responseCode === "number") {
    // 5yz: it will say the same to the same letter (RFC 5321, 4.2.1).
    return { message: `The mail server refused the letter: ${said}`, isHopeless: responseCode >= 500 };
  }
  const why = typeof code === "string" ? ` (${code})` : "";
  return {
    message: `The mail server cannot be reached${why}. Check CULPRIT_SMTP_URL and whether the server runs.`,
    isHopeless: false,
  };
}

function fieldsOf(error: unknown): { readonly code?: unknown; readonly responseCode?: unknown; readonly response?: unknown } {
  return typeof error === "object" && error !== null ? error : {};
}
