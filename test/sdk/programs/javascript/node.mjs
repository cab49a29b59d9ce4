import * as Sentry from "@sentry/node";
import { runDay } from "./day.mjs";

Sentry.init({ debug: true, dsn: process.env.SENTRY_DSN, release: "shop@1.4.2", environment: "production" });
runDay(Sentry);
