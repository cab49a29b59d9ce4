import { sentryVitePlugin } from "@sentry/vite-plugin";

/** As the plugin's own documentation writes it. */
export default {
  build: { sourcemap: "hidden" },
  plugins: [
    sentryVitePlugin({
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
    }),
  ],
};
