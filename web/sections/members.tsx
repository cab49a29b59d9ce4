import { useState } from "preact/hooks";
import { say } from "../data/notice.ts";
import type { Member } from "../data/people.ts";
import {
  changeRole,
  invite,
  inviteAgain,
  makeResetLink,
  removeMember,
  removeTotpOf,
  ROLES,
  useMembers,
  useTeams,
} from "../data/people.ts";
import { toApiError } from "../data/api.ts";
import { Act, Once } from "../primitives/act.tsx";
import { Copy } from "../primitives/copy.tsx";
import { Choice, Field, FormProblem, useForm } from "../primitives/field.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Ago } from "../primitives/time.tsx";

type Shown = { what: string; link: string };

/** Who is in the organisation, and who was asked to come. */
export function Members({ org, mayChange, me }: { org: string; mayChange: boolean; me: string | undefined }) {
  const members = useMembers(org);
  const [shown, setShown] = useState<Shown>();
  if (members.error !== undefined) return <Failed error={members.error} retry={members.reload} what="list of members" />;
  if (members.data === undefined) return <Skeleton rows={4} shape="line" />;
  return (
    <>
      {mayChange && <InviteForm org={org} onLink={setShown} />}
      {shown !== undefined && (
        <Once what={shown.what}>
          <p>Hand it over yourself: it is shown this once.</p>
          <div class="code">
            <pre tabIndex={0} aria-label="Link">
              {shown.link}
            </pre>
            <Copy text={shown.link} what="link" words="Copy" />
          </div>
        </Once>
      )}
      <ul class="keys-list after">
        {members.data.map((member) => (
          <MemberRow key={member.id} org={org} of={member} mayChange={mayChange} isMe={member.email === me} onLink={setShown} />
        ))}
      </ul>
    </>
  );
}

function InviteForm({ org, onLink }: { org: string; onLink: (shown: Shown) => void }) {
  const teams = useTeams(org);
  const [turn, setTurn] = useState(0);
  const form = useForm(async (text) => {
    const email = text("email");
    const team = text("team");
    const link = await invite(org, email, text("role"), team === "" ? [] : [team]);
    onLink({ what: `Invitation for ${email}. The link works once, for a week.`, link });
    setTurn((n) => n + 1);
  });
  return (
    <form key={turn} class="form inline invite" onSubmit={form.onSubmit}>
      <Field label="Invite by e-mail address" name="email" type="email" auto="off" error={form.wrong("email")} />
      <Choice label="Role" name="role" value="developer">
        {ROLES.map(([role, name, may]) => (
          <option key={role} value={role}>
            {name}: {may}
          </option>
        ))}
      </Choice>
      {(teams.data?.length ?? 0) > 0 && (
        <Choice label="Team" name="team" value="">
          <option value="">None</option>
          {teams.data?.map(({ slug, name }) => (
            <option key={slug} value={slug}>
              {name}
            </option>
          ))}
        </Choice>
      )}
      <button disabled={form.busy}>{form.busy ? "Inviting…" : "Invite"}</button>
      <FormProblem error={form.error} fields={["email"]} />
    </form>
  );
}

type RowProps = { org: string; of: Member; mayChange: boolean; isMe: boolean; onLink: (shown: Shown) => void };

function MemberRow({ org, of: member, mayChange, isMe, onLink }: RowProps) {
  const { id, name, email, pending, expired, teams, user } = member;
  return (
    <li class="key member">
      <div class="row">
        <span>
          <strong>
            <bdi>{name}</bdi>
          </strong>
          {isMe && <span class="quiet"> (you)</span>} {pending && <span class="status">{expired ? "Expired" : "Invited"}</span>}
          {user?.has2fa === true && <span class="status resolved">Two factors</span>}
          <br />
          <span class="quiet">
            {name !== email && `${email} · `}
            {pending ? "asked" : "here since"} <Ago at={member.dateCreated} />
            {teams.length > 0 && ` · ${teams.join(", ")}`}
          </span>
        </span>
        {mayChange && !pending ? (
          <RoleChoice key={member.role} org={org} of={member} />
        ) : (
          <span class="quiet">{member.roleName}</span>
        )}
      </div>
      {mayChange && (
        <div class="buttons">
          {pending ? (
            <>
              <Act
                words="New link"
                name={`New link for ${email}`}
                act={async () =>
                  onLink({ what: `New invitation for ${email}. The one before is void.`, link: await inviteAgain(org, id) })
                }
              />
              <Act words="Take back" name={`Take back the invitation of ${email}`} act={() => removeMember(org, id)} />
            </>
          ) : (
            <>
              <Act
                words="Password link"
                name={`Password link for ${email}`}
                act={async () =>
                  onLink({
                    what: `A link for ${email} to set a new password, for four hours.`,
                    link: await makeResetLink(org, id),
                  })
                }
              />
              {user?.has2fa === true && (
                <Act
                  words="Switch off two factors"
                  name={`Switch off two factors of ${email}`}
                  sure="The password alone will sign in."
                  act={() => removeTotpOf(org, id)}
                />
              )}
              <Act
                words={isMe ? "Leave" : "Remove"}
                name={isMe ? "Leave the organisation" : `Remove ${email}`}
                sure={isMe ? "You lose access at once." : `${name} loses access at once.`}
                act={() => removeMember(org, id)}
              />
            </>
          )}
        </div>
      )}
    </li>
  );
}

function RoleChoice({ org, of: member }: { org: string; of: Member }) {
  const [problem, setProblem] = useState<string>();
  const change = (event: Event) => {
    if (!(event.currentTarget instanceof HTMLSelectElement)) return;
    setProblem(undefined);
    changeRole(org, member.id, event.currentTarget.value).then(
      () => say({ text: `The role of ${member.name} is saved` }),
      (error: unknown) => setProblem(toApiError(error).message),
    );
  };
  return (
    <span class="act">
      <select aria-label={`Role of ${member.email}`} value={member.role} onChange={change}>
        {ROLES.map(([role, name]) => (
          <option key={role} value={role}>
            {name}
          </option>
        ))}
      </select>
      {problem !== undefined && (
        <span class="problem" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}
