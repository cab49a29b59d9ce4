import { z } from "zod";
import type { ApiParts } from "./api-deps.ts";
import { found, refuse } from "./answer.ts";
import type { Column } from "./event-columns.ts";
import { areGroups, columnNamed, readColumns, typeOf } from "./event-columns.ts";
import { readFoundEvents } from "./found-events.ts";
import { many, readQuery } from "./parse.ts";
import type { Route } from "./route.ts";
import { organizationRoute } from "./scoped.ts";

export const validateQuery = z.object({ field: many, orderby: many });

/**
 * Whether a table of events can be had, part by part and with the remedy: programs with a language model ask this first, and mend what
 * they ask. Source of the shape: what `@sentry/mcp-server` 0.39 reads.
 */
export function eventValidationRoutes(parts: ApiParts): readonly Route[] {
  const access = { method: "GET", path: "/events/validate", scopes: ["event:read"] } as const;
  return [
    organizationRoute(parts, access, async (ask, organization) => {
      const query = readQuery(ask, validateQuery);
      if (!query.ok) return refuse(query.problem);
      const events = await readFoundEvents(parts, ask, organization);
      if (!events.ok && events.problem.kind !== "invalid") return refuse(events.problem);
      const isKept = !events.ok || events.value !== undefined;
      const columns: Column[] = [];
      const field = query.value.field.map((name) => {
        const column = readColumns([name]);
        if (!isKept || !column.ok) return judged(name, undefined, !isKept || column.ok ? undefined : column.problem);
        columns.push(...column.value);
        return judged(name, column.value[0], undefined);
      });
      const orderby = query.value.orderby.map((name) => {
        const column = columnNamed(columns, name.replace(/^-/, ""));
        return judged(name, column, isKept ? orderProblem(name, columns, column) : undefined);
      });
      const problem = events.ok || events.problem.kind !== "invalid" ? undefined : events.problem.detail;
      const isValid = problem === undefined && [...field, ...orderby].every(({ valid }) => valid);
      return found({
        valid: isValid,
        projects: [],
        dataset: [{ name: isKept ? "errors" : "not kept", valid: true, error: null }],
        environment: [],
        field,
        query: { valid: problem === undefined, error: problem ?? null, fields: [] },
        orderby,
      });
    }),
  ];
}

function orderProblem(name: string, columns: readonly Column[], column: Column | undefined): string | undefined {
  if (!areGroups(columns)) return name === "-timestamp" ? undefined : "Events are listed newest first: use -timestamp.";
  return column === undefined ? `"${name}" must be one of the fields asked for.` : undefined;
}

function judged(name: string, column: Column | undefined, problem: string | undefined) {
  const type = column === undefined ? null : typeOf(column);
  const attrType = type === "integer" || type === "rate" ? "number" : type === "date" ? "string" : type;
  return { name, valid: problem === undefined, attrType, error: problem ?? null };
}
