/** Days; what an administrator or a project may ask for. */
export const MIN_RETENTION_DAYS = 1;
export const MAX_RETENTION_DAYS = 3_650;
export const DEFAULT_RETENTION_DAYS = 90;

/** Events; what a project may ask to keep at most. Fewer would not show what is going on. */
export const MIN_MAX_EVENTS = 100;
export const MAX_MAX_EVENTS = 1_000_000_000;

const DAY_MS = 86_400_000;

/** A project may keep events for a shorter time than the installation, never for a longer one. */
export function retentionInForce(installationDays: number, projectDays: number | undefined): number {
  return Math.min(installationDays, projectDays ?? installationDays);
}

/** What was received before this is to go. Whole UTC days: a day goes when its last moment is old enough. Unix ms. */
export function cutOf(receivedNowMs: number, days: number): number {
  return Math.floor(receivedNowMs / DAY_MS) * DAY_MS - days * DAY_MS;
}

export interface RetentionCommands {
  /** `undefined`: as long as the installation. */
  setRetention(args: { readonly projectId: number; readonly days: number | undefined }): Promise<void>;
  /** `undefined`: as many as come. */
  setMaxEvents(args: { readonly projectId: number; readonly maxEvents: number | undefined }): Promise<void>;
  /** Its keys take nothing more and it is found no more; its data is removed in slices. */
  deleteProject(args: { readonly projectId: number }): Promise<void>;
}
