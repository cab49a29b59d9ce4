import { useState } from "preact/hooks";
import type { PendingTotp, Security } from "../data/account.ts";
import { beginTotp, confirmTotp, removeTotp } from "../data/account.ts";
import { say } from "../data/notice.ts";
import { Once } from "../primitives/act.tsx";
import { Copy } from "../primitives/copy.tsx";
import { Field, FormProblem, useForm } from "../primitives/field.tsx";
import { QrImage } from "../primitives/qr-code.tsx";

/** The second factor: set up in two steps, or switched off. */
export function MyTotp({ security }: { security: Security }) {
  const [pending, setPending] = useState<PendingTotp>();
  const [codes, setCodes] = useState<readonly string[]>();
  const { totp, hasPassword } = security;
  return (
    <>
      {codes !== undefined && (
        <Once what="It is on. Keep these recovery codes: each signs you in once when your device is lost.">
          <div class="code">
            <pre tabIndex={0} aria-label="Recovery codes">
              {codes.join("\n")}
            </pre>
            <Copy text={codes.join("\n")} what="recovery codes" words="Copy" />
          </div>
        </Once>
      )}
      {totp.isOn ? (
        <SwitchOff left={totp.recoveryCodesLeft} hasPassword={hasPassword} />
      ) : pending === undefined ? (
        <Begin hasPassword={hasPassword} onBegun={setPending} />
      ) : (
        <Confirm
          pending={pending}
          onDone={(made) => {
            setPending(undefined);
            setCodes(made);
          }}
        />
      )}
    </>
  );
}

function Begin({ hasPassword, onBegun }: { hasPassword: boolean; onBegun: (pending: PendingTotp) => void }) {
  const form = useForm(async (text) => onBegun(await beginTotp(text("password"))));
  return (
    <form class="form" onSubmit={form.onSubmit}>
      <p class="quiet">It is off. With an authenticator app, a stolen password alone signs nobody in.</p>
      <FormProblem error={form.error} fields={["password"]} />
      {hasPassword && (
        <Field
          label="Your password, to set it up"
          name="password"
          type="password"
          auto="current-password"
          error={form.wrong("password")}
        />
      )}
      <button disabled={form.busy}>{form.busy ? "Checking…" : "Set up an app"}</button>
    </form>
  );
}

function Confirm({ pending, onDone }: { pending: PendingTotp; onDone: (codes: readonly string[]) => void }) {
  const form = useForm(async (text) => onDone(await confirmTotp(pending.pending, text("code"))));
  const grouped = pending.secret.replace(/(.{4})(?=.)/g, "$1 ");
  return (
    <form class="form" onSubmit={form.onSubmit}>
      <p>
        Scan this with your authenticator app, <a href={pending.uri}>open it there</a> on this device, or enter the key by hand.
        Then enter the code that the app shows.
      </p>
      <QrImage text={pending.uri} label="QR code for the app; the key below says the same" />
      <div class="code">
        <pre tabIndex={0} aria-label="Key for the app">
          {grouped}
        </pre>
        <Copy text={pending.secret} what="key" words="Copy" />
      </div>
      <FormProblem error={form.error} fields={["code"]} />
      <Field label="Code of the app" name="code" auto="one-time-code" error={form.wrong("code")} focus />
      <button class="primary" disabled={form.busy}>
        {form.busy ? "Checking…" : "Switch on"}
      </button>
    </form>
  );
}

function SwitchOff({ left, hasPassword }: { left: number; hasPassword: boolean }) {
  const form = useForm(async (text) => {
    await removeTotp(text("password"));
    say({ text: "The app is no longer asked for" });
  });
  return (
    <form class="form after" onSubmit={form.onSubmit}>
      <p class="quiet">
        It is on. {left} recovery {left === 1 ? "code is" : "codes are"} left; for new ones, switch it off and set it up again.
      </p>
      <FormProblem error={form.error} fields={["password"]} />
      {hasPassword && (
        <Field
          label="Your password, to switch it off"
          name="password"
          type="password"
          auto="current-password"
          error={form.wrong("password")}
        />
      )}
      <button class="danger" disabled={form.busy}>
        Switch off
      </button>
    </form>
  );
}
