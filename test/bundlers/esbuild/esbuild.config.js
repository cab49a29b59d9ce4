import { sentryEsbuildPlugin } from "@sentry/esbuild-plugin";
import { build } from "esbuild";

/** As the plugin's own documentation writes it. */
const plugin = sentryEsbuildPlugin({
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
await build({
  entryPoints: ["src/main.js"],
  outfile: "dist/app.js",
  bundle: true,
  minify: true,
  format: "esm",
  sourcemap: true,
  plugins: [plugin],
});
