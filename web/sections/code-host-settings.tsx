import { useState } from "preact/hooks";
import type { CodeHost, Directions, HostAccess, Repository } from "../data/code-host.ts";
import { HOSTS, listRepositories, removeCodeHost, saveCodeHost, useCodeHost } from "../data/code-host.ts";
import { say } from "../data/notice.ts";
import type { HostKind } from "../data/types.ts";
import { plural } from "../data/words.ts";
import { Copy } from "../primitives/copy.tsx";
import { Choice, FormProblem, Tick, useForm } from "../primitives/field.tsx";
import { Icon } from "../primitives/icon.tsx";
import { Picker } from "../primitives/picker.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Outside } from "../primitives/outside.tsx";
import { Change, ConnectForm, HealthLine } from "./connect-form.tsx";

type Place = { org: string; project: string };

const isKind = (text: string): text is HostKind => Object.hasOwn(HOSTS, text);

/** Where issues are made from errors, and the code that frames lead to. */
export function CodeHostSettings({ org, project, mayChange }: Place & { mayChange: boolean }) {
  const host = useCodeHost(org, project);
  const [saved, setSaved] = useState<CodeHost>();
  const [isChanging, setChanging] = useState(false);
  if (host.error !== undefined) return <Failed error={host.error} retry={host.reload} what="code host" />;
  if (host.data === undefined) return <Skeleton rows={2} shape="block" />;
  const known = host.data ?? undefined;
  return (
    <>
      {known !== undefined && <Known host={known} just={saved?.webhook} />}
      {known === undefined && !mayChange && <p class="quiet">No code host is connected.</p>}
      {mayChange && (known === undefined || isChanging) && (
        <HostForm
          org={org}
          project={project}
          known={known}
          onSaved={(next) => {
            setSaved(next);
            setChanging(false);
          }}
        />
      )}
      {mayChange && known !== undefined && !isChanging && (
        <div class="buttons">
          <Change wasSaved={saved !== undefined} onClick={() => setChanging(true)} />
          <Remove org={org} project={project} />
        </div>
      )}
    </>
  );
}

/** What is connected, how it fares, and what a person has to enter at the host. */
function Known({ host, just }: { host: CodeHost; just: CodeHost["webhook"] | undefined }) {
  const secret = just?.secret ?? null;
  const why = just?.problem ?? null;
  const { name } = HOSTS[host.kind];
  return (
    <>
      <p>
        Issues are made in{" "}
        <Outside href={host.repository.url}>
          <bdi>{host.repository.path}</bdi>
        </Outside>{" "}
        at {name}.
      </p>
      <HealthLine name={name} health={host.health} />
      <ul class="facts">
        <li>{host.closesIssues ? "Resolving an error closes its issue." : "Resolving an error leaves its issue open."}</li>
        <li>{host.resolvesErrors ? "Closing an issue resolves its error." : "Closing an issue leaves its error as it is."}</li>
        {host.resolvesErrors && <li>{newsOf(host)}</li>}
        {host.jobs.waiting > 0 && <li>{plural(host.jobs.waiting, "change")} waiting to be sent.</li>}
        {host.jobs.dead > 0 && (
          <li class="problem">{plural(host.jobs.dead, "change")} could not be sent for a day and will not be tried again.</li>
        )}
      </ul>
      {why !== null && (
        <p class="caution" role="status">
          <Icon name="warn" /> <span>No webhook was installed. {why}</span>
        </p>
      )}
      {secret !== null && (
        <div class="once">
          <p>You can add it at {name} yourself, for issue events. The secret is shown this once.</p>
          <Code label="Webhook URL" text={host.webhook.url} />
          <Code label="Secret" text={secret} />
        </div>
      )}
    </>
  );
}

function newsOf({ kind, webhook, polls }: CodeHost): string {
  const { name } = HOSTS[kind];
  if (!webhook.installed) return `Culprit asks ${name} each minute what was closed or reopened.`;
  return `${name} tells by a webhook what was closed or reopened${polls ? ", and Culprit asks each minute as well" : ""}.`;
}

function Code({ label, text }: { label: string; text: string }) {
  return (
    <div class="code">
      <pre tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <Copy text={text} what={label} words="Copy" />
    </div>
  );
}

type Found = { repositories: readonly Repository[]; access: HostAccess };

