import * as Sentry from "@sentry/browser";
import { payWithCoupon } from "./checkout.js";

Sentry.init({ dsn: new URLSearchParams(location.search).get("dsn") ?? "" });
document.querySelector("#pay")?.addEventListener("click", () => payWithCoupon({ items: [] }));
