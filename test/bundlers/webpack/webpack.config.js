import { sentryWebpackPlugin } from "@sentry/webpack-plugin";

/** As the plugin's own documentation writes it. */
const plugin = sentryWebpackPlugin({
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
  mode: "production",
  entry: "./src/main.js",
  output: { filename: "app.js" },
  devtool: "hidden-source-map",
  plugins: [plugin],
};
