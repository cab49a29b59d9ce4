import { useState } from "preact/hooks";
import type { Channel } from "../data/alerts.ts";
import { deleteChannel, testChannel } from "../data/alerts.ts";
import { toApiError } from "../data/api.ts";
import { say } from "../data/notice.ts";
import { Copy } from "../primitives/copy.tsx";
import { AlertChannelForm, KINDS } from "./alert-channel-form.tsx";

type Place = { org: string; project: string; mayChange: boolean };

export function AlertChannels({ org, project, mayChange, all }: Place & { all: readonly Channel[] }) {
  /** The id of the one that is changed, or "new". */
  const [open, setOpen] = useState<string>();
  const [saved, setSaved] = useState<Channel>();
  const form = (channel: Channel | undefined) => (
    <AlertChannelForm
      org={org}
      project={project}
      channel={channel}
      onDone={(done) => {
        setOpen(undefined);
        setSaved(done);
      }}
    />
  );
  return (
    <>
      {all.length === 0 && open !== "new" && (
        <p class="quiet">Chats, addresses and programs that rules tell. There is none yet.</p>
      )}
      {all.length > 0 && (
        <ul class="keys-list">
          {all.map((channel) => (
            <li key={channel.id} class="key">
              <ChannelRow
                org={org}
                project={project}
                mayChange={mayChange && open !== channel.id}
                channel={channel}
                onOpen={() => setOpen(channel.id)}
              />
              {mayChange && open === channel.id && form(channel)}
            </li>
          ))}
        </ul>
      )}
      {saved?.signingSecret != null && (
        <div class="box" role="status">
          <p>
            The signing secret of “{saved.name}”, shown this once. The receiver checks with it that a message comes from here.
          </p>
          <div class="code">
            <pre tabIndex={0} aria-label="Signing secret">
              {saved.signingSecret}
            </pre>
            <Copy text={saved.signingSecret} what="signing secret" words="Copy" />
          </div>
        </div>
      )}
      {mayChange && open === "new" && form(undefined)}
      {mayChange && open !== "new" && (
        <button type="button" onClick={() => setOpen("new")}>
          New channel
        </button>
      )}
    </>
  );
}

function ChannelRow({ org, project, mayChange, channel, onOpen }: Place & { channel: Channel; onOpen: () => void }) {
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
    <div class="row">
      <span>
        <strong>
          <bdi>{channel.name}</bdi>
        </strong>{" "}
        <span class={`status ${channel.isActive ? "resolved" : ""}`}>{channel.isActive ? "On" : "Off"}</span>{" "}
        <span class="quiet">
          {KINDS[channel.kind]} · {channel.target}
        </span>
      </span>
      {mayChange && (
        <span class="buttons">
          <button type="button" disabled={busy} aria-label={`Send a test to ${channel.name}`} onClick={() => act(test())}>
            {busy ? "Sending…" : "Send a test"}
          </button>
          <button type="button" disabled={busy} aria-label={`Change ${channel.name}`} onClick={onOpen}>
            Change
          </button>
          <button type="button" disabled={busy} aria-label={`Delete ${channel.name}`} onClick={() => act(remove())}>
            Delete
          </button>
        </span>
      )}
    </div>
  );
}
