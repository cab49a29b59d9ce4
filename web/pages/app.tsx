import { useEffect, useState } from "preact/hooks";
import { ask } from "../data/api.ts";
import { go, match, useRoute } from "../data/router.ts";
import type { Project } from "../data/types.ts";
import { forget, useAsk } from "../data/use-ask.ts";
import { Failed, Skeleton } from "../primitives/parts.tsx";
import { SetUp, SignIn } from "./access.tsx";
import { IssuePage } from "./issue.tsx";
import { Issues } from "./issues.tsx";
import { Start } from "./start.tsx";

export function App() {
  const { path, search } = useRoute();
  const isOpen = path === "signin" || path === "setup";
  return (
    <>
      <a class="skip" href="#main" onClick={(e) => (e.preventDefault(), document.getElementById("main")?.focus())}>
        Skip to content
      </a>
      <Header isOpen={isOpen} />
      <main id="main" tabIndex={-1}>
        <Page path={path} search={search} />
      </main>
    </>
  );
}

function Page({ path, search }: { path: string; search: URLSearchParams }) {
  if (path === "") return <Home />;
  if (path === "signin") return <SignIn />;
  if (path === "setup") return <SetUp token={search.get("token") ?? ""} />;
  const [o, p] = match("organizations/:o/projects/:p/start", path) ?? [];
  if (o && p) return <Start org={o} project={p} />;
  const [lo, lp] = match("organizations/:o/projects/:p/issues", path) ?? [];
  if (lo && lp) return <Issues key={lo + lp} org={lo} project={lp} search={search} />;
  const [io, id, event] =
    match("organizations/:o/issues/:id/events/:e", path) ?? match("organizations/:o/issues/:id", path) ?? [];
  if (io && id) return <IssuePage org={io} id={id} event={event ?? "latest"} />;
  return <Failed error={{ status: 404, message: "There is no such page." }} />;
}

/** To the first project; to set-up or sign-in when that is what is next. */
function Home() {
  const setup = useAsk<{ needsSetup: boolean }>("setup/");
  const projects = useAsk<Project[]>(setup.data?.needsSetup === false ? "projects/" : null);
  const first = projects.data?.[0];
  useEffect(() => {
    if (setup.data?.needsSetup) go("setup", true);
    else if (first)
      go(`organizations/${first.organization.slug}/projects/${first.slug}/${first.firstEvent ? "issues" : "start"}`, true);
  }, [setup.data, first]);
  const error = setup.error ?? projects.error;
  if (error) return <Failed error={error} retry={setup.reload} />;
  if (projects.data?.length === 0)
    return (
      <div class="state">
        <h1>No projects yet</h1>
        <p>Ask an owner to make one or to add you.</p>
      </div>
    );
  return <Skeleton />;
}

function Header({ isOpen }: { isOpen: boolean }) {
  const [dark, setDark] = useState(
    () => (localStorage.getItem("theme") ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark",
  );
  useEffect(() => void (document.documentElement.dataset["theme"] = dark ? "dark" : "light"), [dark]);
  const flip = () => {
    localStorage.setItem("theme", dark ? "light" : "dark");
    setDark(!dark);
  };
  const signOut = () =>
    void ask("auth/", "DELETE")
      .catch(() => undefined)
      .then(() => (forget(), go("signin")));
  return (
    <header class="top">
      <a class="brand" href="./">
        Culprit
      </a>
      <nav aria-label="Account">
        <button type="button" onClick={flip}>
          {dark ? "Light" : "Dark"}
        </button>
        {!isOpen && (
          <button type="button" onClick={signOut}>
            Sign out
          </button>
        )}
      </nav>
    </header>
  );
}
