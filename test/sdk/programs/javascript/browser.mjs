import * as Sentry from "@sentry/browser";
import { runDay } from "./day.mjs";
import { dsn } from "./dsn.mjs";

Sentry.init({ debug: true, dsn, release: "shop@1.4.2", environment: "production" });
runDay(Sentry);
