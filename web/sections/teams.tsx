import { useState } from "preact/hooks";
import { toApiError } from "../data/api.ts";
import type { Team } from "../data/people.ts";
import {
  createTeam,
  deleteTeam,
  setTeamMember,
  setTeamProject,
  useMembers,
  useTeamMembers,
  useTeamProjects,
  useTeams,
} from "../data/people.ts";
import type { Project } from "../data/types.ts";
import { Act } from "../primitives/act.tsx";
import { Field, FormProblem, useForm } from "../primitives/field.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";

type Props = { org: string; projects: readonly Project[]; mayChange: boolean };

/** Teams: who is in them, and which projects they look after. */
export function Teams({ org, projects, mayChange }: Props) {
  const teams = useTeams(org);
  const [open, setOpen] = useState<string>();
  if (teams.error !== undefined) return <Failed error={teams.error} retry={teams.reload} what="list of teams" />;
  if (teams.data === undefined) return <Skeleton rows={2} shape="line" />;
  return (
    <>
      {teams.data.length === 0 && <p>There are no teams yet.</p>}
      {teams.data.length > 0 && (
        <ul class="keys-list">
          {teams.data.map((team) => (
            <li key={team.id} class="key">
              <div class="row">
                <span>
                  <strong>
                    <bdi>{team.name}</bdi>
                  </strong>{" "}
                  <span class="quiet">
                    {team.slug} · {team.memberCount} {team.memberCount === 1 ? "member" : "members"}
                  </span>
                </span>
                <span class="buttons">
                  <button
                    type="button"
                    aria-expanded={open === team.slug}
                    aria-label={`${open === team.slug ? "Close" : "Open"} ${team.name}`}
                    onClick={() => setOpen(open === team.slug ? undefined : team.slug)}
                  >
                    {open === team.slug ? "Close" : "Open"}
                  </button>
                  {mayChange && (
                    <Act
                      words="Delete"
                      name={`Delete ${team.name}`}
                      sure="Its members and projects stay."
                      act={() => deleteTeam(org, team.slug)}
                    />
                  )}
                </span>
              </div>
              {open === team.slug && <Inside org={org} team={team} projects={projects} mayChange={mayChange} />}
            </li>
          ))}
        </ul>
      )}
      {mayChange && <TeamForm org={org} />}
    </>
  );
}

function TeamForm({ org }: { org: string }) {
  const [turn, setTurn] = useState(0);
  const form = useForm(async (text) => {
    await createTeam(org, text("name"));
    setTurn((n) => n + 1);
  });
  return (
    <form key={turn} class="form inline" onSubmit={form.onSubmit}>
      <Field label="Name of a new team" name="name" auto="off" placeholder="Checkout" error={form.wrong("name")} />
      <button disabled={form.busy}>{form.busy ? "Creating…" : "Create team"}</button>
      <FormProblem error={form.error} fields={["name"]} />
    </form>
  );
}

function Inside({ org, team, projects, mayChange }: Props & { team: Team }) {
  const members = useMembers(org);
  const inTeam = useTeamMembers(org, team.slug);
  const own = useTeamProjects(org, team.slug);
  if (members.data === undefined || inTeam.data === undefined || own.data === undefined)
    return <Skeleton rows={2} shape="line" />;
  const isIn = new Set(inTeam.data.map(({ id }) => id));
  const isOwn = new Set(own.data.map(({ slug }) => slug));
  return (
    <div class="pair">
      <Ticks
        legend="Members"
        mayChange={mayChange}
        rows={members.data.filter(({ pending }) => !pending).map(({ id, name }) => ({ id, name, isOn: isIn.has(id) }))}
        set={(id, isOn) => setTeamMember(org, team.slug, id, isOn)}
      />
      <Ticks
        legend="Projects"
        mayChange={mayChange}
        rows={projects
          .filter(({ organization }) => organization.slug === org)
          .map(({ slug, name }) => ({ id: slug, name, isOn: isOwn.has(slug) }))}
        set={(slug, isOn) => setTeamProject(org, team.slug, slug, isOn)}
      />
    </div>
  );
}

function Ticks(props: {
  legend: string;
  mayChange: boolean;
  rows: readonly { id: string; name: string; isOn: boolean }[];
  set: (id: string, isOn: boolean) => Promise<void>;
}) {
  const [problem, setProblem] = useState<string>();
  return (
    <fieldset class="ticks" disabled={!props.mayChange}>
      <legend>{props.legend}</legend>
      {props.rows.map(({ id, name, isOn }) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={isOn}
            onChange={() => {
              setProblem(undefined);
              props.set(id, !isOn).catch((error: unknown) => setProblem(toApiError(error).message));
            }}
          />{" "}
          <bdi>{name}</bdi>
        </label>
      ))}
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  );
}
