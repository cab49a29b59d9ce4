import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { gitea } from "../../src/codehost/gitea/gitea.ts";
import { readGiteaWebhook } from "../../src/codehost/gitea/webhook.ts";
import type { TestHost } from "../../src/codehost/test-host.ts";
import { freePort } from "../harness/free-port.ts";
import { waitFor } from "../harness/wait-for.ts";
import { COMMIT, DEFAULT_BRANCH, FILES } from "../fakes/codehost/world.ts";

/** Where a Gitea is looked for: the program and the source it was built from (templates, texts). `docs/code-hosts.md` says how. */
const PROGRAM = path.resolve(".cache/gitea/gitea");
const SOURCE = path.resolve(".cache/gitea/source");

/** Why no real Gitea can be had, if so. */
export function noGitea(): string | undefined {
  return existsSync(PROGRAM) && existsSync(SOURCE) ? undefined : "there is no Gitea in .cache/gitea, see docs/code-hosts.md";
}

const run = promisify(execFile);
const Created = z.object({ id: z.number(), full_name: z.string() });
const Committed = z.object({ commit: z.object({ sha: z.string() }) });
const Commits = z.array(z.object({ sha: z.string() }));
const Numbered = z.object({ number: z.number() });
const Comments = z.array(z.object({ body: z.string() }));

type Api = (method: string, apiPath: string, body?: object) => Promise<unknown>;

/** Starts a Gitea below a path, with a shop in it, as what the contract asks for. */
export async function realGitea(): Promise<TestHost> {
  const directory = mkdtempSync(path.join(tmpdir(), "culprit-gitea-"));
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}/git`;
  const config = path.join(directory, "app.ini");
  writeFileSync(config, settings(directory, port, origin));
  mkdirSync(path.join(directory, "custom"));
  const env = { ...process.env, GITEA_WORK_DIR: directory, GITEA_CUSTOM: path.join(directory, "custom"), HOME: directory };
  /** Answers the last line: warnings may stand before what was asked for. */
  const cli = async (...args: readonly string[]): Promise<string> =>
    (await run(PROGRAM, ["--config", config, ...args], { env })).stdout.trim().split("\n").at(-1) ?? "";

  await cli("migrate");
  const who = ["--username", "team", "--password", "a-password-0123", "--email", "team@example.org"];
  await cli("admin", "user", "create", "--admin", "--must-change-password=false", ...who);
  const tokenFor = async (name: string, scopes: string): Promise<string> =>
    await cli(
      "admin",
      "user",
      "generate-access-token",
      "--username",
      "team",
      "--token-name",
      name,
      "--scopes",
      scopes,
      "--raw",
    );
  const admin = await tokenFor("admin", "all");
  const token = await tokenFor("culprit", "write:issue,write:repository");
  const readingToken = await tokenFor("reader", "read:issue,read:repository");

  const server = spawn(PROGRAM, ["--config", config, "web"], { env, stdio: "ignore" });
  const ended = once(server, "exit");
  // A test that fails half-way must not leave it running.
  process.once("exit", () => server.kill("SIGKILL"));
  const api: Api = async (method, apiPath, body) => await callApi(`${origin}/api/v1${apiPath}`, admin, method, body);
  await waitFor(async () => await api("GET", "/version"), { what: "Gitea", timeoutMs: 60_000 });
  const made = await makeShop(api);
  return {
    origin,
    open: gitea,
    readWebhook: readGiteaWebhook,
    token,
    readingToken,
    ...made,
    branch: DEFAULT_BRANCH,
    pageOfLine7: (file) =>
      `${origin}/team/shop/src/commit/${made.commit.id}/${file.split("/").map(encodeURIComponent).join("/")}#L7`,
    setState: async (number, state) => void (await api("PATCH", `/repos/team/shop/issues/${number}`, { state })),
    notesOf: async (number) =>
      Comments.parse(await api("GET", `/repos/team/shop/issues/${number}/comments`)).map(({ body }) => body),
    async close() {
      server.kill();
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

type Shop = Pick<
  TestHost,
  "shop" | "archived" | "withoutIssues" | "commit" | "before" | "changes" | "files" | "binaryFile" | "largeFile" | "pullNumber"
>;

async function makeShop(api: Api): Promise<Shop> {
  const repository = async (name: string, change: object = {}): Promise<TestHost["shop"]> => {
    const made = Created.parse(await api("POST", "/user/repos", { name, auto_init: true, default_branch: DEFAULT_BRANCH }));
    if (Object.keys(change).length > 0) await api("PATCH", `/repos/team/${name}`, change);
    return { id: String(made.id), path: made.full_name };
  };
  const shop = await repository("shop");
  const author = { name: COMMIT.authorName, email: COMMIT.authorEmail };
  const commit = async (branch: object, message: string, files: ReadonlyMap<string, Buffer>): Promise<string> => {
    const changes = [...files].map(([file, bytes]) => ({ operation: "create", path: file, content: bytes.toString("base64") }));
    const body = { ...branch, message, author, committer: author, files: changes };
    return Committed.parse(await api("POST", "/repos/team/shop/contents", body)).commit.sha;
  };
  const id = await commit({ branch: DEFAULT_BRANCH }, COMMIT.message, FILES);
  const history = Commits.parse(await api("GET", `/repos/team/shop/commits?sha=${id}`));
  const other = new Map([["other.txt", Buffer.from("other\n")]]);
  await commit({ branch: DEFAULT_BRANCH, new_branch: "other" }, "Another thing", other);
  const pull = { title: "A pull request", head: "other", base: DEFAULT_BRANCH };
  const { number } = Numbered.parse(await api("POST", "/repos/team/shop/pulls", pull));
  const texts = [...FILES].filter(([file]) => file !== "logo.png" && file !== "big.txt");
  return {
    shop,
    archived: await repository("attic", { archived: true }),
    withoutIssues: await repository("mirror", { has_issues: false }),
    commit: { id, title: COMMIT.message.split("\n")[0] ?? "", authorName: author.name, authorEmail: author.email },
    before: history.map(({ sha }) => sha).filter((sha) => sha !== id),
    changes: [...FILES.keys()].map((file) => ({ path: file, change: "A" })),
    files: Object.fromEntries(texts.map(([file, bytes]) => [file, bytes.toString("utf8")])),
    binaryFile: "logo.png",
    largeFile: "big.txt",
    pullNumber: number,
  };
}

async function callApi(url: string, token: string, method: string, body: object | undefined): Promise<unknown> {
  const response = await fetch(url, {
    method,
    headers: { authorization: `token ${token}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${method} ${url} answered ${response.status}: ${await response.text()}`);
  return await response.json();
}

function settings(directory: string, port: number, origin: string): string {
  return `
RUN_MODE = prod
I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true
[server]
HTTP_ADDR = 127.0.0.1
HTTP_PORT = ${port}
ROOT_URL = ${origin}/
LOCAL_ROOT_URL = ${origin}/
USE_SUB_URL_PATH = true
STATIC_ROOT_PATH = ${SOURCE}
DISABLE_SSH = true
OFFLINE_MODE = true
[database]
DB_TYPE = sqlite3
PATH = ${path.join(directory, "gitea.db")}
[repository]
ROOT = ${path.join(directory, "repositories")}
[security]
INSTALL_LOCK = true
SECRET_KEY = a-secret-key-for-a-test
[webhook]
ALLOWED_HOST_LIST = loopback
[actions]
ENABLED = false
[log]
MODE = file
LEVEL = Warn
ROOT_PATH = ${path.join(directory, "log")}
`;
}
