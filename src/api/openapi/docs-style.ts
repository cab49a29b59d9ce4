/** Of the page at `/api/docs`, which has no script: colours as in web/style/tokens.css, 4.5:1 at the least in light and dark. */
export const DOCS_STYLE = `
:root { color-scheme: light dark; --text: light-dark(#1d2129, #e9ebef); --muted: light-dark(#5b6372, #a3abba);
  --line: light-dark(#e2e4ea, #333843); --surface: light-dark(#fff, #14171d); --sunken: light-dark(#f5f6f8, #0f1116);
  --accent: light-dark(#3d4fc0, #a4b2ff); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--surface); color: var(--text); font: 15px/1.5 Inter, system-ui, sans-serif; }
main, header { max-width: 60rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.5rem; margin: 0.5rem 0; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 0.75rem; }
h3 { font-size: 0.95rem; margin: 1rem 0 0.25rem; }
a { color: var(--accent); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1rem; margin: 1rem 0 0; padding: 0; list-style: none; }
code, pre, .path { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 0.85rem; overflow-wrap: anywhere; }
details { border: 1px solid var(--line); border-radius: 6px; margin: 0.4rem 0; }
summary { display: flex; flex-wrap: wrap; gap: 0.1rem 0.75rem; padding: 0.5rem 0.75rem; cursor: pointer; }
summary:focus-visible, a:focus-visible, pre:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
summary .method { font-weight: 650; min-width: 3.5rem; color: var(--accent); }
summary .says { flex-basis: 100%; color: var(--muted); }
.inside { padding: 0 0.75rem 0.75rem; }
dl { margin: 0; display: grid; grid-template-columns: fit-content(40%) 1fr; gap: 0.2rem 1rem; }
dt, dd { margin: 0; overflow-wrap: anywhere; }
dd { color: var(--muted); }
pre { margin: 0; padding: 0.6rem; background: var(--sunken); border-radius: 6px; overflow-x: auto; white-space: pre; }
p { margin: 0.5rem 0; }
`;
