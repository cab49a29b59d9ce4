import { useState } from "preact/hooks";
import type { Security, Session } from "../data/account.ts";
import {
  endSession,
  OWN_TOKENS,
  saveEmail,
  saveName,
  savePassword,
  useSecurity,
  useSessions,
  useWays,
} from "../data/account.ts";
import { say } from "../data/notice.ts";
import { useMe } from "../data/session.ts";
import type { User } from "../data/types.ts";
import { Act } from "../primitives/act.tsx";
import { Field, FormProblem, useForm } from "../primitives/field.tsx";
import type { PagePart } from "../primitives/page-parts.tsx";
import { PageParts } from "../primitives/page-parts.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Ago } from "../primitives/time.tsx";
import { useTitle } from "../primitives/title.ts";
import { MyProvider } from "../sections/my-provider.tsx";
import { MyTotp } from "../sections/my-totp.tsx";
import type { ScopeChoice } from "../sections/tokens.tsx";
import { Tokens } from "../sections/tokens.tsx";

const SCOPES: readonly ScopeChoice[] = [
  { scope: "event:read", label: "See errors", isOn: true },
  { scope: "event:write", label: "Decide about errors" },
  { scope: "project:read", label: "See projects", isOn: true },
  { scope: "project:write", label: "Change projects and keys" },
  { scope: "project:releases", label: "Tell of releases" },
  { scope: "org:read", label: "See organisations", isOn: true },
  { scope: "member:read", label: "See members" },
  { scope: "team:read", label: "See teams" },
];

/** One's own account. */
export function Account({ problem }: { problem: string }) {
  useTitle("My account");
  const me = useMe(true);
  const security = useSecurity();
  const ways = useWays();
  const error = me.error ?? security.error;
  if (error !== undefined) return <Failed error={error} retry={() => Promise.all([me.reload(), security.reload()])} />;
  if (me.data === undefined || security.data === undefined) return <Skeleton rows={3} shape="block" />;
  const parts = partsOf(me.data, security.data, ways.data?.oidc ?? undefined, problem);
  return (
    <div class="page with-parts">
      <header class="page-head">
        <h1>My account</h1>
      </header>
      <PageParts label="My account" parts={parts} />
    </div>
  );
}

function partsOf(me: User, security: Security, provider: { name: string } | undefined, problem: string): readonly PagePart[] {
  const { hasPassword } = security;
  return [
    {
      id: "you",
      title: "You",
      body: (
        <>
          <NameForm key={`name ${me.name}`} name={me.name} />
          <EmailForm key={me.email} email={me.email} hasPassword={hasPassword} />
        </>
      ),
    },
    { id: "password", title: "Password", body: <PasswordForm hasPassword={hasPassword} /> },
    { id: "two-factors", title: "Second factor", body: <MyTotp security={security} /> },
    ...(provider === undefined
      ? []
      : [
          {
            id: "provider",
            title: "Sign in elsewhere",
            body: <MyProvider name={provider.name} security={security} problem={problem} />,
          },
        ]),
    { id: "sessions", title: "Where you are signed in", body: <Sessions /> },
    {
      id: "tokens",
      title: "Tokens",
      words: "For programs that act as you. A token never may more than you do.",
      body: <Tokens path={OWN_TOKENS} scopes={SCOPES} mayChange />,
    },
  ];
}

function NameForm({ name }: { name: string }) {
  const form = useForm(async (text) => {
    await saveName(text("name"));
    say({ text: "Your name is saved" });
  });
  return (
    <form class="form" onSubmit={form.onSubmit}>
      <FormProblem error={form.error} fields={["name"]} />
      <Field label="Name" name="name" auto="name" value={name} error={form.wrong("name")} />
      <button disabled={form.busy}>Save name</button>
    </form>
  );
}

function EmailForm({ email, hasPassword }: { email: string; hasPassword: boolean }) {
  const form = useForm(async (text) => {
    await saveEmail(text("email"), text("password"));
    say({ text: "Your address is saved; sign in with it from now on" });
  });
  return (
    <form class="form" onSubmit={form.onSubmit}>
      <FormProblem error={form.error} fields={["email", "password"]} />
      <Field label="E-mail" name="email" type="email" auto="username" value={email} error={form.wrong("email")} />
      {hasPassword && (
        <Field
          label="Your password, to change the address"
          name="password"
          type="password"
          auto="current-password"
          error={form.wrong("password")}
        />
      )}
      <button disabled={form.busy}>Save address</button>
    </form>
  );
}

function PasswordForm({ hasPassword }: { hasPassword: boolean }) {
  const [turn, setTurn] = useState(0);
  const form = useForm(async (text) => {
    await savePassword(text("password"), text("newPassword"));
    setTurn((n) => n + 1);
    say({ text: "Your password is saved; you are signed out everywhere else" });
  });
  return (
    <form key={turn} class="form" onSubmit={form.onSubmit}>
      <FormProblem error={form.error} fields={["password", "newPassword"]} />
      {hasPassword && (
        <Field label="Password now" name="password" type="password" auto="current-password" error={form.wrong("password")} />
      )}
      <Field
        label="New password"
        name="newPassword"
        type="password"
        auto="new-password"
        help="At least ten characters. A few words are easier to remember."
        error={form.wrong("newPassword")}
      />
      <button disabled={form.busy}>{form.busy ? "Saving…" : "Save password"}</button>
    </form>
  );
}

function Sessions() {
  const sessions = useSessions();
  if (sessions.error !== undefined) return <Failed error={sessions.error} retry={sessions.reload} what="list" />;
  if (sessions.data === undefined) return <Skeleton rows={2} shape="line" />;
  return (
    <>
      <ul class="keys-list">
        {sessions.data.map((session) => (
          <SessionRow key={session.id} of={session} />
        ))}
      </ul>
      {sessions.data.length > 1 && (
        <p class="after">
          <Act words="Sign out everywhere else" act={() => endSession()} />
        </p>
      )}
    </>
  );
}

function SessionRow({ of: session }: { of: Session }) {
  return (
    <li class="key">
      <div class="row">
        <span>
          <bdi>{browserOf(session.userAgent)}</bdi> {session.isCurrent && <span class="status resolved">This one</span>}
          <br />
          <span class="quiet">
            {session.ipAddress === "" ? "unknown address" : session.ipAddress} · since <Ago at={session.dateCreated} /> · used{" "}
            <Ago at={session.lastUsed} />
          </span>
        </span>
        {!session.isCurrent && (
          <Act words="Sign out" name={`Sign out ${browserOf(session.userAgent)}`} act={() => endSession(session.id)} />
        )}
      </div>
    </li>
  );
}

/** Enough to tell one's own devices apart. */
function browserOf(userAgent: string): string {
  const browser = /(Edg|OPR|Firefox|Chrome|Safari)\/(\d+)/.exec(userAgent);
  const system = /Windows|Android|iPhone|iPad|Mac OS|Linux/.exec(userAgent)?.[0];
  if (browser === null) return userAgent.slice(0, 60) || "Unknown browser";
  const name = { Edg: "Edge", OPR: "Opera" }[browser[1] ?? ""] ?? browser[1];
  return `${name} ${browser[2]}${system === undefined ? "" : ` on ${system}`}`;
}
