import type { Monitor, MonitorEnvironment } from "../project/monitor.ts";
import type { Project } from "../project/project.ts";
import { refuse } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";
import { chosenProjects } from "./chosen-projects.ts";
import { dateOf } from "./dates.ts";
import { answerSlice } from "./paging.ts";
import type { Route } from "./route.ts";
import { organizationRoute } from "./scoped.ts";

/** Scheduled jobs that checked in, with their last state. Culprit keeps no more of them, and misses no run. */
export function monitorRoutes(parts: ApiParts): readonly Route[] {
  const scopes = ["org:read", "project:read"] as const;
  return [
    organizationRoute(parts, { method: "GET", path: "/monitors", scopes }, async (ask, organization) => {
      const projects = await chosenProjects(parts, ask, organization);
      if (!projects.ok) return refuse(projects.problem);
      const monitors = await parts.monitors.listMonitors(projects.value.map(({ id }) => id));
      return answerSlice(
        parts,
        ask,
        monitors.flatMap((monitor) => serialiseMonitor(monitor, projects.value)),
      );
    }),
  ];
}

/** Source of the fields: reference sentry-web-api §2.10. */
function serialiseMonitor(monitor: Monitor, projects: readonly Project[]): readonly object[] {
  const project = projects.find(({ id }) => id === monitor.projectId);
  if (project === undefined) return [];
  return [
    {
      id: String(monitor.id),
      slug: monitor.slug,
      name: monitor.slug,
      type: "cron_job",
      status: "active",
      isMuted: false,
      isUpserting: false,
      config: {
        schedule_type: null,
        schedule: null,
        checkin_margin: null,
        max_runtime: null,
        timezone: null,
        failure_issue_threshold: null,
        recovery_threshold: null,
        alert_rule_id: null,
        ...monitor.config,
      },
      dateCreated: dateOf(monitor.createdAtMs),
      project: { id: String(project.id), slug: project.slug, name: project.name, platform: project.platform ?? null },
      environments: monitor.environments.map(serialiseEnvironment),
      owner: null,
    },
  ];
}

function serialiseEnvironment(environment: MonitorEnvironment): object {
  const { name, status, startedAtMs, lastCheckInMs, durationSeconds, createdAtMs } = environment;
  return {
    name,
    status,
    isMuted: false,
    dateCreated: dateOf(createdAtMs),
    lastCheckIn: dateOf(lastCheckInMs),
    dateInProgress: startedAtMs === undefined ? null : dateOf(startedAtMs),
    duration: durationSeconds === undefined ? null : Math.round(durationSeconds * 1_000),
    nextCheckIn: null,
    nextCheckInLatest: null,
    activeIncident: null,
  };
}
