/** What somebody wrote about an error or about the program. */
export type UserReport = {
  readonly id: number;
  readonly projectId: number;
  /** From the crash dialog, about one event; or from the feedback widget. */
  readonly kind: "user-report" | "feedback";
  /** The event it is about; absent when it is about none. It may not have arrived. */
  readonly eventId: string | undefined;
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly comments: string;
  readonly url: string | undefined;
  readonly receivedAtMs: number;
};

/** Adapter: the SQLite reader. */
export interface UserReportReader {
  /** Newest first; those with an id below `beforeId`. */
  listUserReports(
    projectId: number,
    page: { readonly limit: number; readonly beforeId?: number },
  ): Promise<readonly UserReport[]>;
  /** The newest one about an event. */
  findReportOfEvent(projectId: number, eventId: string): Promise<UserReport | undefined>;
}
