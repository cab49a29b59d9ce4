import { useEffect, useRef, useState } from "preact/hooks";
import { ApiError, toApiError } from "../data/api.ts";
import type { Access, Health } from "../data/backend.ts";
import { Field, FormProblem, useForm } from "../primitives/field.tsx";
import { Icon } from "../primitives/icon.tsx";
import { Ago } from "../primitives/time.tsx";

type Props<Found> = {
  /** How the other side is called: "Sentry". */
  name: string;
  origin: { value: string; help: string };
  tokenHelp: string;
  /** What is kept already; its token may stay as long as the address does. */
  kept: { origin: string; token: string | null } | undefined;
  connect: (access: Access) => Promise<Found>;
  /** Told of what was found, or of nothing once the address or the token was touched. */
  onFound: (found: Found | undefined, access: Access) => void;
  /** It was asked for by a click: the first field gets the focus. */
  takesFocus?: boolean;
};

/** An address and a token, tried before anything is saved; each failure says its own reason. */
export function ConnectForm<Found>({ name, origin, tokenHelp, kept, connect, onFound, takesFocus = false }: Props<Found>) {
  const top = useRef<HTMLFormElement>(null);
  useEffect(() => void (takesFocus && top.current?.querySelector("input")?.focus()), [takesFocus]);
  const [isFound, setFound] = useState(false);
  const [address, setAddress] = useState(kept?.origin ?? origin.value);
  const keepsToken = kept !== undefined && kept.token !== null && sameOrigin(kept.origin, address);
  const form = useForm(async (text) => {
    const access = { origin: text("origin"), token: text("token") };
    const found = await connect(access).catch((error: unknown) => {
      throw atItsField(toApiError(error));
    });
    onFound(found, access);
    setFound(true);
  });
  const onInput = () => {
    if (!isFound) return;
    setFound(false);
    onFound(undefined, { origin: "", token: "" });
  };
  return (
    <form ref={top} class="form" onSubmit={form.onSubmit} onInput={onInput}>
      <div onInput={(event) => event.target instanceof HTMLInputElement && setAddress(event.target.value)}>
        <Field
          label={`${name} address`}
          name="origin"
          auto="off"
          value={kept?.origin ?? origin.value}
          help={origin.help}
          error={form.wrong("origin")}
        />
      </div>
      {/^\s*http:\/\//i.test(address) && (
        <p class="caution" role="status">
          <Icon name="warn" /> The token and all that is asked travel to this address unencrypted. Use https if it has it.
        </p>
      )}
      <Field
        label="Token"
        name="token"
        type="password"
        auto="off"
        placeholder={keepsToken ? (kept.token ?? "") : ""}
        isOptional={keepsToken}
        help={keepsToken ? `Leave it empty to keep the stored one. ${tokenHelp}` : tokenHelp}
        error={form.wrong("token")}
      />
      <FormProblem error={form.error} fields={["origin", "token"]} />
      <div class="row start">
        <button class={isFound ? "" : "primary"} disabled={form.busy}>
          {form.busy ? "Connecting…" : "Connect"}
        </button>
        {isFound && (
          <span class="good" role="status">
            <Icon name="check" /> Connected
          </span>
        )}
      </div>
    </form>
  );
}

const FIELDS: readonly (readonly [field: string, kinds: readonly string[]])[] = [
  ["token", ["wrong-token", "missing-scope", "token-needed", "not-allowed"]],
  [
    "origin",
    [
      "bad-address",
      "itself",
      "name-not-found",
      "private-address",
      "refused",
      "unreachable",
      "tls",
      "redirect",
      "broken-answer",
      "not-a-sentry",
      "not-a-code-host",
    ],
  ],
];

/** Why it did not connect, as a mistake of the field to be mended; as it is where it is nobody's, as when the other side is ill. */
function atItsField(error: ApiError): ApiError {
  const field = FIELDS.find(([, kinds]) => kinds.includes(error.kind ?? ""))?.[0];
  return field === undefined ? error : new ApiError(error.status, error.message, { [field]: [error.message] }, error.kind);
}

/** As the server will read it, closely enough to say whether the stored token can stay. */
export function sameOrigin(kept: string, typed: string): boolean {
  try {
    return new URL(kept).origin === new URL(/^https?:\/\//i.test(typed) ? typed : `https://${typed}`).origin;
  } catch {
    return false;
  }
}

/** Opens the form again. Gets the focus when saving has closed it. */
export function Change({ wasSaved, onClick }: { wasSaved: boolean; onClick: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => void (wasSaved && button.current?.focus()), [wasSaved]);
  return (
    <button ref={button} type="button" onClick={onClick}>
      Change
    </button>
  );
}

/** Whether the other side answered when it was last asked. */
export function HealthLine({ name, health }: { name: string; health: Health }) {
  const { problem, checkedAt, answeredAt } = health;
  if (problem !== null) {
    return (
      <div class="problem box" role="alert">
        <p>{problem}</p>
        {typeof answeredAt === "string" && (
          <p class="quiet">
            {name} last answered well <Ago at={answeredAt} />.
          </p>
        )}
      </div>
    );
  }
  return (
    <p class="good">
      <Icon name="check" />
      <span>
        {name} answered {checkedAt !== null && <Ago at={checkedAt} />}
      </span>
    </p>
  );
}
