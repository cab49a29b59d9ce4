import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";

const GAP = 4;

/** A button that opens a list below (or above) itself: the browser's own popover, so that Escape and a click elsewhere close it. */
export function Menu(props: { label: ComponentChildren; name?: string; class?: string; children: ComponentChildren }) {
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const place = () => {
    if (button.current === null || list.current === null || !list.current.matches(":popover-open")) return;
    const at = button.current.getBoundingClientRect();
    const size = list.current.getBoundingClientRect();
    const below = at.bottom + GAP + size.height <= innerHeight;
    const left = Math.max(8, Math.min(at.left, innerWidth - size.width - 8));
    list.current.style.left = `${left}px`;
    list.current.style.top = `${below ? at.bottom + GAP : Math.max(8, at.top - GAP - size.height)}px`;
    list.current.querySelector<HTMLElement>("[aria-current], [aria-checked=true], button, a")?.focus();
  };
  const walk = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    const items = [...(list.current?.querySelectorAll<HTMLElement>("button, a") ?? [])];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const at = items.findIndex((item) => item === document.activeElement);
    items[(at + step + items.length) % items.length]?.focus();
  };
  return (
    <>
      <button ref={button} type="button" class={props.class} popovertarget={id} aria-label={props.name} aria-haspopup="true">
        {props.label}
      </button>
      {/* Whatever is chosen in it closes it. */}
      <div
        id={id}
        ref={list}
        class="menu"
        popover="auto"
        onToggle={place}
        onKeyDown={walk}
        onClick={() => list.current?.hidePopover()}
      >
        {props.children}
      </div>
    </>
  );
}
