import type { PeopleProblem } from "../account/people.ts";
import type { Refusal } from "./answer.ts";

/** What a change of people is refused with; `field` is what the body calls a name or slug. */
export function refusalOfPeople({ kind }: PeopleProblem, field = "name"): Refusal {
  switch (kind) {
    case "not-found":
      return { kind: "not-found" };
    case "last-owner":
      return {
        kind: "conflict",
        detail: "This is the last owner, and an organisation needs one. Make somebody else an owner first.",
      };
    case "member-already":
      return { kind: "conflict", detail: "This person is a member already." };
    case "slug-taken":
      return { kind: "conflict", detail: "This slug is taken. Choose another one." };
    case "invalid-name":
      return { kind: "invalid-fields", fields: { [field]: ["must hold a letter or a digit"] } };
    case "email-taken":
      return { kind: "conflict", detail: "This address has an account already. Sign in with it, then open the link again." };
    case "only-organization":
      return {
        kind: "conflict",
        detail: "This is the only organisation, and nobody could come in without one. Make another one first.",
      };
    case "other-person":
      return {
        kind: "no-permission",
        detail: "The invitation is for another e-mail address. Sign out, then open the link again.",
      };
  }
}
