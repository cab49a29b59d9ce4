import { useState } from "preact/hooks";
import type { Token } from "../data/account.ts";
import { createToken, deleteToken, useTokens } from "../data/account.ts";
import { exactTime } from "../data/words.ts";
import { Act, Once } from "../primitives/act.tsx";
import { Copy } from "../primitives/copy.tsx";
import { Choice, Field, FormProblem, Tick, useForm } from "../primitives/field.tsx";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { Ago } from "../primitives/time.tsx";

export type ScopeChoice = { scope: string; label: string; isOn?: boolean };

/** Tokens for programs: one's own or an organisation's, which `path` says. */
export function Tokens({ path, scopes, mayChange }: { path: string; scopes: readonly ScopeChoice[]; mayChange: boolean }) {
  const tokens = useTokens(path);
  const [made, setMade] = useState<string>();
  if (tokens.error !== undefined) return <Failed error={tokens.error} retry={tokens.reload} what="list of tokens" />;
  if (tokens.data === undefined) return <Skeleton rows={2} shape="line" />;
  return (
    <>
      {tokens.data.length > 0 && (
        <ul class="keys-list">
          {tokens.data.map((token) => (
            <TokenRow key={token.id} path={path} of={token} mayChange={mayChange} />
          ))}
        </ul>
      )}
      {made !== undefined && (
        <Once what="The token is made. Copy it now: it is shown this once.">
          <div class="code">
            <pre tabIndex={0} aria-label="Token">
              {made}
            </pre>
            <Copy text={made} what="token" words="Copy" />
          </div>
        </Once>
      )}
      {mayChange && <TokenForm path={path} scopes={scopes} onMade={setMade} />}
    </>
  );
}

function TokenRow({ path, of: token, mayChange }: { path: string; of: Token; mayChange: boolean }) {
  return (
    <li class="key">
      <div class="row">
        <span>
          <strong>
            <bdi>{token.name}</bdi>
          </strong>{" "}
          <span class="quiet">…{token.tokenLastCharacters}</span>
          <br />
          <span class="quiet">
            {token.scopes.join(", ")} · made <Ago at={token.dateCreated} /> ·{" "}
            {token.dateLastUsed === null ? (
              "never used"
            ) : (
              <>
                used <Ago at={token.dateLastUsed} />
              </>
            )}{" "}
            · {token.expiresAt === null ? "without end" : `ends ${exactTime(token.expiresAt)}`}
          </span>
        </span>
        {mayChange && (
          <Act
            words="Delete"
            name={`Delete ${token.name}`}
            sure="Programs that use it stop working."
            act={() => deleteToken(path, token.id)}
          />
        )}
      </div>
    </li>
  );
}

function TokenForm({
  path,
  scopes,
  onMade,
}: {
  path: string;
  scopes: readonly ScopeChoice[];
  onMade: (token: string) => void;
}) {
  const [turn, setTurn] = useState(0);
  const form = useForm(async (text) => {
    const wanted = scopes.filter(({ scope }) => text(scope) === "on").map(({ scope }) => scope);
    onMade(await createToken(path, text("name"), wanted, text("days")));
    setTurn((n) => n + 1);
  });
  return (
    <form key={turn} class="form after" onSubmit={form.onSubmit}>
      <FormProblem error={form.error} fields={["name"]} />
      <Field label="Name of a new token" name="name" auto="off" placeholder="CI" error={form.wrong("name")} />
      <fieldset class="ticks">
        <legend>It may</legend>
        {scopes.map(({ scope, label, isOn = false }) => (
          <Tick key={scope} label={label} name={scope} isOn={isOn} help={scope} />
        ))}
      </fieldset>
      <Choice label="Ends after" name="days" value="90">
        <option value="30">30 days</option>
        <option value="90">90 days</option>
        <option value="365">a year</option>
        <option value="">never</option>
      </Choice>
      <button disabled={form.busy}>{form.busy ? "Creating…" : "Create token"}</button>
    </form>
  );
}
