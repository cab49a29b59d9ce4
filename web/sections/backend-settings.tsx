import { useState } from "preact/hooks";
import type { Access, Backend, SentryProject } from "../data/backend.ts";
import { chooseBackend, listSentryProjects, useBackend } from "../data/backend.ts";
import { say } from "../data/notice.ts";
import type { BackendKind } from "../data/types.ts";
import { FormProblem, useForm } from "../primitives/field.tsx";
import { Icon } from "../primitives/icon.tsx";
import { Picker } from "../primitives/picker.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Outside } from "../primitives/outside.tsx";
import { Change, ConnectForm, HealthLine, sameOrigin } from "./connect-form.tsx";

type Place = { org: string; project: string };

const KINDS: readonly (readonly [kind: BackendKind, words: string, help: string])[] = [
  ["integrated", "Culprit", "SDKs send here; Culprit groups the errors and keeps them."],
  ["sentry", "A Sentry", "The errors stay in Sentry, in the cloud or your own. Culprit shows them and acts on them there."],
];

/** Where the errors of the project are kept. */
export function BackendSettings({ org, project, mayChange }: Place & { mayChange: boolean }) {
  const backend = useBackend(org, project);
  const [wish, setWish] = useState<BackendKind>();
  if (backend.error !== undefined) return <Failed error={backend.error} retry={backend.reload} what="backend" />;
  if (backend.data === undefined) return <Skeleton rows={2} shape="block" />;
  const kind = wish ?? backend.data.kind;
  return (
    <>
      <fieldset class="kinds" disabled={!mayChange}>
        <legend class="sr">Errors are kept by</legend>
        {KINDS.map(([value, words, help]) => (
          <label key={value} class="option">
            <input type="radio" name="backend" value={value} checked={value === kind} onChange={() => setWish(value)} />
            <span>
              {words} <span class="help">{help}</span>
            </span>
          </label>
        ))}
      </fieldset>
      {kind === "integrated" ? (
        backend.data.kind !== "integrated" && <GoIntegrated org={org} project={project} />
      ) : (
        <SentryForm org={org} project={project} backend={backend.data} mayChange={mayChange} />
      )}
    </>
  );
}

function GoIntegrated({ org, project }: Place) {
  const form = useForm(async () => {
    await chooseBackend(org, project, { kind: "integrated" });
    say({ text: "Culprit keeps the errors of this project from now on" });
  });
  return (
    <form class="form" onSubmit={form.onSubmit}>
      <p class="help">
        The client keys take events again, and the list shows what Culprit keeps. What is in Sentry stays there; the connection
        is remembered.
      </p>
      <FormProblem error={form.error} />
      <button class="primary" disabled={form.busy}>
        {form.busy ? "Saving…" : "Keep errors in Culprit"}
      </button>
    </form>
  );
}

type Found = { projects: readonly SentryProject[]; access: Access };

function SentryForm({ org, project, backend, mayChange }: Place & { backend: Backend; mayChange: boolean }) {
  const { sentry } = backend;
  const [found, setFound] = useState<Found>();
  const [state, setState] = useState<"known" | "changing" | "saved">("known");
  const isConnected = sentry !== null && backend.kind === "sentry";
  return (
    <>
      {isConnected && (
        <>
          <p>
            Connected to{" "}
            <Outside href={sentry.url}>
              {sentry.organization.slug} / {sentry.project.slug}
            </Outside>{" "}
            at <bdi>{sentry.origin}</bdi>.
          </p>
          <HealthLine name="Sentry" health={sentry.health} />
          {sentry.warning !== null && (
            <p class="caution">
              <Icon name="warn" /> {sentry.warning}
            </p>
          )}
        </>
      )}
      {mayChange && isConnected && state !== "changing" && (
        <Change wasSaved={state === "saved"} onClick={() => setState("changing")} />
      )}
      {mayChange && (!isConnected || state === "changing") && (
        <>
          <ConnectForm
            name="Sentry"
            origin={{
              value: "https://sentry.io",
              help: "https://sentry.io, https://de.sentry.io, or where your own Sentry is. A link to a project will do.",
            }}
            tokenHelp="Scopes: project:read, event:read, event:write. Made in Sentry under Settings, Auth Tokens."
            kept={sentry ?? undefined}
            takesFocus={state === "changing"}
            connect={(access) => listSentryProjects(org, project, access)}
            onFound={(projects, access) => setFound(projects === undefined ? undefined : { projects, access })}
          />
          {found !== undefined && (
            <SaveForm
              key={found.access.origin}
              org={org}
              project={project}
              found={found}
              backend={backend}
              onSaved={() => {
                setFound(undefined);
                setState("saved");
              }}
            />
          )}
        </>
      )}
    </>
  );
}

const keyOf = (organization: string, slug: string): string => `${organization}/${slug}`;

type SaveProps = Place & { found: Found; backend: Backend; onSaved: () => void };

/** The projects that were found, and the one that this project is to show. */
function SaveForm({ org, project, found, backend, onSaved }: SaveProps) {
  const { projects, access } = found;
  const form = useForm(async (text) => {
    const [organization = "", slug = ""] = text("project").split("/");
    await chooseBackend(org, project, { kind: "sentry", organization, project: slug, ...access });
    say({ text: `The errors of ${organization} / ${slug} are shown here from now on` });
    onSaved();
  });
  if (projects.length === 0) {
    return (
      <p class="problem box" role="alert">
        The token is right, but it can read no project. Give it project:read, or make one as somebody who is in the project’s
        team.
      </p>
    );
  }
  const { sentry } = backend;
  const isSame = sentry !== null && sameOrigin(sentry.origin, access.origin);
  const kept = isSame ? keyOf(sentry.organization.slug, sentry.project.slug) : undefined;
  const options = projects.map(({ slug, name, organization }) => ({
    value: keyOf(organization.slug, slug),
    label: `${organization.slug} / ${slug}`,
    detail: name === slug ? "" : name,
  }));
  const isThere = options.some(({ value }) => value === kept);
  const named = projects.find(({ suggested }) => suggested);
  const likely = named === undefined ? undefined : keyOf(named.organization.slug, named.slug);
  return (
    <form class="form" onSubmit={form.onSubmit}>
      {kept !== undefined && !isThere && (
        <p class="problem box" role="alert">
          {kept} is not offered by this Sentry any more. Choose another project.
        </p>
      )}
      <Picker
        label="Project"
        name="project"
        options={options}
        chosen={likely ?? (isThere ? kept : options.length === 1 ? options[0]?.value : undefined)}
      />
      {backend.kind === "integrated" && (
        <p class="help">Client keys of this project take no events while its errors are kept in Sentry.</p>
      )}
      <FormProblem error={form.error} />
      <button class="primary" disabled={form.busy}>
        {form.busy ? "Saving…" : "Save"}
      </button>
    </form>
  );
}
