import resolve from "@rollup/plugin-node-resolve";
import terser from "@rollup/plugin-terser";
import { sentryRollupPlugin } from "@sentry/rollup-plugin";

/** As the plugin's own documentation writes it. */
const plugin = sentryRollupPlugin({
  url: process.env.SENTRY_URL,
  org: process.env.SENTRY_ORG,
  project: process.env.SENTRY_PROJECT,
  authToken: process.env.SENTRY_AUTH_TOKEN,
  telemetry: false,
  release: { create: false, finalize: false, inject: false },
  sourcemaps: { filesToDeleteAfterUpload: ["dist/**/*.map"] },
  errorHandler: (error) => {
    throw error;
  },
});
export default {
  input: "src/main.js",
  output: { file: "dist/app.js", format: "es", sourcemap: "hidden" },
  plugins: [resolve({ browser: true }), terser(), plugin],
};
