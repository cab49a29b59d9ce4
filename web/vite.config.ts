import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  // Browsers of the last two years: older ones lack what the page is made of (light-dark(), popover, Map.groupBy).
  build: {
    target: ["chrome125", "edge125", "firefox128", "safari18"],
    outDir: "../dist/web",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
