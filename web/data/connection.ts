import { watchReach } from "./api.ts";
import { signal } from "./signal.ts";
import { reloadShown } from "./use-ask.ts";

const ASK_AGAIN_MS = 4_000;

/** Whether the server answers. While it does not, what is on the screen is asked for again and again. */
export const isReached = signal(true);

let timer: ReturnType<typeof setTimeout> | undefined;
watchReach((reached) => {
  isReached.set(reached);
  if (reached) return;
  clearTimeout(timer);
  timer = setTimeout(reloadShown, ASK_AGAIN_MS);
});
window.addEventListener("online", reloadShown);
