import type { Commands } from "./commands.ts";

type CommandName = keyof Commands;

/** Every command, by name. The compiler keeps the list complete. */
const NAMES: { readonly [name in CommandName]: true } = {
  storeSetupToken: true,
  completeSetup: true,
  createUser: true,
  createSession: true,
  deleteSession: true,
  createApiToken: true,
  createOrganization: true,
  changeOrganization: true,
  deleteOrganization: true,
  changeRole: true,
  removeMember: true,
  createTeam: true,
  changeTeam: true,
  deleteTeam: true,
  setTeamMember: true,
  setTeamProject: true,
  invite: true,
  withdrawInvitation: true,
  acceptInvitation: true,
  noted: true,
  noteChange: true,
  setName: true,
  setEmail: true,
  setPassword: true,
  storePasswordReset: true,
  spendPasswordReset: true,
  setTotp: true,
  removeTotp: true,
  takeTotpStep: true,
  takeRecoveryCode: true,
  endSession: true,
  endOtherSessions: true,
  noteUse: true,
  deleteApiToken: true,
  linkIdentity: true,
  unlinkIdentities: true,
  createUserOfIdentity: true,
  updateIssues: true,
  addNote: true,
  editNote: true,
  deleteNote: true,
  assignIssues: true,
  markSeen: true,
  mergeIssues: true,
  detachSignatures: true,
  deleteIssues: true,
  judgeSimilar: true,
  takeAgain: true,
  createProject: true,
  describeProject: true,
  enableProject: true,
  setRetention: true,
  setMaxEvents: true,
  erasePerson: true,
  deleteProject: true,
  deleteQuarantined: true,
  createClientKey: true,
  changeEventRules: true,
  saveGroupingRules: true,
  updateClientKey: true,
  rotateClientKey: true,
  deleteClientKey: true,
  updateAdmission: true,
  saveSentryConnection: true,
  chooseBackend: true,
  noteConnectionHealth: true,
  rememberRemoteIssues: true,
  saveCodeHost: true,
  noteWebhook: true,
  noteCodeHostHealth: true,
  removeCodeHost: true,
  claimIssueLink: true,
  releaseIssueLink: true,
  linkIssue: true,
  unlinkIssue: true,
  noteDelivery: true,
  finishJob: true,
  postponeJob: true,
  applyHostStates: true,
  finishFetch: true,
  postponeFetch: true,
  saveAlertRule: true,
  deleteAlertRule: true,
  saveChannel: true,
  deleteChannel: true,
  tellNotices: true,
  finishAlertDelivery: true,
  postponeAlertDelivery: true,
  noteTestDelivery: true,
  resendDelivery: true,
  savePersonSettings: true,
  muteProject: true,
  trimAlerts: true,
  saveArtifacts: true,
  deleteUpload: true,
  putRelease: true,
  deleteRelease: true,
  addDeploy: true,
  createSearch: true,
  changeSearch: true,
  deleteSearch: true,
};

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(NAMES, name);
}

/** The command that changes something: the one inside, when it is noted as well. */
export function innerName(name: string, args: unknown): string {
  if (name !== "noted" || typeof args !== "object" || args === null || !("name" in args)) return name;
  return String(args.name);
}

/** A command's arguments with more that the caller could not know, whether it is noted or not. */
export function withArgs(name: string, args: unknown, more: { readonly [field: string]: unknown }): unknown {
  const given = Object(args) as { readonly args?: unknown };
  return innerName(name, args) === name ? { ...given, ...more } : { ...given, args: { ...Object(given.args), ...more } };
}

/** The commands of a writer elsewhere: another thread, or the server behind the admin socket. */
export function remoteCommands(call: (method: string, args: unknown) => Promise<unknown>): Commands {
  const methods = Object.keys(NAMES).map((name) => [name, (args: unknown) => call(name, args)]);
  // Both ends are this program and this version; the names are complete by their type.
  return Object.fromEntries(methods) as Commands;
}

/** Runs a command named by another thread or process. Rejects for an unknown name. */
export async function runCommand(commands: Commands, name: string, args: unknown): Promise<unknown> {
  if (!isCommandName(name)) throw new Error(`there is no command ${name}`);
  const command: (args: never) => Promise<unknown> = commands[name];
  return command(args as never);
}
