import { useState } from "preact/hooks";
import type { Channel, ChannelKind } from "../data/alerts.ts";
import { addChannel, deleteChannel, testChannel } from "../data/alerts.ts";
import { toApiError } from "../data/api.ts";
import { say } from "../data/notice.ts";
import { Copy } from "../primitives/copy.tsx";
import { Field, FormProblem, useForm } from "../primitives/field.tsx";

type Place = { org: string; project: string; mayChange: boolean };

const KINDS: { readonly [kind in ChannelKind]: string } = {
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

export function AlertChannels({ org, project, mayChange, all }: Place & { all: readonly Channel[] }) {
  const [isAdding, setAdding] = useState(false);
  const [made, setMade] = useState<Channel>();
  return (
    <>
      {all.length === 0 && !isAdding && <p class="quiet">Chats, addresses and programs that rules tell. There is none yet.</p>}
      {all.length > 0 && (
        <ul class="keys-list">
          {all.map((channel) => (
            <ChannelRow key={channel.id} org={org} project={project} mayChange={mayChange} channel={channel} />
          ))}
        </ul>
      )}
      {made?.signingSecret != null && (
        <div class="box" role="status">
          <p>
            The signing secret of “{made.name}”, shown this once. The receiver checks with it that a message comes from here.
          </p>
          <div class="code">
            <pre tabIndex={0} aria-label="Signing secret">
              {made.signingSecret}
            </pre>
            <Copy text={made.signingSecret} what="signing secret" words="Copy" />
          </div>
        </div>
      )}
      {mayChange && isAdding && (
        <ChannelForm
          org={org}
          project={project}
          onDone={(channel) => {
            setAdding(false);
            setMade(channel);
          }}
        />
      )}
      {mayChange && !isAdding && (
        <button type="button" onClick={() => setAdding(true)}>
          New channel
        </button>
      )}
    </>
  );
}

function ChannelRow({ org, project, mayChange, channel }: Place & { channel: Channel }) {
  const [busy, setBusy] = useState(false);
  const act = (work: Promise<void>) => {
    setBusy(true);
    work
      .catch((error: unknown) => say({ text: `Nothing was changed. ${toApiError(error).message}`, isProblem: true }))
      .finally(() => setBusy(false));
  };
  const test = async () => {
    const { sent, problem } = await testChannel(org, project, channel.id);
    say(sent ? { text: `The test reached ${channel.name}` } : { text: problem ?? "The test was not sent.", isProblem: true });
  };
  const remove = async () => {
    await deleteChannel(org, project, channel.id);
    say({ text: `The channel “${channel.name}” is deleted` });
  };
  return (
    <li class="key">
      <div class="row">
        <span>
          <strong>
            <bdi>{channel.name}</bdi>
          </strong>{" "}
          <span class="quiet">
            {KINDS[channel.kind]} · {channel.target}
          </span>
        </span>
        {mayChange && (
          <span class="buttons">
            <button type="button" disabled={busy} aria-label={`Send a test to ${channel.name}`} onClick={() => act(test())}>
              {busy ? "Sending…" : "Send a test"}
            </button>
            <button type="button" disabled={busy} aria-label={`Delete ${channel.name}`} onClick={() => act(remove())}>
              Delete
            </button>
          </span>
        )}
      </div>
    </li>
  );
}

type FormProps = { org: string; project: string; onDone: (made: Channel | undefined) => void };

function ChannelForm({ org, project, onDone }: FormProps) {
  const [kind, setKind] = useState<ChannelKind>("webhook");
  const form = useForm(async (text) => {
    const addresses = text("addresses")
      .split(/[\s,;]+/)
      .filter((address) => address !== "");
    const own =
      kind === "email"
        ? { addresses }
        : kind === "telegram"
          ? { token: text("token").trim(), chat: text("chat").trim() }
          : { url: text("url").trim() };
    onDone(await addChannel(org, project, { kind, name: text("name"), ...own }));
    say({ text: "The channel is added; choose it in a rule" });
  });
  return (
    <form class="form" onSubmit={form.onSubmit} aria-label="New channel">
      <div class="field">
        <label for="channel-kind">Kind</label>
        <select
          id="channel-kind"
          value={kind}
          onChange={({ currentTarget }) => {
            const chosen = Object.keys(KINDS).find((one): one is ChannelKind => one === currentTarget.value);
            if (chosen !== undefined) setKind(chosen);
          }}
        >
          {Object.entries(KINDS).map(([id, words]) => (
            <option key={id} value={id}>
              {words}
            </option>
          ))}
        </select>
      </div>
      <Field label="Name of the channel" name="name" auto="off" error={form.wrong("name")} />
      {kind === "email" && (
        <Field
          label="Addresses"
          name="addresses"
          auto="off"
          help="Several with commas between."
          error={form.wrong("addresses")}
        />
      )}
      {kind === "telegram" && (
        <>
          <Field label="Token of the bot" name="token" type="password" auto="off" error={form.wrong("token")} />
          <Field label="Chat" name="chat" auto="off" placeholder="-1001234567890" error={form.wrong("chat")} />
        </>
      )}
      {kind !== "email" && kind !== "telegram" && (
        <Field label="Address" name="url" auto="off" help={HELP[kind] ?? "https://…"} error={form.wrong("url")} />
      )}
      <FormProblem error={form.error} fields={["name", "addresses", "token", "chat", "url"]} />
      <div class="buttons">
        <button disabled={form.busy}>{form.busy ? "Adding…" : "Add channel"}</button>
        <button type="button" onClick={() => onDone(undefined)}>
          Cancel
        </button>
      </div>
    </form>
  );
}
