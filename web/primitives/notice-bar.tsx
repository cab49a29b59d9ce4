import { hold, notice, resume, say, takeBack } from "../data/notice.ts";
import { useSignal } from "../data/signal.ts";
import { Icon } from "./icon.tsx";

/** The last notice, at the foot of the page. The region itself always stands, so that its words are read out. */
export function NoticeBar() {
  const shown = useSignal(notice);
  return (
    <div
      class="notices"
      role={shown?.isProblem === true ? "alert" : "status"}
      onPointerEnter={hold}
      onPointerLeave={resume}
      onFocusIn={hold}
    >
      {shown !== undefined && (
        <div class={shown.isProblem === true ? "notice bad" : "notice"}>
          <Icon name={shown.isProblem === true ? "warn" : "check"} />
          <span class="words">{shown.text}</span>
          {shown.undo !== undefined && (
            <button type="button" class="ghost" onClick={takeBack}>
              Undo
            </button>
          )}
          {shown.to !== undefined && (
            <a class="button ghost" href={shown.to.href} onClick={() => say(undefined)}>
              {shown.to.words}
            </a>
          )}
          <button type="button" class="ghost square" aria-label="Close notice" onClick={() => say(undefined)}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
