import { useState } from "preact/hooks";
import { beginOidc, useWays } from "../data/account.ts";
import { toApiError } from "../data/api.ts";

/** The other way in, where the installation has one. */
export function OidcButton({ next }: { next: string }) {
  const ways = useWays();
  const [problem, setProblem] = useState<string>();
  if (ways.data?.oidc == null) return null;
  const leave = () => void beginOidc(next).catch((error: unknown) => setProblem(toApiError(error).message));
  return (
    <>
      <button type="button" class="large" onClick={leave}>
        Sign in with {ways.data.oidc.name}
      </button>
      {problem !== undefined && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
