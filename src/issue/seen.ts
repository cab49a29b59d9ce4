/** Which issues a person has looked at. One that came back after the last look counts as not seen. */
export interface SeenReader {
  /** Of these issues, those that the person has seen. */
  listSeen(userId: number, issueIds: readonly number[]): Promise<ReadonlySet<number>>;
}

export interface SeenCommands {
  /**
   * Notes that a person has seen these issues, or takes that back; issues that are not in the projects are passed over.
   * Answers the ids of the others.
   */
  markSeen(args: {
    readonly userId: number;
    readonly issueIds: readonly number[];
    readonly projectIds: readonly number[];
    readonly hasSeen: boolean;
  }): Promise<{ readonly marked: readonly number[] }>;
}
