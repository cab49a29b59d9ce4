import { z } from "zod";
import { channelBody } from "../alert-channels.ts";
import { listQuery } from "../alert-deliveries.ts";
import { ruleBody } from "../alert-rule-shape.ts";
import type { Operations } from "./operation.ts";
import { pages } from "./operation.ts";
import { AlertChannel, AlertChannels, AlertDelivery, AlertRule, RulePreview } from "./shapes/alerts.ts";
import { anything, flag, mapOf, textOrNull } from "./shapes/shape.ts";

const project = "/projects/:organization/:project";

export const ALERT_OPERATIONS: Operations = {
  [`GET ${project}/rules`]: pages("Alert rules", AlertRule),
  [`POST ${project}/rules`]: { says: "Make an alert rule", body: [ruleBody], answer: AlertRule },
  [`POST ${project}/rules/preview`]: {
    says: "What a rule would have told of",
    body: [ruleBody],
    answer: RulePreview,
    statuses: [200],
  },
  [`GET ${project}/rules/:rule`]: { says: "An alert rule", answer: AlertRule },
  [`PUT ${project}/rules/:rule`]: { says: "Change an alert rule", body: [ruleBody], answer: AlertRule },
  [`DELETE ${project}/rules/:rule`]: { says: "Delete an alert rule", statuses: [202] },
  [`GET ${project}/alert-channels`]: { says: "Where alerts go", answer: AlertChannels },
  [`POST ${project}/alert-channels`]: { says: "Enter a channel", body: [channelBody], answer: AlertChannel },
  [`PUT ${project}/alert-channels/:channel`]: { says: "Change a channel", body: [channelBody], answer: AlertChannel },
  [`DELETE ${project}/alert-channels/:channel`]: { says: "Delete a channel" },
  [`POST ${project}/alert-channels/:channel/test`]: {
    says: "Send a test at once, and say what came of it",
    answer: z.object({ sent: flag, problem: textOrNull }),
    statuses: [200],
  },
  [`GET ${project}/alert-deliveries`]: pages("What was sent, and what was not", AlertDelivery, listQuery),
  [`POST ${project}/alert-deliveries/:delivery/resend`]: {
    says: "Send again what was not sent",
    answer: mapOf(anything),
    statuses: [202],
  },
};
