import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { Project } from "../project/project.ts";
import type { Answer } from "./answer.ts";
import { created, refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { plainEventId } from "./issue-search.ts";
import type { Route } from "./route.ts";
import { projectRoute } from "./scoped.ts";

/** A sample error for a project that has none yet, so that its owner sees what an error looks like here. */
export function sampleRoutes(parts: ApiParts): readonly Route[] {
  return [
    projectRoute(parts, { method: "POST", path: "/create-sample", scopes: ["project:write", "event:write"] }, (_ask, place) =>
      sendSample(parts, place.project),
    ),
  ];
}

const deliveredBody = z.object({ id: z.string() });

/** Goes the way of every event: our own ingest may refuse it, and then says why. */
async function sendSample(parts: ApiParts, project: Project): Promise<Answer> {
  if (!parts.backendOf(project).can.receivesEvents) {
    const detail = "The errors of this project are kept by a Sentry, which alone receives events. Send a sample there.";
    return refuse({ kind: "conflict", detail });
  }
  const keys = await parts.projects.listClientKeys(project.id);
  const key = keys.find(({ isActive }) => isActive);
  if (key === undefined) {
    return refuse({ kind: "conflict", detail: "This project has no active client key. Make or enable one, then try again." });
  }
  const eventId = plainEventId(randomUUID());
  const sample = sampleEvent(eventId, project.platform ?? "javascript", parts.now());
  const { status, body } = await parts.deliver({ key, event: JSON.stringify(sample) });
  if (status !== 200) return { status: 502, body: { detail: `The sample was refused with ${status}: ${body.slice(0, 200)}` } };
  const delivered = deliveredBody.safeParse(parsed(body));
  return created({ eventID: delivered.success ? plainEventId(delivered.data.id) : eventId });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Language = { readonly platform: string; readonly file: string; readonly type: string; readonly value: string };

const LANGUAGES: readonly (readonly [start: string, language: Language])[] = [
  ["python", { platform: "python", file: "shop/checkout.py", type: "KeyError", value: "'price'" }],
  ["java", { platform: "java", file: "Checkout.java", type: "IllegalStateException", value: "cart has no price" }],
  ["php", { platform: "php", file: "src/Checkout.php", type: "UnexpectedValueException", value: "cart has no price" }],
  ["ruby", { platform: "ruby", file: "lib/checkout.rb", type: "NoMethodError", value: "undefined method 'price' for nil" }],
  ["go", { platform: "go", file: "checkout.go", type: "*shop.PriceError", value: "cart has no price" }],
  ["rust", { platform: "native", file: "src/checkout.rs", type: "PriceError", value: "cart has no price" }],
  [
    "node",
    {
      platform: "node",
      file: "src/checkout.ts",
      type: "TypeError",
      value: "Cannot read properties of undefined (reading 'price')",
    },
  ],
];
const BROWSER: Language = {
  platform: "javascript",
  file: "src/checkout.ts",
  type: "TypeError",
  value: "Cannot read properties of undefined (reading 'price')",
};

/** An error of a small shop, in the project's own language as far as that matters for its looks. */
function sampleEvent(eventId: string, projectPlatform: string, nowMs: number): object {
  // "javascript" begins with "java", too.
  const isBrowser = projectPlatform.startsWith("javascript");
  const named = LANGUAGES.find(([start]) => projectPlatform.startsWith(start))?.[1];
  const { platform, file, type, value } = isBrowser || named === undefined ? BROWSER : named;
  const seconds = nowMs / 1_000;
  return {
    event_id: eventId,
    timestamp: seconds,
    platform,
    level: "error",
    environment: "sample",
    release: "sample-shop@1.0.0",
    transaction: "/checkout",
    user: { id: "1", username: "sample-user" },
    tags: { sample: "yes" },
    exception: {
      values: [
        {
          type,
          value,
          mechanism: { type: "generic", handled: false },
          stacktrace: {
            frames: [
              { function: "main", filename: file.replace(/checkout/i, "main"), lineno: 12, in_app: true },
              { function: "dispatch", filename: "framework/router", lineno: 88, in_app: false },
              {
                function: "totalOf",
                filename: file,
                lineno: 4,
                in_app: true,
                pre_context: ["// adds up what the customer pays", "total = 0", "for each item of cart:"],
                context_line: "  total += item.product.price",
                post_context: ["return total"],
                vars: { cart: ["apples", "bread"], total: 3 },
              },
            ],
          },
        },
      ],
    },
    breadcrumbs: {
      values: [
        { timestamp: seconds - 9, type: "navigation", category: "navigation", data: { from: "/cart", to: "/checkout" } },
        { timestamp: seconds - 2, type: "user", category: "ui.click", message: "button.pay" },
      ],
    },
    request: { url: "https://shop.example/checkout?step=pay", method: "POST" },
  };
}
