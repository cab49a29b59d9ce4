import { dsnOf } from "../project/dsn.ts";
import { parseDsn } from "../protocol/dsn.ts";
import { readArguments, UsageError } from "./usage.ts";
import { chosenOrganization, withStore } from "./with-store.ts";

/** `culprit send [--dsn DSN | --project SLUG] [--message TEXT] [--json]`: one test event, the way an SDK sends it. */
export async function send(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv, ["dsn", "project", "organization", "message"]);
  const dsn = args.option("dsn") ?? (await storedDsn(args.option("organization"), args.option("project")));
  const url = URL.parse(dsn);
  const parsed = parseDsn(dsn);
  if (url === null || !parsed.ok) throw new UsageError(`"${dsn}" is not a DSN such as http://<key>@localhost:9000/1`);

  const prefix = url.pathname.slice(0, url.pathname.lastIndexOf("/"));
  const address = `${url.protocol}//${url.host}${prefix}/api/${parsed.value.projectId}/store/`;
  const response = await fetch(address, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-Sentry-Auth": `Sentry sentry_version=7, sentry_client=culprit-cli/0.1, sentry_key=${parsed.value.publicKey}`,
    },
    body: JSON.stringify({
      platform: "other",
      level: "error",
      message: args.option("message") ?? "Test event of culprit send",
    }),
  });
  const body = await response.text();
  if (!response.ok) throw new Error(`${address} answered ${response.status}: ${body}`);
  console.log(args.has("json") ? body : `Sent. ${body}`);
  return 0;
}

async function storedDsn(organizationSlug: string | undefined, projectSlug: string | undefined): Promise<string> {
  return withStore(async ({ config, reader }) => {
    const organization = await chosenOrganization(reader, organizationSlug);
    const projects = await reader.projects.listProjects([organization.id]);
    const project = projectSlug === undefined ? projects[0] : projects.find((one) => one.slug === projectSlug);
    const key = project && (await reader.projects.listClientKeys(project.id)).find((one) => one.isActive);
    if (project === undefined || key === undefined)
      throw new Error("There is no such project with an active key. Give --dsn or --project.");
    return dsnOf(config.url, key.publicKey, project.id);
  });
}
