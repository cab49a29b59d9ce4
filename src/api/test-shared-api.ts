import type { Api } from "./api.ts";
import { createApi } from "./api.ts";
import type { ApiDeps } from "./api-deps.ts";

/**
 * One API for many worlds, for a test that needs a fresh one for each request: its routes are made once. It works for the world whose `Api` is
 * asked, so that worlds may not be asked at the same time. What an API remembers by itself (who failed to sign in) is shared.
 */
export function sharedApi(): (deps: ApiDeps) => Promise<Api> {
  let current: ApiDeps | undefined;
  let made: Promise<Api> | undefined;
  const now = (): ApiDeps => {
    if (current === undefined) throw new Error("no world asks");
    return current;
  };
  return async (deps) => {
    current = deps;
    const api = await (made ??= createApi(forwarding(deps, now)));
    return {
      handle(request) {
        current = deps;
        return api.handle(request);
      },
      streamGrant(request) {
        current = deps;
        return api.streamGrant(request);
      },
    };
  };
}

/** The same things, each of which does what that of the current world does. */
function forwarding(deps: ApiDeps, current: () => ApiDeps): ApiDeps {
  return new Proxy(deps, {
    get(_, name): unknown {
      const now = (): object => Object(Reflect.get(current(), name));
      const value: unknown = Reflect.get(deps, name);
      if (typeof value === "function") return (...args: unknown[]): unknown => Object(now()).call(undefined, ...args);
      if (typeof value !== "object" || value === null) return value;
      return new Proxy(value, { get: (_value, key): unknown => Reflect.get(now(), key) });
    },
  });
}
