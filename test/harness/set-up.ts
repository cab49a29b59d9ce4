import { once } from "node:events";
import net from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { isScope } from "../../src/account/scopes.ts";
import { makeOrganizationToken } from "../../src/account/tokens.ts";
import { dsnOf } from "../../src/project/dsn.ts";

/** A project, and a token of its organisation, as the command line makes them. */
export type Made = {
  readonly organization: string;
  readonly project: string;
  readonly projectId: string;
  readonly dsn: string;
  readonly publicKey: string;
  readonly token: string;
};

const MadeProject = z.object({
  project: z.object({ id: z.number(), slug: z.string() }),
  key: z.object({ publicKey: z.string() }),
});
const Answer = z.union([z.object({ value: z.unknown() }), z.object({ error: z.string() })]);

/**
 * Makes a project and a token through the admin socket of a running server: what `culprit project create` and `culprit token create` do,
 * without starting a process for each.
 */
export async function setUp(dataDir: string, url: string, platform: string | undefined, scopes: string): Promise<Made> {
  const organization = onlyOrganization(dataDir);
  const { token, hash, lastFour } = makeOrganizationToken(organization.slug, url, Date.now());
  const newToken = {
    tokenHash: hash,
    lastFour,
    name: "made for the test",
    scopes: scopes.split(" ").filter(isScope),
    organizationId: organization.id,
  };
  const [made] = await runCommands(dataDir, [
    { method: "createProject", args: { organizationId: organization.id, name: "Shop", platform } },
    { method: "createApiToken", args: newToken },
  ]);
  const { project, key } = MadeProject.parse(made);
  return {
    organization: organization.slug,
    project: project.slug,
    projectId: String(project.id),
    dsn: dsnOf(url, key.publicKey, project.id),
    publicKey: key.publicKey,
    token,
  };
}

function onlyOrganization(dataDir: string): { readonly id: number; readonly slug: string } {
  using db = new DatabaseSync(path.join(dataDir, "culprit.db"), { readOnly: true });
  const rows = db.prepare("SELECT id, slug FROM organization").all();
  return z.tuple([z.object({ id: z.number(), slug: z.string() })]).parse(rows)[0];
}

/** A line of JSON each, answered in order. */
async function runCommands(
  dataDir: string,
  commands: readonly { readonly method: string; readonly args: object }[],
): Promise<readonly unknown[]> {
  const socket = net.connect(path.join(dataDir, "admin.sock"));
  await once(socket, "connect");
  try {
    const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
    const answers: unknown[] = [];
    for (const command of commands) {
      socket.write(`${JSON.stringify(command)}\n`);
      const line = await lines.next();
      const answer = Answer.parse(JSON.parse(line.done === true ? '{"error":"the server hung up"}' : line.value));
      if ("error" in answer) throw new Error(`${command.method}: ${answer.error}`);
      answers.push(answer.value);
    }
    return answers;
  } finally {
    socket.destroy();
  }
}
