/** A project as the connect flow shows it. */
export type RemoteProject = {
  /** Digits. */
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  /** "active", unless it is on its way out. */
  readonly status: string;
  readonly organization: { readonly slug: string; readonly name: string };
};

export type RemoteProjects = {
  readonly projects: readonly RemoteProject[];
  /** False when there may be more than were read. */
  readonly isComplete: boolean;
};
