import * as Sentry from "@sentry/browser";
import { payWithCoupon } from "./checkout.ts";

Sentry.init({ dsn: new URLSearchParams(location.search).get("dsn") ?? "" });
document.querySelector("#pay")?.addEventListener("click", () => payWithCoupon({ items: [] }));
