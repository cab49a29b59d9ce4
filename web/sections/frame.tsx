import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { isReached } from "../data/connection.ts";
import { countWords, useCounts } from "../data/issues.ts";
import { say } from "../data/notice.ts";
import { signOut } from "../data/session.ts";
import { useSignal } from "../data/signal.ts";
import type { Theme } from "../data/theme.ts";
import { setTheme, theme } from "../data/theme.ts";
import type { Project, User } from "../data/types.ts";
import { Dialog } from "../primitives/dialog.tsx";
import type { IconName } from "../primitives/icon.tsx";
import { Icon, Mark } from "../primitives/icon.tsx";
import { Menu } from "../primitives/menu.tsx";

type Props = {
  /** All that the asker may see; empty while they are read. */
  projects: readonly Project[];
  current: Project | undefined;
  me: User | undefined;
  /** Which of the places is open. */
  place: string;
  onKeys: () => void;
  /** Opens the palette. */
  onGoTo: () => void;
  children: ComponentChildren;
};

const PLACES: readonly (readonly [path: string, words: string, icon: IconName])[] = [
  ["changed", "changed", "bolt"],
  ["issues", "Issues", "issues"],
  ["releases", "Releases", "releases"],
  ["stats", "Stats", "stats"],
  ["start", "Set-up", "setup"],
  ["settings", "Settings", "settings"],
];
/** Only which key is named: both are heard. */
const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.userAgent);
const pathOf = (project: Project, place: string): string =>
  `organizations/${project.organization.slug}/projects/${project.slug}/${place}`;

/** Around every page of a project: a rail on the left, on a phone a bar above and one below. */
export function Frame({ projects, current, me, place, onKeys, onGoTo, children }: Props) {
  const [isMore, setMore] = useState(false);
  const counts = useCounts(current && { org: current.organization.slug, projects: [current.slug] });
  const places = current !== undefined && (
    <nav class="places" aria-label="Project">
      {PLACES.map(([path, words, icon]) => (
        <a
          key={path}
          class={path === "start" ? "seldom" : undefined}
          href={pathOf(current, path)}
          aria-current={path === place ? "page" : undefined}
        >
          <Icon name={icon} />{" "}
          <span>
            {path === "changed" && <span class="lead">What </span>}
            {words}
          </span>
          {path === "issues" && counts !== undefined && counts.unresolved > 0 && (
            <span class="n" title={`${counts.unresolved} unresolved`}>
              {countWords(counts, "unresolved")}
            </span>
          )}
        </a>
      ))}
      <button type="button" class="narrow" onClick={() => setMore(true)}>
        <Icon name="more" /> <span>More</span>
      </button>
    </nav>
  );
  return (
    <div class="frame-grid">
      <header class="rail">
        <a class="brand" href="./" aria-label="Culprit, to the start">
          <Mark /> <span>Culprit</span>
        </a>
        <Switcher projects={projects} current={current} isOfAll={place === "all-issues"} />
        <button type="button" class="go-to" aria-keyshortcuts="Control+K Meta+K" onClick={onGoTo}>
          <Icon name="search" /> <span>Go to…</span> <kbd>{IS_APPLE ? "⌘ K" : "Ctrl K"}</kbd>
        </button>
        {places}
        <div class="rail-foot">
          <ThemeChoice />
          <div class="row">
            <Menu
              class="ghost account"
              label={
                <>
                  <Icon name="user" /> <span class="sr">Account </span>
                  <span class="cut">{me?.name || me?.email || "Account"}</span>
                </>
              }
            >
              {me !== undefined && <p class="who">{me.email}</p>}
              <a href="account">My account</a>
              {current !== undefined && (
                <a href={`organizations/${current.organization.slug}/settings/members`}>{current.organization.name}: people</a>
              )}
              <SignOut />
            </Menu>
            <button
              type="button"
              class="ghost square"
              aria-label="Keyboard shortcuts"
              title="Keyboard shortcuts (?)"
              onClick={onKeys}
            >
              <Icon name="keys" />
            </button>
          </div>
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        <Unreached />
        {children}
      </main>
      {isMore && (
        <Dialog title="More" onClose={() => setMore(false)}>
          <div class="more-sheet">
            {me !== undefined && <p class="quiet">Signed in as {me.email}</p>}
            <ThemeChoice />
            {current !== undefined && (
              <a class="button" href={pathOf(current, "start")} onClick={() => setMore(false)}>
                Set up an SDK
              </a>
            )}
            <a class="button" href="account" onClick={() => setMore(false)}>
              My account
            </a>
            {current !== undefined && (
              <a
                class="button"
                href={`organizations/${current.organization.slug}/settings/members`}
                onClick={() => setMore(false)}
              >
                People of {current.organization.name}
              </a>
            )}
            <SignOut />
          </div>
        </Dialog>
      )}
    </div>
  );
}

function SignOut() {
  const leave = () =>
    void signOut().catch(() => say({ text: "You are still signed in: the server cannot be reached.", isProblem: true }));
  return (
    <button type="button" onClick={leave}>
      Sign out
    </button>
  );
}

/** Which project, and with it which organisation. The same place of the other project is opened. */
function Switcher({ projects, current, isOfAll }: Pick<Props, "projects" | "current"> & { isOfAll: boolean }) {
  const byOrganization = [...Map.groupBy(projects, ({ organization }) => organization.slug).values()];
  return (
    <Menu
      class="switcher"
      label={
        <>
          <span class="cut">
            <small>{current?.organization.name ?? "Organisation"}</small>
            <strong>{isOfAll ? "All projects" : (current?.name ?? "Choose a project")}</strong>
          </span>
          <span class="sr">, change project</span>
          <Icon name="down" />
        </>
      }
    >
      {byOrganization.map((group) => (
        <section key={group[0]?.organization.slug}>
          <p class="who">{group[0]?.organization.name}</p>
          {group.map((project) => (
            <a
              key={project.id}
              href={pathOf(project, project.firstEvent === null ? "start" : "changed")}
              aria-current={!isOfAll && project.id === current?.id ? "true" : undefined}
            >
              <span class="cut">{project.name}</span>
              {!isOfAll && project.id === current?.id && <Icon name="check" />}
            </a>
          ))}
          {group.length > 1 && (
            <a
              href={`organizations/${group[0]?.organization.slug}/issues`}
              aria-current={isOfAll && group[0]?.organization.slug === current?.organization.slug ? "true" : undefined}
            >
              <Icon name="issues" /> Issues of all projects
            </a>
          )}
          {group[0]?.access.includes("project:write") === true && (
            <a href={`organizations/${group[0].organization.slug}/projects/new`}>
              <Icon name="plus" /> New project
            </a>
          )}
        </section>
      ))}
    </Menu>
  );
}

const THEMES: readonly (readonly [theme: Theme, words: string, icon: IconName])[] = [
  ["light", "Light", "sun"],
  ["dark", "Dark", "moon"],
  ["system", "As the device", "system"],
];

export function ThemeChoice() {
  const now = useSignal(theme);
  return (
    <div class="segments themes" role="group" aria-label="Theme">
      {THEMES.map(([name, words, icon]) => (
        <button
          key={name}
          type="button"
          title={words}
          aria-label={words}
          aria-pressed={now === name}
          onClick={() => setTheme(name)}
        >
          <Icon name={icon} />
        </button>
      ))}
    </div>
  );
}

function Unreached() {
  const reached = useSignal(isReached);
  return (
    <div role="status">
      {!reached && (
        <p class="unreached">
          <Icon name="offline" /> The server cannot be reached. What you see may be old; it is asked for again by itself.
        </p>
      )}
    </div>
  );
}
