import { organizationTokens } from "../data/account.ts";
import { say } from "../data/notice.ts";
import { changeOrganization, createOrganization, deleteOrganization, useOrganization } from "../data/people.ts";
import type { OrganizationDetail } from "../data/people.ts";
import { go } from "../data/router.ts";
import type { Project } from "../data/types.ts";
import { Field, FormProblem, Tick, useForm } from "../primitives/field.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { useTitle } from "../primitives/title.ts";
import { AuditLog } from "../sections/audit-log.tsx";
import { Members } from "../sections/members.tsx";
import { Teams } from "../sections/teams.tsx";
import type { ScopeChoice } from "../sections/tokens.tsx";
import { Tokens } from "../sections/tokens.tsx";

const TABS = [
  ["members", "Members", "member:read"],
  ["teams", "Teams", "team:read"],
  ["general", "General", "org:read"],
  ["tokens", "Tokens", "org:ci"],
  ["audit", "Log of changes", "org:write"],
] as const;

const SCOPES: readonly ScopeChoice[] = [
  { scope: "org:ci", label: "What CI needs: releases, source maps", isOn: true },
  { scope: "project:releases", label: "Tell of releases" },
  { scope: "project:read", label: "See projects" },
  { scope: "event:read", label: "See errors" },
];

type Props = { org: string; tab: string; me: string | undefined; projects: readonly Project[] };

/** People and settings of an organisation. */
export function Organization({ org, tab, me, projects }: Props) {
  const organization = useOrganization(org);
  useTitle(organization.data?.name ?? "Organisation");
  if (organization.error !== undefined) {
    return <Failed error={organization.error} retry={organization.reload} what="organisation" />;
  }
  if (organization.data === undefined) return <Skeleton rows={3} shape="block" />;
  const { name, access, runsInstallation } = organization.data;
  return (
    <div class="page">
      <header class="page-head">
        <h1>{name}</h1>
      </header>
      <nav class="chips" aria-label="Organisation">
        {TABS.filter(([, , scope]) => access.includes(scope)).map(([id, words]) => (
          <a key={id} href={`organizations/${org}/settings/${id}`} aria-current={id === tab ? "page" : undefined}>
            {words}
          </a>
        ))}
        {runsInstallation && access.includes("org:admin") && <a href="admin">Installation</a>}
      </nav>
      <section class="part" aria-label={TABS.find(([id]) => id === tab)?.[1] ?? "Organisation"}>
        <Tab organization={organization.data} tab={tab} me={me} projects={projects} />
      </section>
    </div>
  );
}

function Tab({ organization, tab, me, projects }: Omit<Props, "org"> & { organization: OrganizationDetail }) {
  const { slug: org, access } = organization;
  switch (tab) {
    case "teams":
      return <Teams org={org} projects={projects} mayChange={access.includes("team:admin")} />;
    case "general":
      return <General key={organization.name} organization={organization} mayChange={access.includes("org:write")} />;
    case "tokens":
      return (
        <>
          <p class="quiet">For CI and other programs that act for the organisation and not for a person.</p>
          <Tokens path={organizationTokens(org)} scopes={SCOPES} mayChange={access.includes("org:ci")} />
        </>
      );
    case "audit":
      return <AuditLog org={org} />;
    default:
      return <Members org={org} mayChange={access.includes("member:admin")} me={me} />;
  }
}

function General({ organization, mayChange }: { organization: OrganizationDetail; mayChange: boolean }) {
  const form = useForm(async (text) => {
    await changeOrganization(organization.slug, {
      name: text("name"),
      openMembership: text("openMembership") === "on",
    });
    say({ text: "The organisation is saved" });
  });
  return (
    <>
      {!mayChange && <p class="quiet">You may look at these; an owner may change them.</p>}
      <form class="form" onSubmit={form.onSubmit}>
        <FormProblem error={form.error} fields={["name"]} />
        <fieldset disabled={!mayChange}>
          <Field
            label="Name"
            name="name"
            auto="off"
            value={organization.name}
            help={`In links it stays ${organization.slug}.`}
            error={form.wrong("name")}
          />
          <Tick
            label="Every member sees every project"
            name="openMembership"
            isOn={organization.openMembership}
            help="Off: reporters and developers see the projects of their teams alone."
          />
          {mayChange && <button disabled={form.busy}>{form.busy ? "Saving…" : "Save"}</button>}
        </fieldset>
      </form>
      {mayChange && <NewOrganization />}
      {organization.access.includes("org:admin") && <DeleteOrganization organization={organization} />}
    </>
  );
}

/** For whoever types its name. */
function DeleteOrganization({ organization: { slug, name } }: { organization: OrganizationDetail }) {
  const form = useForm(async (text) => {
    await deleteOrganization(slug, text("slug").trim());
    go("/");
    say({ text: `${name} is deleted` });
  });
  return (
    <form class="form danger-zone" onSubmit={form.onSubmit} aria-labelledby="delete-title">
      <h2 id="delete-title">Delete this organisation</h2>
      <p>
        Its projects take nothing more and are deleted with their issues, events and files; so are its teams, invitations and
        tokens. Members who are in no other organisation are signed out. <strong>This cannot be undone.</strong>
      </p>
      <Field label={`Type ${slug} to confirm`} name="slug" auto="off" error={form.wrong("slug")} />
      <FormProblem error={form.error} fields={["slug"]} />
      <button class="danger" disabled={form.busy}>
        {form.busy ? "Deleting…" : "Delete organisation"}
      </button>
    </form>
  );
}

function NewOrganization() {
  const form = useForm(async (text) => {
    const slug = await createOrganization(text("other"));
    go(`organizations/${slug}/projects/new`);
  });
  return (
    <form class="form inline" onSubmit={form.onSubmit}>
      <Field label="Name of another organisation" name="other" auto="off" error={form.wrong("name")} />
      <button disabled={form.busy}>Create organisation</button>
      <FormProblem error={form.error} fields={["name"]} />
    </form>
  );
}
