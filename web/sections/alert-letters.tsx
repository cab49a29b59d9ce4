import { MAIL } from "../data/alert-rule.ts";
import type { Rule, RuleElement } from "../data/alerts.ts";
import type { Member, Team } from "../data/people.ts";
import { useMembers, useTeams } from "../data/people.ts";
import { Tick } from "../primitives/field.tsx";
import { isTicked } from "../primitives/form-state.ts";

/** Whom letters may go to beside all members; undefined while it is read. */
export type Addressees = { teams: readonly Team[] | undefined; members: readonly Member[] | undefined };

export function useAddressees(org: string): Addressees {
  return { teams: useTeams(org).data, members: useMembers(org).data };
}

type Props = Addressees & { rule: Rule | undefined };

/** One switch for each team and, folded away unless one is chosen, for each member. */
export function LetterTicks({ rule, teams = [], members = [] }: Props) {
  const isOn = (type: Kind, id: string): boolean => rule?.actions.some((action) => isTo(action, type, id)) ?? false;
  const people = members.flatMap(({ user, name, email }) => (user === null ? [] : { id: user.id, name, email }));
  return (
    <>
      {teams.map(({ id, name }) => (
        <Tick key={id} label={`Team ${name} by e-mail`} name={nameOf("Team", id)} isOn={isOn("Team", id)} />
      ))}
      {people.length > 0 && (
        <details open={people.some(({ id }) => isOn("Member", id))}>
          <summary>Single members</summary>
          <div class="people ticks">
            {people.map(({ id, name, email }) => (
              <Tick
                key={id}
                label={name === "" || name === email ? `${email} by e-mail` : `${name} (${email}) by e-mail`}
                name={nameOf("Member", id)}
                isOn={isOn("Member", id)}
              />
            ))}
          </div>
        </details>
      )}
    </>
  );
}

/** What is ticked; what the rule has stays as long as it is not known whom there is to choose from. */
export function lettersIn(form: HTMLFormElement | null, rule: Rule | undefined, { teams, members }: Addressees): RuleElement[] {
  const chosen = (type: Kind, ids: readonly string[] | undefined): readonly RuleElement[] =>
    ids === undefined
      ? (rule?.actions.filter(({ id, targetType }) => id === MAIL && targetType === type) ?? [])
      : ids
          .filter((id) => isTicked(form, nameOf(type, id)))
          .map((id) => ({ id: MAIL, targetType: type, targetIdentifier: id }));
  return [
    ...chosen(
      "Team",
      teams?.map(({ id }) => id),
    ),
    ...chosen(
      "Member",
      members?.flatMap(({ user }) => user?.id ?? []),
    ),
  ];
}

export const isToAll = ({ id, targetType }: RuleElement): boolean =>
  id === MAIL && targetType !== "Team" && targetType !== "Member";

type Kind = "Team" | "Member";
const nameOf = (type: Kind, id: string): string => `${MAIL}.${type}.${id}`;
const isTo = ({ id, targetType, targetIdentifier }: RuleElement, type: Kind, target: string): boolean =>
  id === MAIL && targetType === type && targetIdentifier === target;
