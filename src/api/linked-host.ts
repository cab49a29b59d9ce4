import type { CodeHost, CodeHostProblem } from "../codehost/codehost.ts";
import { mayPass } from "../codehost/codehost.ts";
import type { CodeHostConnection } from "../codehost/connection.ts";
import { openHost } from "../codehost/open-host.ts";
import type { Project } from "../project/project.ts";
import type { Result } from "../protocol/result.ts";
import { ok, problem } from "../protocol/result.ts";
import type { Refusal } from "./answer.ts";
import type { ApiParts } from "./api-deps.ts";

export type LinkedHost = { readonly connection: CodeHostConnection; readonly host: CodeHost };

/** The code host that a project is connected to. */
export async function findLinkedHost(parts: ApiParts, project: Project): Promise<Result<LinkedHost, Refusal>> {
  const connection = await parts.codeHosts.reader.findCodeHost(project.id);
  if (connection === undefined) {
    const detail = `${project.name} is not connected to a code host. Connect it in the settings of the project.`;
    return problem({ kind: "invalid", detail });
  }
  const host = openHost(connection, parts.codeHosts);
  return host.ok ? ok({ connection, host: host.value }) : problem(refusalOfHost(host.problem));
}

/** What a client is told when a code host does not do as it was asked; its words are made for people. */
export function refusalOfHost({ kind, message }: CodeHostProblem): Refusal {
  return { kind: mayPass(kind) ? "unavailable-elsewhere" : "refused-elsewhere", detail: message };
}
