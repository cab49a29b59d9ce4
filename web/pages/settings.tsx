import type { Key } from "../data/keys.ts";
import { useKeys } from "../data/keys.ts";
import { say } from "../data/notice.ts";
import { renameProject, useProject } from "../data/projects.ts";
import type { Project } from "../data/types.ts";
import { Field, FormProblem, useForm } from "../primitives/field.tsx";
import type { PagePart } from "../primitives/page-parts.tsx";
import { PageParts } from "../primitives/page-parts.tsx";
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
  const error = place.error ?? keys.error;
  if (error !== undefined)
    return <Failed error={error} retry={() => Promise.all([place.reload(), keys.reload()])} what="project" />;
  if (place.data === undefined || keys.data === undefined) return <Skeleton rows={3} shape="block" />;
  const { access, backend } = place.data;
  const mayChange = access.includes("project:write");
  const here = { org, project, mayChange };
  return (
    <div class="page with-parts">
      <header class="page-head">
        <h1>Settings</h1>
        {!mayChange && <p class="quiet">You may look at these; a maintainer or an owner may change them.</p>}
      </header>
      <PageParts
        label="Settings"
        parts={[
          ...firstParts(here, place.data, keys.data),
          ...(backend.can.receivesEvents ? eventParts(here, place.data) : []),
          ...(backend.can.regroup ? groupingParts(here, access.includes("event:admin")) : []),
          ...(access.includes("project:admin") ? lastParts(org, place.data) : []),
        ]}
      />
    </div>
  );
}

type Here = { org: string; project: string; mayChange: boolean };

const firstParts = (here: Here, project: Project, keys: readonly Key[]): readonly PagePart[] => [
  {
    id: "project",
    title: "Project",
    body: (
      <>
        <NameForm key={project.name} org={here.org} project={project} mayChange={here.mayChange} />
        <ProjectSwitch org={here.org} project={project} mayChange={here.mayChange} />
      </>
    ),
  },
  {
    id: "keys",
    title: "Client keys",
    body: project.backend.can.receivesEvents ? (
      <ClientKeys {...here} all={keys} />
    ) : (
      <p class="quiet">
        While a Sentry keeps the errors, the keys of this project take no events. They are kept, and take them again once
        Culprit keeps the errors.
      </p>
    ),
  },
  { id: "backend", title: "Where errors are kept", body: <BackendSettings {...here} /> },
  {
    id: "code-host",
    title: "Code host",
    words: "Errors become issues where the code is, the two are closed together, and frames lead to the line at the commit.",
    body: <CodeHostSettings {...here} />,
  },
];

const eventParts = (here: Here, project: Project): readonly PagePart[] => [
  { id: "alerts", title: "Alerts", words: "Who is told of which errors, and where.", body: <AlertSettings {...here} /> },
  {
    id: "filters",
    title: "Filters",
    words: "Events that meet one are not stored. They are counted as filtered, with the reason.",
    body: <FilterSettings {...here} />,
  },
  {
    id: "privacy",
    title: "Privacy",
    words: "What is taken out of events before they are stored. What is stored already stays as it is.",
    body: <PrivacySettings {...here} />,
  },
  {
    id: "retention",
    title: "Retention",
    words: "Events, their files, charts and sessions go when they are older. Issues, their totals and decisions stay.",
    body: (
      <RetentionSettings
        key={`${project.retentionDays} ${project.maxEvents}`}
        org={here.org}
        project={project}
        mayChange={here.mayChange}
      />
    ),
  },
  {
    id: "limits",
    title: "Limits",
    words: "What is over a limit is refused and counted, and SDKs are told how long to wait. There is none unless you set it.",
    body: <LimitSettings {...here} />,
  },
];

const groupingParts = (here: Here, mayDrop: boolean): readonly PagePart[] => [
  {
    id: "grouping",
    title: "Grouping",
    words:
      "Rules say which of this project’s events are one issue, from now on. A fingerprint that the SDK sets goes before them.",
    body: <GroupingSettings {...here} />,
  },
  { id: "discarded", title: "Dropped errors", body: <Discarded {...here} mayChange={mayDrop} /> },
];

const lastParts = (org: string, project: Project): readonly PagePart[] => [
  { id: "erase", title: "Erase a person", body: <ErasePerson org={org} project={project.slug} /> },
  { id: "delete", title: "Delete this project", body: <DeleteProject org={org} project={project} /> },
];

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