function HostForm({
  org,
  project,
  known,
  onSaved,
}: Place & { known: CodeHost | undefined; onSaved: (host: CodeHost) => void }) {
  const [kind, setKind] = useState<HostKind>(known?.kind ?? "gitlab");
  const [found, setFound] = useState<Found>();
  const { name, origin, scopes } = HOSTS[kind];
  const choose = (text: string) => {
    if (!isKind(text)) return;
    setKind(text);
    setFound(undefined);
  };
  return (
    <>
      <div class="form" onInput={(event) => event.target instanceof HTMLSelectElement && choose(event.target.value)}>
        <Choice label="Code host" name="kind" value={kind}>
          {Object.entries(HOSTS).map(([value, of]) => (
            <option key={value} value={value}>
              {of.name}
            </option>
          ))}
        </Choice>
      </div>
      <ConnectForm
        key={kind}
        name={name}
        origin={{ value: origin, help: "Where you open it in the browser." }}
        tokenHelp={scopes}
        kept={known?.kind === kind ? known : undefined}
        takesFocus={known?.kind === kind}
        connect={(access) => listRepositories(org, project, { ...access, kind }, "")}
        onFound={(repositories, access) =>
          setFound(repositories === undefined ? undefined : { repositories, access: { ...access, kind } })
        }
      />
      {found !== undefined && <SaveForm org={org} project={project} found={found} known={known} onSaved={onSaved} />}
    </>
  );
}

type SaveProps = Place & { found: Found; known: CodeHost | undefined; onSaved: (host: CodeHost) => void };

function SaveForm({ org, project, found, known, onSaved }: SaveProps) {
  const [repositories, setRepositories] = useState(found.repositories);
  const search = useForm(async (text) => setRepositories(await listRepositories(org, project, found.access, text("query"))));
  const form = useForm(async (text) => {
    const directions: Directions = {
      closesIssues: text("closesIssues") === "on",
      resolvesErrors: text("resolvesErrors") === "on",
      // Said only where it was changed: else the server decides, which asks where the webhook may not call.
      polls: (text("polls") === "on") === (known?.polls ?? false) ? undefined : text("polls") === "on",
    };
    const next = await saveCodeHost(org, project, { ...found.access, ...directions, repository: text("repository") });
    say({ text: `${HOSTS[next.kind].name} is connected` });
    onSaved(next);
  });
  const chosen =
    repositories.find(({ id }) => id === known?.repository.id) ?? (repositories.length === 1 ? repositories[0] : undefined);
  return (
    <>
      <form class="form inline" role="search" onSubmit={search.onSubmit}>
        <div class="field">
          <label for="repository-query">Find a repository at the host</label>
          <input id="repository-query" name="query" type="search" autocomplete="off" />
        </div>
        <button disabled={search.busy}>{search.busy ? "Looking…" : "Find"}</button>
        <FormProblem error={search.error} />
      </form>
      <form class="form" onSubmit={form.onSubmit}>
        {repositories.length === 0 ? (
          <p class="quiet">No repository was found. Look for another name, or give the token access to one.</p>
        ) : (
          <Picker
            key={repositories.map(({ id }) => id).join()}
            label="Repository"
            name="repository"
            options={repositories.map(({ id, path }) => ({ value: id, label: path, detail: "" }))}
            chosen={chosen?.id}
          />
        )}
        <Tick label="Resolving an error closes its issue" name="closesIssues" isOn={known?.closesIssues ?? true} />
        <Tick label="Closing an issue resolves its error" name="resolvesErrors" isOn={known?.resolvesErrors ?? true} />
        <Tick
          label="Ask each minute what changed"
          name="polls"
          isOn={known?.polls ?? false}
          help="Where the host cannot reach this server, so that no webhook arrives."
        />
        <FormProblem error={form.error} />
        <button class="primary" disabled={form.busy || repositories.length === 0}>
          {form.busy ? "Saving…" : "Save"}
        </button>
      </form>
    </>
  );
}

function Remove({ org, project }: Place) {
  const [isAsking, setAsking] = useState(false);
  const form = useForm(async () => {
    await removeCodeHost(org, project);
    say({ text: "The code host is disconnected" });
  });
  if (!isAsking) {
    return (
      <button type="button" onClick={() => setAsking(true)}>
        Disconnect
      </button>
    );
  }
  return (
    <form onSubmit={form.onSubmit} class="buttons">
      <button class="danger" disabled={form.busy}>
        Disconnect and forget the token
      </button>
      <button type="button" onClick={() => setAsking(false)}>
        Keep it
      </button>
      <FormProblem error={form.error} />
    </form>
  );
}
