import { z } from "zod";
import { acceptBody, lookBody } from "../invitations.ts";
import { emailBody, nameBody, passwordBody } from "../my-account.ts";
import { confirmBody, passwordBody as totpPassword } from "../my-totp.ts";
import { settingsBody, tokenQuery } from "../notifications.ts";
import { beginBody, callbackQuery, passwordBody as identityPassword } from "../oidc/sign-in.ts";
import { requestBody, resetBody } from "../password-reset.ts";
import { setupBody } from "../setup.ts";
import { credentials } from "../sign-in.ts";
import { tokenBody } from "../tokens.ts";
import type { Operations } from "./operation.ts";
import { pages } from "./operation.ts";
import { NewToken, NotificationSettings, Security, SessionRow, Token, User } from "./shapes/people.ts";
import { Organization, ProjectSummary } from "./shapes/projects.ts";
import { anything, date, Detail, flag, listOf, mapOf, text, textOrNull, texts } from "./shapes/shape.ts";

export const ACCOUNT_OPERATIONS: Operations = {
  "GET /": {
    says: "Whether this is an API, and who asks",
    answer: z.object({ version: text, auth: z.object({ scopes: texts }).nullable(), user: User.nullable() }),
  },
  "GET /internal/health": {
    says: "Always well; for clients that ask it",
    answer: z.object({ problems: listOf(anything), healthy: mapOf(anything) }),
  },
  "GET /users/me": { says: "Who asks", answer: User },
  "GET /users/me/regions": {
    says: "The one region there is",
    answer: z.object({ regions: listOf(z.object({ name: text, url: text })) }),
  },
  "GET /setup": { says: "Whether nobody has set the installation up yet", answer: z.object({ needsSetup: flag }) },
  "POST /setup": {
    says: "Set up: the first owner, organisation and project",
    body: [setupBody],
    answer: z.object({
      user: User,
      organization: Organization,
      project: ProjectSummary.nullable(),
      dsn: textOrNull,
    }),
  },
  "POST /auth": { says: "Sign in", body: [credentials], answer: User, statuses: [200] },
  "GET /auth": { says: "Who is signed in", answer: User },
  "DELETE /auth": { says: "Sign out" },
  "GET /auth/ways": {
    says: "How one may sign in here",
    answer: z.object({ password: flag, oidc: z.object({ name: text }).nullable() }),
  },
  "POST /auth/reset/request": {
    says: "Ask for a link to a new password",
    body: [requestBody],
    answer: z.object({ isMailed: flag, detail: text }),
    statuses: [202],
  },
  "POST /auth/reset": { says: "Choose a new password with a link", body: [resetBody] },
  "POST /auth/oidc": {
    says: "Begin to sign in with a provider",
    body: [beginBody],
    answer: z.object({ url: text }),
    statuses: [200],
  },
  "GET /auth/oidc/callback": {
    says: "Where a provider sends the browser back to",
    query: [callbackQuery],
    statuses: [303],
  },
  "POST /users/me/identities": {
    says: "Join a provider to one's account",
    body: [identityPassword],
    answer: z.object({ url: text }),
    statuses: [200],
  },
  "DELETE /users/me/identities": { says: "Take the provider off one's account" },
  "PUT /users/me": { says: "Change one's name", body: [nameBody], answer: User },
  "PUT /users/me/email": { says: "Change one's address", body: [emailBody], answer: User },
  "PUT /users/me/password": { says: "Change one's password", body: [passwordBody] },
  "GET /users/me/security": { says: "How one's account is secured", answer: Security },
  "GET /users/me/sessions": { says: "Where one is signed in", answer: listOf(SessionRow) },
  "DELETE /users/me/sessions": { says: "End all other sessions" },
  "DELETE /users/me/sessions/:session": { says: "End one session" },
  "POST /users/me/totp": {
    says: "Begin to use an authenticator app",
    body: [totpPassword],
    answer: z.object({ secret: text, uri: text, pending: text }),
  },
  "PUT /users/me/totp": {
    says: "Switch the authenticator app on; the recovery codes are shown this once",
    body: [confirmBody],
    answer: z.object({ recoveryCodes: texts }),
  },
  "DELETE /users/me/totp": { says: "Switch the authenticator app off", body: [totpPassword] },
  "GET /api-tokens": pages("One's tokens", Token),
  "POST /api-tokens": { says: "Make a token; it is shown this once", body: [tokenBody], answer: NewToken },
  "DELETE /api-tokens/:token": { says: "Revoke a token" },
  "GET /users/me/notifications": { says: "What one is written about", answer: NotificationSettings },
  "PUT /users/me/notifications": {
    says: "Change what one is written about",
    body: [settingsBody],
    answer: NotificationSettings,
  },
  "POST /notifications/unsubscribe": {
    says: "No more e-mails about a project, by the link in one",
    query: [tokenQuery],
    takes: "application/x-www-form-urlencoded",
    answer: Detail,
    statuses: [200],
  },
  "DELETE /notifications/unsubscribe": {
    says: "E-mails about a project again, by the link in one",
    query: [tokenQuery],
    answer: Detail,
    statuses: [200],
  },
  "POST /invitations/look": {
    says: "What an invitation is to",
    body: [lookBody],
    answer: z.object({
      email: text,
      role: text,
      expires: date,
      organization: z.object({ slug: text, name: text }),
      hasAccount: flag,
      isSignedInAs: textOrNull,
    }),
    statuses: [200],
  },
  "POST /invitations/accept": {
    says: "Accept an invitation",
    body: [acceptBody],
    answer: z.object({ user: User, organization: Organization }),
  },
};
