import { useState } from "preact/hooks";
import { ruleWords } from "../data/alert-rule.ts";
import type { Channel, Rule } from "../data/alerts.ts";
import { deleteRule, useChannels, useRules } from "../data/alerts.ts";
import { toApiError } from "../data/api.ts";
import { say } from "../data/notice.ts";
import { Failed, Skeleton } from "../primitives/states.tsx";
import { AlertChannels } from "./alert-channels.tsx";
import { AlertDeliveries } from "./alert-deliveries.tsx";
import { AlertRuleForm } from "./alert-rule-form.tsx";
import { MyAlerts } from "./my-alerts.tsx";

type Place = { org: string; project: string; mayChange: boolean };

/** When somebody is told of errors, where, and what became of it. */
export function AlertSettings({ org, project, mayChange }: Place) {
  const rules = useRules(org, project);
  const channels = useChannels(org, project);
  const error = rules.error ?? channels.error;
  if (error !== undefined)
    return <Failed error={error} retry={() => Promise.all([rules.reload(), channels.reload()])} what="alerts" />;
  if (rules.data === undefined || channels.data === undefined) return <Skeleton rows={3} shape="block" />;
  const { hasMail, channels: all } = channels.data;
  return (
    <div class="alerts">
      {!hasMail && (
        <p class="box quiet">
          No mail server is set up, so nobody gets e-mails. Whoever runs Culprit sets <code>CULPRIT_SMTP_URL</code>; until then,
          use a channel.
        </p>
      )}
      <Rules org={org} project={project} mayChange={mayChange} rules={rules.data} channels={all} hasMail={hasMail} />
      <h3>Channels</h3>
      <AlertChannels org={org} project={project} mayChange={mayChange} all={all} />
      <h3>Deliveries</h3>
      <AlertDeliveries org={org} project={project} mayChange={mayChange} />
      <h3>E-mails to you</h3>
      <MyAlerts />
    </div>
  );
}

type RulesProps = Place & { rules: readonly Rule[]; channels: readonly Channel[]; hasMail: boolean };

function Rules({ rules, channels, hasMail, ...place }: RulesProps) {
  const [open, setOpen] = useState<string>();
  const form = (rule: Rule | undefined) => (
    <AlertRuleForm {...place} rule={rule} channels={channels} hasMail={hasMail} onDone={() => setOpen(undefined)} />
  );
  return (
    <>
      <h3>Rules</h3>
      {rules.length === 0 && <p class="quiet">There is no rule, so nobody is told of anything.</p>}
      {rules.length > 0 && (
        <ul class="keys-list">
          {rules.map((rule) => (
            <li key={rule.id} class="key">
              <RuleRow {...place} rule={rule} channels={channels} isOpen={open === rule.id} onOpen={() => setOpen(rule.id)} />
              {open === rule.id && form(rule)}
            </li>
          ))}
        </ul>
      )}
      {place.mayChange && open === "new" && form(undefined)}
      {place.mayChange && open !== "new" && (
        <button type="button" onClick={() => setOpen("new")}>
          New rule
        </button>
      )}
    </>
  );
}

type RowProps = Place & { rule: Rule; channels: readonly Channel[]; isOpen: boolean; onOpen: () => void };

function RuleRow({ org, project, mayChange, rule, channels, isOpen, onOpen }: RowProps) {
  const nameOf = (id: string): string => channels.find((channel) => channel.id === id)?.name ?? "a channel that is gone";
  const remove = () => {
    deleteRule(org, project, rule.id).then(
      () => say({ text: `The rule “${rule.name}” is deleted` }),
      (error: unknown) => say({ text: `Nothing was changed. ${toApiError(error).message}`, isProblem: true }),
    );
  };
  return (
    <>
      <div class="row">
        <span>
          <strong>
            <bdi>{rule.name}</bdi>
          </strong>{" "}
          <span class={`status ${rule.isActive ? "resolved" : ""}`}>{rule.isActive ? "On" : "Off"}</span>
        </span>
        {mayChange && !isOpen && (
          <span class="buttons">
            <button type="button" aria-label={`Change ${rule.name}`} onClick={onOpen}>
              Change
            </button>
            <button type="button" aria-label={`Delete ${rule.name}`} onClick={remove}>
              Delete
            </button>
          </span>
        )}
      </div>
      <p class="quiet">{ruleWords(rule, nameOf)}</p>
    </>
  );
}
