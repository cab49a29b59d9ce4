import type { Organization } from "../project/project.ts";
import type { Role, User } from "./account.ts";

/** A person of an organisation. */
export type Member = {
  readonly organizationId: number;
  readonly user: User;
  readonly role: Role;
  readonly joinedAtMs: number;
  readonly hasTotp: boolean;
};

/** People and the projects they look after. Counts nothing towards rights: those come from the role. */
export type Team = {
  readonly id: number;
  readonly organizationId: number;
  readonly slug: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly memberIds: readonly number[];
  readonly projectIds: readonly number[];
};

/** Somebody who was asked to join and has not done so. Its link is known by its hash alone. */
export type Invitation = {
  readonly id: number;
  readonly organizationId: number;
  readonly email: string;
  readonly role: Role;
  readonly teamIds: readonly number[];
  readonly invitedByUserId: number | undefined;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
};

export interface PeopleReader {
  /** By name, then e-mail address. */
  listMembers(organizationId: number): Promise<readonly Member[]>;
  findMember(organizationId: number, userId: number): Promise<Member | undefined>;
  listTeams(organizationId: number): Promise<readonly Team[]>;
  /** Those that have expired as well, so that they can be sent again. */
  listInvitations(organizationId: number): Promise<readonly Invitation[]>;
  /** `tokenHash` is lower-case hex SHA-256 of the link's secret. Expired ones are not found. */
  findInvitation(
    tokenHash: string,
    nowMs: number,
  ): Promise<{ readonly invitation: Invitation; readonly organization: Organization } | undefined>;
  /** False: members see the projects of their teams alone. */
  isOpen(organizationId: number): Promise<boolean>;
}

export type PeopleProblem = {
  readonly kind:
    | "not-found"
    | "last-owner"
    | "member-already"
    | "slug-taken"
    | "invalid-name"
    | "email-taken"
    | "other-person"
    | "only-organization";
};
type Refused = { readonly problem: PeopleProblem };
type Done = { readonly problem?: undefined };

export interface PeopleCommands {
  /**
   * Takes an organisation away, with its projects (whose data follows in slices), teams, invitations and tokens. Who is in no other one is
   * signed out. Refused for the only one there is: nobody could come in.
   */
  deleteOrganization(args: { readonly organizationId: number }): Promise<Done | Refused>;
  createOrganization(args: {
    readonly name: string;
    readonly slug?: string;
    readonly ownerId: number;
  }): Promise<{ readonly organization: Organization } | Refused>;
  changeOrganization(args: {
    readonly organizationId: number;
    readonly name?: string;
    readonly isOpen?: boolean;
  }): Promise<void>;
  /** Refuses to leave an organisation without an owner. */
  changeRole(args: { readonly organizationId: number; readonly userId: number; readonly role: Role }): Promise<Done | Refused>;
  /**
   * Takes a person out, with their places in teams and the tokens that were made for this organisation. Who is in no other
   * organisation is signed out everywhere, and loses all tokens. Refuses to remove the last owner.
   */
  removeMember(args: { readonly organizationId: number; readonly userId: number }): Promise<Done | Refused>;
  createTeam(args: {
    readonly organizationId: number;
    readonly name: string;
    readonly slug?: string;
  }): Promise<{ readonly team: Team } | Refused>;
  changeTeam(args: { readonly teamId: number; readonly name?: string; readonly slug?: string }): Promise<Done | Refused>;
  /** What it took care of is nobody's then. */
  deleteTeam(args: { readonly teamId: number }): Promise<void>;
  /** Nothing happens when it is so already. Persons and projects of other organisations are not found. */
  setTeamMember(args: { readonly teamId: number; readonly userId: number; readonly isIn: boolean }): Promise<Done | Refused>;
  setTeamProject(args: {
    readonly teamId: number;
    readonly projectId: number;
    readonly isIn: boolean;
  }): Promise<Done | Refused>;
  /** In place of an earlier one for the same address, whose link then ends. */
  invite(args: {
    readonly organizationId: number;
    readonly email: string;
    readonly role: Role;
    readonly teamIds: readonly number[];
    readonly tokenHash: string;
    readonly invitedByUserId: number | undefined;
    readonly expiresAtMs: number;
  }): Promise<{ readonly invitation: Invitation } | Refused>;
  withdrawInvitation(args: { readonly organizationId: number; readonly invitationId: number }): Promise<void>;
  /**
   * Spends the link, in one transaction: makes the account (`newUser`), or lets the one that is signed in join (`userId`), whose
   * address must be the invited one.
   */
  acceptInvitation(args: {
    readonly tokenHash: string;
    readonly nowMs: number;
    readonly userId?: number;
    readonly newUser?: { readonly name: string; readonly passwordHash: string };
  }): Promise<{ readonly user: User; readonly organization: Organization; readonly role: Role } | Refused>;
}
