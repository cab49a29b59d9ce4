/** The one set of icons: 16 px, drawn with 1.5 px lines. They are decoration; whoever places one says its meaning in words. */
const PATHS = {
  issues: "M8 1.75 14.25 13H1.75zM8 6v3.25M8 11.4v.1",
  stats: "M2.5 13.5v-4M6.2 13.5v-7M9.8 13.5v-5M13.5 13.5v-11",
  setup: "m5 4.5-3.25 3.5L5 11.5M11 4.5 14.25 8 11 11.5M9.25 2.75l-2.5 10.5",
  releases: "M8 1.75 13.75 4.75v6.5L8 14.25l-5.75-3v-6.5zM2.25 4.75 8 7.75l5.75-3M8 7.75v6.5",
  settings: "M2 4.5h6.5m3.5 0h2M2 11.5h2m3.5 0H14M10.25 2.75v3.5M5.75 9.75v3.5",
  check: "m3 8.5 3.25 3.25L13 4.75",
  mute: "M2 2l12 12M4 6.5c0 3-1.5 4-1.5 5h9M6 3.1A4 4 0 0 1 12 6.5c0 1 .15 1.75.4 2.4M6.5 13.75h3",
  reopen: "M2.75 8a5.25 5.25 0 1 0 1.7-3.85M2.75 2.5v2.75H5.5",
  history: "M8 14a6 6 0 1 0-5.2-3M2 13v-2.5h2.5M8 4.75V8l2.25 1.5",
  search: "M7.25 12a4.75 4.75 0 1 0 0-9.5 4.75 4.75 0 0 0 0 9.5zM10.75 10.75 14 14",
  down: "m4 6 4 4 4-4",
  up: "M2 12 6.5 7.5l3 3L14 5.5M10 5.5h4v4",
  eye: "M1.5 8S4 3.75 8 3.75 14.5 8 14.5 8 12 12.25 8 12.25 1.5 8 1.5 8zM8 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  fall: "M2 4l4.5 4.5 3-3L14 10.5M10 10.5h4v-4",
  right: "m6 4 4 4-4 4",
  left: "m10 4-4 4 4 4",
  first: "m11.5 4-4 4 4 4M4.5 4v8",
  last: "m4.5 4 4 4-4 4M11.5 4v8",
  copy: "M5.75 5.75h7.5v7.5h-7.5zM10.25 5.75v-3h-7.5v7.5h3",
  close: "m4 4 8 8m0-8-8 8",
  sun: "M8 10.75a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5zM8 1.5v1M8 13.5v1M1.5 8h1M13.5 8h1M3.4 3.4l.7.7M11.9 11.9l.7.7M12.6 3.4l-.7.7M4.1 11.9l-.7.7",
  moon: "M13.5 9.5A5.75 5.75 0 0 1 6.5 2.5a5.75 5.75 0 1 0 7 7z",
  system: "M2 3h12v8H2zM6 13.5h4M8 11v2.5",
  keys: "M1.75 4h12.5v8H1.75zM4.25 6.5h.1M7 6.5h.1M9.75 6.5h.1M11.75 6.5h.1M5 9.5h6",
  user: "M8 7.75a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5zM2.75 14c.4-2.6 2.4-4 5.25-4s4.85 1.4 5.25 4",
  star: "m8 2 1.8 3.8 4.2.5-3.1 2.9.8 4.1L8 11.3l-3.7 2 .8-4.1L2 6.3l4.2-.5z",
  bin: "M2.75 4.25h10.5M6 4V2.5h4V4M4.25 4.25l.6 9.25h6.3l.6-9.25M6.75 7v4M9.25 7v4",
  more: "M3.5 8h.1M8 8h.1M12.5 8h.1",
  plus: "M8 3v10M3 8h10",
  merge: "M4 2.5c0 4.5 4 4 4 11M12 2.5c0 4.5-4 4-4 11M5.75 11.5 8 13.75l2.25-2.25",
  link: "M6.5 3H3v10h10V9.5M9 2.5h4.5V7M13.5 2.5 7.5 8.5",
  warn: "M8 2 14.5 13.5h-13zM8 6.5v3M8 11.4v.1",
  offline: "M2 2l12 12M4.9 9.1A4.5 4.5 0 0 1 8 8M2.5 6.5a8 8 0 0 1 2.6-1.6M13.5 6.5A8 8 0 0 0 7 4.1M8 12h.1",
  click: "M4 2.5v8l2.25-2 1.5 3.75 1.75-.75L8 8l3-.25z",
  globe:
    "M8 14.25a6.25 6.25 0 1 0 0-12.5 6.25 6.25 0 0 0 0 12.5zM1.75 8h12.5M8 1.75c3.5 3.5 3.5 9 0 12.5-3.5-3.5-3.5-9 0-12.5z",
  arrows: "M2 5.5h10L9.5 3M14 10.5H4l2.5 2.5",
  database: "M3 4c0-2.3 10-2.3 10 0v8c0 2.3-10 2.3-10 0zM3 4c0 2.3 10 2.3 10 0M3 8c0 2.3 10 2.3 10 0",
  text: "M3 4h10M3 8h10M3 12h6",
  bolt: "M9 1.75 3.5 9H8l-1 5.25L12.5 7H8z",
  shield: "M8 1.75 13 3.5V8c0 3-2 5-5 6.25C5 13 3 11 3 8V3.5z",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The mark of the product: a ring that almost closes around a dot. */
export function Mark() {
  return (
    <svg class="product" viewBox="0 0 24 24" aria-hidden="true">
      <path d="M18.2 5.8a8.75 8.75 0 1 0 0 12.4" />
      <circle cx="16.5" cy="12" r="3.25" />
    </svg>
  );
}

/** A level by shape and colour; the word is there for those who see neither. */
export function Level({ level }: { level: string }) {
  return (
    <span class={`level ${level}`} title={level}>
      <svg viewBox="0 0 12 12" aria-hidden="true">
        {level === "fatal" ? (
          <path d="M4 0h4l4 4v4l-4 4H4L0 8V4z" />
        ) : level === "warning" ? (
          <path d="M6 .8 12 11.5H0z" />
        ) : level === "debug" ? (
          <rect x="2" y="2" width="8" height="8" rx="1" />
        ) : level === "info" ? (
          <circle class="open" cx="6" cy="6" r="4.25" />
        ) : (
          <circle cx="6" cy="6" r="5" />
        )}
      </svg>
      <span class="sr">{level}: </span>
    </span>
  );
}
