import { useEffect } from "preact/hooks";
import { useKeys } from "../data/keys.ts";
import { say } from "../data/notice.ts";
import { renameProject, useProject } from "../data/projects.ts";
import type { Project } from "../data/types.ts";
import { Field, FormProblem, useForm } from "../primitives/field.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { useTitle } from "../primitives/title.ts";
import { AlertSettings } from "../sections/alert-settings.tsx";
import { BackendSettings } from "../sections/backend-settings.tsx";
import { ClientKeys } from "../sections/client-keys.tsx";
import { Discarded } from "../sections/discarded.tsx";
import { CodeHostSettings } from "../sections/code-host-settings.tsx";
import { GroupingSettings } from "../sections/grouping-settings.tsx";
import { ErasePerson } from "../sections/erase-person.tsx";
import { FilterSettings } from "../sections/filter-settings.tsx";
import { LimitSettings } from "../sections/limit-settings.tsx";
import { DeleteProject, RetentionSettings } from "../sections/retention-settings.tsx";
import { PrivacySettings } from "../sections/privacy-settings.tsx";
import { ProjectSwitch } from "../sections/project-switch.tsx";

export function Settings({ org, project }: { org: string; project: string }) {
  const place = useProject(org, project);
  const keys = useKeys(org, project);
  useTitle(`Settings ${place.data?.name ?? ""}`);
  const isShown = place.data !== undefined && keys.data !== undefined;
  useEffect(() => {
    if (isShown && location.hash !== "") document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, [isShown]);
  const error = place.error ?? keys.error;
  if (error !== undefined)
    return <Failed error={error} retry={() => Promise.all([place.reload(), keys.reload()])} what="project" />;
  if (place.data === undefined || keys.data === undefined) return <Skeleton rows={3} shape="block" />;
  const mayChange = place.data.access.includes("project:write");
  return (
    <div class="page">
      <header class="page-head">
        <h1>Settings</h1>
        {!mayChange && <p class="quiet">You may look at these; a maintainer or an owner may change them.</p>}
      </header>
      <section class="part" aria-labelledby="project-title">
        <h2 id="project-title">Project</h2>
        <NameForm key={place.data.name} org={org} project={place.data} mayChange={mayChange} />
        <ProjectSwitch org={org} project={place.data} mayChange={mayChange} />
      </section>
      <section class="part" aria-labelledby="backend-title" id="backend">
        <h2 id="backend-title">Errors are kept by</h2>
        <BackendSettings org={org} project={project} mayChange={mayChange} />
      </section>
      <section class="part" aria-labelledby="code-host-title" id="code-host">
        <h2 id="code-host-title">Code host</h2>
        <p class="quiet">
          Errors become issues where the code is, the two are closed together, and frames lead to the line at the commit.
        </p>
        <CodeHostSettings org={org} project={project} mayChange={mayChange} />
      </section>
      {place.data.backend.can.receivesEvents && (
        <>
          <section class="part" aria-labelledby="alerts-title" id="alerts">
            <h2 id="alerts-title">Alerts</h2>
            <p class="quiet">Who is told of which errors, and where.</p>
            <AlertSettings org={org} project={project} mayChange={mayChange} />
          </section>
          <section class="part" aria-labelledby="filters-title" id="filters">
            <h2 id="filters-title">Filters</h2>
            <p class="quiet">Events that meet one are not stored. They are counted as filtered, with the reason.</p>
            <FilterSettings org={org} project={project} mayChange={mayChange} />
          </section>
          <section class="part" aria-labelledby="privacy-title" id="privacy">
            <h2 id="privacy-title">Privacy</h2>
            <p class="quiet">What is taken out of events before they are stored. What is stored already stays as it is.</p>
            <PrivacySettings org={org} project={project} mayChange={mayChange} />
          </section>
          <section class="part" aria-labelledby="retention-title" id="retention">
            <h2 id="retention-title">How long events are kept</h2>
            <p class="quiet">
              Events, their files, charts and sessions go when they are older. Issues with their totals and decisions stay, so
              that an error that returns is known.
            </p>
            <RetentionSettings
              key={`${place.data.retentionDays} ${place.data.maxEvents}`}
              org={org}
              project={place.data}
              mayChange={mayChange}
            />
          </section>
        </>
      )}
      {place.data.backend.can.receivesEvents && (
        <section class="part" aria-labelledby="limits-title" id="limits">
          <h2 id="limits-title">Limits</h2>
          <p class="quiet">
            What is over a limit is refused, SDKs are told how long to wait, and it is counted. Nothing is limited unless you
            ask for it.
          </p>
          <LimitSettings org={org} project={project} mayChange={mayChange} />
        </section>
      )}
      {place.data.backend.can.regroup && (
        <>
          <section class="part" aria-labelledby="grouping-title" id="grouping">
            <h2 id="grouping-title">Grouping</h2>
            <p class="quiet">
              Which events are one issue is found out by itself. Rules say otherwise for this project; a fingerprint that the
              SDK sets goes before them. They hold for events that arrive from then on.
            </p>
            <GroupingSettings org={org} project={project} mayChange={mayChange} />
          </section>
          <section class="part" aria-labelledby="discarded-title" id="discarded">
            <h2 id="discarded-title">Dropped errors</h2>
            <Discarded org={org} project={project} mayChange={place.data.access.includes("event:admin")} />
          </section>
        </>
      )}
      <section class="part" aria-labelledby="keys-title" id="keys">
        <h2 id="keys-title">Client keys</h2>
        {place.data.backend.can.receivesEvents ? (
          <ClientKeys org={org} project={project} all={keys.data} mayChange={mayChange} />
        ) : (
          <p class="quiet">
            While a Sentry keeps the errors, the keys of this project take no events. They are kept, and take them again once
            Culprit keeps the errors.
          </p>
        )}
      </section>
      {place.data.access.includes("project:admin") && (
        <section class="part" aria-labelledby="erase-title" id="erase">
          <h2 id="erase-title">Erase a person</h2>
          <ErasePerson org={org} project={project} />
        </section>
      )}
      {place.data.access.includes("project:admin") && (
        <section class="part" aria-labelledby="delete-title" id="delete">
          <h2 id="delete-title">Delete this project</h2>
          <DeleteProject org={org} project={place.data} />
        </section>
      )}
    </div>
  );
}

function NameForm({ org, project, mayChange }: { org: string; project: Project; mayChange: boolean }) {
  const form = useForm(async (text) => {
    await renameProject(org, project.slug, text("name"));
    say({ text: "The name is saved" });
  });
  return (
    <form class="form" onSubmit={form.onSubmit}>
      <FormProblem error={form.error} fields={["name"]} />
      <fieldset disabled={!mayChange}>
        <Field
          label="Name"
          name="name"
          auto="off"
          value={project.name}
          help={`In links and issue names it stays ${project.slug}, so that what was shared keeps working.`}
          error={form.wrong("name")}
        />
        {mayChange && <button disabled={form.busy}>{form.busy ? "Saving…" : "Save name"}</button>}
      </fieldset>
    </form>
  );
}
