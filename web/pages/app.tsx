import { useEffect, useState } from "preact/hooks";
import { useIssue } from "../data/issues.ts";
import { lastProject, noteProject } from "../data/last-project.ts";
import { useProjects } from "../data/projects.ts";
import { go, match, useRoute } from "../data/router.ts";
import { useMe, useNeedsSetup } from "../data/session.ts";
import { usePaletteKey, useShortcuts } from "../data/shortcuts.ts";
import type { Project } from "../data/types.ts";
import { ApiError } from "../data/api.ts";
import { NoticeBar } from "../primitives/notice-bar.tsx";
import { Failed, Skeleton, State } from "../primitives/states.tsx";
import { Frame } from "../sections/frame.tsx";
import { Palette } from "../sections/palette.tsx";
import { ShortcutsDialog } from "../sections/shortcuts.tsx";
import { SetUp, SignIn } from "./access.tsx";
import { Account } from "./account.tsx";
import { Invitation, NewPassword } from "./by-link.tsx";
import { AllIssues } from "./all-issues.tsx";
import { Events } from "./events.tsx";
import { Changed } from "./changed.tsx";
import { Installation } from "./installation.tsx";
import { IssuePage } from "./issue.tsx";
import { Issues } from "./issues.tsx";
import { NewProject } from "./new-project.tsx";
import { Organization } from "./organization.tsx";
import { ReleasePage } from "./release.tsx";
import { Releases } from "./releases.tsx";
import { Settings } from "./settings.tsx";
import { Start } from "./start.tsx";
import { Stats } from "./stats.tsx";
import { Unsubscribe } from "./unsubscribe.tsx";

export function App() {
  const { path, search } = useRoute();
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => (event.preventDefault(), document.getElementById("main")?.focus())}>
        Skip to content
      </a>
      {path === "signin" ? (
        <SignIn next={search.get("next") ?? ""} problem={search.get("problem") ?? ""} />
      ) : path === "setup" ? (
        <SetUp token={search.get("token") ?? ""} />
      ) : path === "unsubscribe" ? (
        <Unsubscribe token={search.get("token") ?? ""} />
      ) : path === "invitation" ? (
        <Invitation token={search.get("token") ?? ""} />
      ) : path === "new-password" ? (
        <NewPassword token={search.get("token") ?? ""} />
      ) : path === "" ? (
        <Home />
      ) : (
        <Framed path={path} search={search} />
      )}
      <NoticeBar />
    </>
  );
}

/** Where a path leads, read from it alone. */
type Place =
  | { kind: "changed" | "issues" | "releases" | "stats" | "start" | "settings"; org: string; project: string }
  | { kind: "release"; org: string; project: string; version: string }
  | { kind: "issue"; org: string; id: string; event: string }
  | { kind: "events"; org: string; id: string }
  | { kind: "new-project" | "all-issues"; org: string }
  | { kind: "organization"; org: string; tab: string }
  | { kind: "account" | "installation" }
  | { kind: "unknown" };

function placeOf(path: string): Place {
  if (path === "account") return { kind: "account" };
  if (path === "admin") return { kind: "installation" };
  const [inOrg, tab = "members"] =
    match("organizations/:o/settings/:t", path) ?? match("organizations/:o/settings", path) ?? [];
  if (inOrg !== undefined) return { kind: "organization", org: inOrg, tab };
  const [newIn] = match("organizations/:o/projects/new", path) ?? [];
  if (newIn !== undefined) return { kind: "new-project", org: newIn };
  const [allOf] = match("organizations/:o/issues", path) ?? [];
  if (allOf !== undefined) return { kind: "all-issues", org: allOf };
  const [org, project, kind] = match("organizations/:o/projects/:p/:k", path) ?? [];
  if (
    org !== undefined &&
    project !== undefined &&
    (kind === "changed" ||
      kind === "issues" ||
      kind === "releases" ||
      kind === "stats" ||
      kind === "start" ||
      kind === "settings")
  ) {
    return { kind, org, project };
  }
  const [owner, within, version] = match("organizations/:o/projects/:p/releases/:v", path) ?? [];
  if (owner !== undefined && within !== undefined && version !== undefined) {
    return { kind: "release", org: owner, project: within, version };
  }
  const [eventsIn, ofIssue] = match("organizations/:o/issues/:id/events", path) ?? [];
  if (eventsIn !== undefined && ofIssue !== undefined) return { kind: "events", org: eventsIn, id: ofIssue };
  const [of, id, event = "latest"] =
    match("organizations/:o/issues/:id/events/:e", path) ?? match("organizations/:o/issues/:id", path) ?? [];
  return of !== undefined && id !== undefined ? { kind: "issue", org: of, id, event } : { kind: "unknown" };
}

