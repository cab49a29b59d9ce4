import { useRef, useState } from "preact/hooks";
import type { Channel, ChannelKind } from "../data/alerts.ts";
import { saveChannel } from "../data/alerts.ts";
import { say } from "../data/notice.ts";
import { Field, FormProblem, Tick, useForm } from "../primitives/field.tsx";
import { isTicked } from "../primitives/form-state.ts";

export const KINDS: { readonly [kind in ChannelKind]: string } = {
  webhook: "Webhook",
  email: "E-mail addresses",
  slack: "Slack",
  discord: "Discord",
  teams: "Microsoft Teams",
  mattermost: "Mattermost",
  rocketchat: "Rocket.Chat",
  telegram: "Telegram",
};
const HELP: { readonly [kind in ChannelKind]?: string } = {
  slack: "Of an “incoming webhook” of a Slack app.",
  discord: "Server settings → Integrations → Webhooks.",
  teams: "Of the workflow “Post to a channel when a webhook request is received”.",
  mattermost: "Of an incoming webhook.",
  rocketchat: "Of an incoming integration.",
};

type FormProps = {
  org: string;
  project: string;
  /** Undefined: a new one. */
  channel: Channel | undefined;
  /** What was saved, with a signing secret if one was made; undefined: nothing. */
  onDone: (saved: Channel | undefined) => void;
};

/** Adds a channel, or changes one: its kind stays, and so does a secret whose field is left empty. */
export function AlertChannelForm({ org, project, channel, onDone }: FormProps) {
  const ref = useRef<HTMLFormElement>(null);
  const [kind, setKind] = useState<ChannelKind>(channel?.kind ?? "webhook");
  const isNew = channel === undefined;
  const form = useForm(async (text) => {
    const saved = await saveChannel(org, project, channel?.id, {
      kind,
      name: text("name"),
      ...(!isNew && { isActive: isTicked(ref.current, "isActive") }),
      ...targetOf(kind, text, isNew),
      ...(isTicked(ref.current, "rotateSecret") && { rotateSecret: true }),
    });
    say({ text: isNew ? "The channel is added; choose it in a rule" : `The channel “${saved.name}” is saved` });
    onDone(saved);
  });
  return (
    <form class="form" ref={ref} onSubmit={form.onSubmit} aria-label={isNew ? "New channel" : channel.name}>
      {isNew && <KindChoice kind={kind} onChoose={setKind} />}
      <Field label="Name of the channel" name="name" auto="off" value={channel?.name ?? ""} error={form.wrong("name")} />
      {!isNew && (
        <Tick
          label="The channel is on"
          name="isActive"
          isOn={channel.isActive}
          help="Off: nothing is sent there, nor afterwards."
        />
      )}
      <TargetFields kind={kind} channel={channel} wrong={form.wrong} />
      {kind === "webhook" && !isNew && (
        <Tick label="Make a new signing secret" name="rotateSecret" isOn={false} help="The present one is void at once." />
      )}
      <FormProblem error={form.error} fields={["name", "addresses", "token", "chat", "url"]} />
      <div class="buttons">
        <button disabled={form.busy}>
          {isNew ? (form.busy ? "Adding…" : "Add channel") : form.busy ? "Saving…" : "Save channel"}
        </button>
        <button type="button" onClick={() => onDone(undefined)}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function KindChoice({ kind, onChoose }: { kind: ChannelKind; onChoose: (kind: ChannelKind) => void }) {
  return (
    <div class="field">
      <label for="channel-kind">Kind</label>
      <select
        id="channel-kind"
        value={kind}
        onChange={({ currentTarget }) => {
          const chosen = Object.keys(KINDS).find((one): one is ChannelKind => one === currentTarget.value);
          if (chosen !== undefined) onChoose(chosen);
        }}
      >
        {Object.entries(KINDS).map(([id, words]) => (
          <option key={id} value={id}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

type TargetProps = { kind: ChannelKind; channel: Channel | undefined; wrong: (name: string) => string | undefined };

/** Where it goes. What is secret is never shown: an empty field leaves it. */
function TargetFields({ kind, channel, wrong }: TargetProps) {
  const isKept = channel !== undefined;
  const stays = `It goes to ${channel?.target}. The rest is secret and not shown; left empty, it stays.`;
  if (kind === "email") {
    return (
      <Field
        label="Addresses"
        name="addresses"
        auto="off"
        value={channel?.addresses.join(", ") ?? ""}
        help="Several with commas between."
        error={wrong("addresses")}
      />
    );
  }
  if (kind === "telegram") {
    return (
      <>
        <Field
          label={isKept ? "New token of the bot" : "Token of the bot"}
          name="token"
          type="password"
          auto="off"
          error={wrong("token")}
          isOptional={isKept}
          {...(isKept && { help: "Left empty, it stays." })}
        />
        <Field
          label={isKept ? "New chat" : "Chat"}
          name="chat"
          auto="off"
          placeholder="-1001234567890"
          error={wrong("chat")}
          isOptional={isKept}
          {...(isKept && { help: "Left empty, it stays." })}
        />
      </>
    );
  }
  return (
    <Field
      label={isKept ? "New address" : "Address"}
      name="url"
      auto="off"
      help={isKept ? stays : (HELP[kind] ?? "https://…")}
      error={wrong("url")}
      isOptional={isKept}
    />
  );
}

/** What a new channel needs is sent though it be empty, so that the API says what is missing. */
function targetOf(kind: ChannelKind, text: (name: string) => string, isNew: boolean) {
  if (kind === "email") {
    const addresses = text("addresses").split(/[\s,;]+/);
    return { addresses: addresses.filter((address) => address !== "") };
  }
  const entered = (name: string) => {
    const value = text(name).trim();
    return value === "" && !isNew ? {} : { [name]: value };
  };
  return kind === "telegram" ? { ...entered("token"), ...entered("chat") } : entered("url");
}
