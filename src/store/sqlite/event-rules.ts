import type { EventRules, EventRulesCommands, EventRulesReader, OwnRules, RulesOwner } from "../../project/event-rules.ts";
import { changedRules, DEFAULT_RULES, rulesInForce } from "../../project/event-rules.ts";
import { boundedCache } from "./bounded-cache.ts";
import type { Database } from "./database.ts";
import type { Now } from "./now.ts";
import { transaction } from "./database.ts";

const FIND: { readonly [kind in RulesOwner["kind"]]: string } = {
  organization: "SELECT event_rules FROM organization WHERE id = ?",
  project: "SELECT event_rules FROM project WHERE id = ?",
};
const SAVE: { readonly [kind in RulesOwner["kind"]]: string } = {
  organization: "UPDATE organization SET event_rules = ? WHERE id = ?",
  project: "UPDATE project SET event_rules = ? WHERE id = ?",
};
const FIND_BOTH = `
  SELECT organization.event_rules AS organization, project.event_rules AS project
  FROM project JOIN organization ON organization.id = project.organization_id WHERE project.id = ?`;

const MAX_REMEMBERED = 1_000;

export function eventRulesReader(db: Database): EventRulesReader {
  return { findOwnRules: async (owner) => ownRules(db, owner) };
}

export function eventRulesCommands(db: Database): Now<EventRulesCommands> {
  return {
    changeEventRules({ owner, change }) {
      transaction(db, () => {
        const own = changedRules(ownRules(db, owner), change);
        const text = Object.keys(own).length === 0 ? null : JSON.stringify(own);
        db.statement(SAVE[owner.kind]).run(text, owner.id);
      });
    },
  };
}

/**
 * The rules of a project for the digest, on the writer's own connection: a change holds from the next batch on. As long as the rows
 * say the same, the same object is answered.
 */
export function rulesForDigest(db: Database): (projectId: number) => EventRules {
  const remembered = boundedCache<number, Remembered>(MAX_REMEMBERED);
  return (projectId) => {
    const row = db.statement(FIND_BOTH).get(projectId) as BothRow | undefined;
    const { organization = null, project = null } = row ?? {};
    if (organization === null && project === null) return DEFAULT_RULES;
    const known = remembered.get(projectId);
    if (known?.organization === organization && known.project === project) return known.rules;
    const rules = rulesInForce(readRules(organization), readRules(project));
    remembered.set(projectId, { organization, project, rules });
    return rules;
  };
}

type BothRow = { readonly organization: string | null; readonly project: string | null };
type Remembered = BothRow & { readonly rules: EventRules };

function ownRules(db: Database, { kind, id }: RulesOwner): OwnRules {
  const row = db.statement(FIND[kind]).get(id) as { event_rules: string | null } | undefined;
  return readRules(row?.event_rules ?? null);
}

/** Written by `changeEventRules` alone, whose callers have checked it. */
function readRules(text: string | null): OwnRules {
  return text === null ? {} : (JSON.parse(text) as OwnRules);
}