function Framed({ path, search }: { path: string; search: URLSearchParams }) {
  const place = placeOf(path);
  const projects = useProjects();
  const me = useMe(true);
  const [isKeys, setKeys] = useState(false);
  const [isGoTo, setGoTo] = useState(false);
  usePaletteKey(() => setGoTo(true));
  const slug = useProjectSlug(place);
  const all = projects.data ?? [];
  const org = "org" in place ? place.org : undefined;
  const named = all.find((project) => project.organization.slug === org && project.slug === slug);
  const current = named ?? (slug === undefined ? lastProject(all, org) : undefined);
  useEffect(() => void (named !== undefined && noteProject(named)), [named?.id]);
  useShortcuts({
    "?": () => setKeys(true),
    "g c": current && (() => go(`organizations/${current.organization.slug}/projects/${current.slug}/changed`)),
    "g i": current && (() => go(`organizations/${current.organization.slug}/projects/${current.slug}/issues`)),
  });
  const open =
    place.kind === "issue" || place.kind === "events" ? "issues" : place.kind === "release" ? "releases" : place.kind;
  return (
    <Frame projects={all} current={current} me={me.data} place={open} onKeys={() => setKeys(true)} onGoTo={() => setGoTo(true)}>
      <Page place={place} path={path} search={search} project={current} projects={all} me={me.data?.email} />
      {isGoTo && <Palette projects={all} current={current} onClose={() => setGoTo(false)} />}
      {isKeys && <ShortcutsDialog onClose={() => setKeys(false)} />}
    </Frame>
  );
}

/** An issue's path names no project: the issue does. */
function useProjectSlug(place: Place): string | undefined {
  const issue = useIssue(place.kind === "issue" || place.kind === "events" ? { org: place.org, id: place.id } : undefined);
  return "project" in place ? place.project : issue.data?.project.slug;
}

type PageProps = {
  place: Place;
  path: string;
  search: URLSearchParams;
  project: Project | undefined;
  projects: readonly Project[];
  me: string | undefined;
};

function Page({ place, path, search, project, projects, me }: PageProps) {
  switch (place.kind) {
    case "changed":
      return <Changed key={place.project} org={place.org} slug={place.project} project={project} path={path} search={search} />;
    case "issues":
      return <Issues key={place.org + place.project} org={place.org} project={place.project} path={path} search={search} />;
    case "releases":
      return (
        <Releases key={place.project} org={place.org} slug={place.project} project={project} path={path} search={search} />
      );
    case "release":
      return (
        <ReleasePage
          key={place.version}
          org={place.org}
          slug={place.project}
          version={place.version}
          project={project}
          path={path}
          search={search}
        />
      );
    case "stats":
      return <Stats key={place.project} org={place.org} slug={place.project} project={project} path={path} search={search} />;
    case "start":
      return <Start key={place.project} org={place.org} project={place.project} path={path} search={search} />;
    case "settings":
      return <Settings key={place.project} org={place.org} project={place.project} />;
    case "issue":
      return (
        <IssuePage
          key={place.id}
          org={place.org}
          id={place.id}
          event={place.event}
          path={path}
          search={search}
          project={project}
        />
      );
    case "events":
      return <Events key={place.id} org={place.org} id={place.id} path={path} search={search} />;
    case "all-issues":
      return <AllIssues key={place.org} org={place.org} projects={projects} path={path} search={search} />;
    case "new-project":
      return <NewProject org={place.org} />;
    case "organization":
      return <Organization key={place.org} org={place.org} tab={place.tab} projects={projects} me={me} />;
    case "account":
      return <Account problem={search.get("problem") ?? ""} />;
    case "installation":
      return <Installation />;
    case "unknown":
      return <Failed error={new ApiError(404, "There is no such page.")} />;
  }
}

/** To the project that was looked at last; to set-up or sign-in when that is what is next. */
function Home() {
  const setup = useNeedsSetup();
  const projects = useProjects(setup.data?.needsSetup === false);
  const first = lastProject(projects.data ?? []);
  useEffect(() => {
    if (setup.data?.needsSetup === true) go("setup", true);
    else if (first !== undefined) {
      const page = first.firstEvent === null ? "start" : "changed";
      go(`organizations/${first.organization.slug}/projects/${first.slug}/${page}`, true);
    }
  }, [setup.data, first]);
  const error = setup.error ?? projects.error;
  return (
    <main id="main" tabIndex={-1} class="alone">
      {error !== undefined ? (
        <Failed error={error} retry={setup.error === undefined ? projects.reload : setup.reload} />
      ) : projects.data?.length === 0 ? (
        <State icon="issues" title="No projects yet">
          <p>You are signed in, and no project is open to you. Ask an owner to make one or to add you.</p>
        </State>
      ) : (
        <Skeleton />
      )}
    </main>
  );
}
