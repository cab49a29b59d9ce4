import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { freePort } from "./free-port.ts";
import { waitFor } from "./wait-for.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const CONFIGS = path.join(ROOT, "deploy", "nginx");
const TLS = path.join(ROOT, "test", "fixtures", "tls");
/** Where `scripts/nginx.ts` unpacks one, and where a system has its own. */
const PLACES = [path.join(ROOT, ".cache/nginx/usr/sbin/nginx"), "/usr/sbin/nginx", "/usr/bin/nginx", "/opt/homebrew/bin/nginx"];

/** Path of an nginx on this machine: `NGINX_PATH`, the one that the suite's script unpacked, or the system's. */
export function findNginx(): string | undefined {
  return [process.env["NGINX_PATH"] ?? "", ...PLACES].find((place) => place !== "" && existsSync(place));
}

/** Why there is no nginx to test with, if so: for the `skip` of a test. */
export function noNginx(): string | false {
  return (
    findNginx() === undefined && "no nginx here; npm test brings one where Debian's apt is, else install it or set NGINX_PATH"
  );
}

/** The certificate that nginx shows, for names `localhost` and `127.0.0.1`: clients under test are told to believe it. */
export const CERTIFICATE = path.join(TLS, "proxy.crt");

/** Before the server it stands for is started: it has to know its public address. */
export async function publicAddress(): Promise<{ readonly port: number; readonly url: string }> {
  const port = await freePort();
  return { port, url: `https://localhost:${port}/errors` };
}

export type Nginx = { readonly output: () => string; readonly [Symbol.asyncDispose]: () => Promise<void> };

/**
 * A real nginx with TLS on `port`, which has Culprit below `/errors/` by the very files of `deploy/nginx`: only the port of
 * Culprit is another one.
 */
export async function startNginx(port: number, culpritUrl: string): Promise<Nginx> {
  const program = findNginx();
  if (program === undefined) throw new Error("no nginx");
  const directory = mkdtempSync(path.join(tmpdir(), "culprit-nginx-"));
  cpSync(path.join(CONFIGS, "culprit-proxy.conf"), path.join(directory, "culprit-proxy.conf"));
  const location = readFileSync(path.join(CONFIGS, "culprit-sub-path.conf"), "utf8");
  const moved = location.replace("proxy_pass http://127.0.0.1:9000;", `proxy_pass ${culpritUrl};`);
  if (moved === location) throw new Error("deploy/nginx/culprit-sub-path.conf does not pass to 127.0.0.1:9000");
  writeFileSync(path.join(directory, "culprit-sub-path.conf"), moved);
  writeFileSync(path.join(directory, "nginx.conf"), mainConfig(port));

  const args = ["-p", directory, "-c", "nginx.conf", "-e", "stderr"];
  const child = spawn(program, args, { stdio: ["ignore", "inherit", "pipe"] });
  let output = "";
  child.stderr.on("data", (chunk: Buffer) => void (output += chunk.toString()));
  const kill = (): void => void child.kill("SIGTERM");
  process.once("exit", kill);
  const end = async (): Promise<void> => {
    kill();
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    process.removeListener("exit", kill);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await waitFor(
      async () => child.exitCode !== null || (await askThrough(`https://localhost:${port}/errors/readyz`)).status === 200,
      {
        what: "nginx to pass on to the server",
      },
    );
    if (child.exitCode !== null) throw new Error("it ended");
  } catch (error) {
    await end();
    throw new Error(`nginx did not start. It wrote:\n${output}`, { cause: error });
  }
  return { output: () => output, [Symbol.asyncDispose]: end };
}

/** What stands around the included location: the site that a team has already. */
function mainConfig(port: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((kind) => `  ${kind}_temp_path tmp-${kind};`);
  return `${process.getuid?.() === 0 ? "user root;" : ""}
daemon off;
worker_processes 1;
pid nginx.pid;
error_log stderr warn;
events { worker_connections 256; }
http {
  access_log off;
${temporary.join("\n")}
  server {
    listen 127.0.0.1:${port} ssl;
    server_name localhost;
    ssl_certificate ${CERTIFICATE};
    ssl_certificate_key ${path.join(TLS, "server.key")};
    include culprit-sub-path.conf;
    location / { return 200 "the team's own site"; }
  }
}
`;
}

export type Asked = {
  readonly method?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Buffer;
  /** An address of this machine to come from, as another client would. */
  readonly from?: string;
};

/** One request over TLS, believing the certificate above alone. Always over IPv4: nginx listens there. */
export async function askThrough(url: string, asked: Asked = {}): Promise<{ readonly status: number; readonly text: string }> {
  const sent = request(url, {
    method: asked.method ?? "GET",
    headers: asked.headers,
    ca: readFileSync(CERTIFICATE),
    family: 4,
    agent: false,
    ...(asked.from === undefined ? {} : { localAddress: asked.from }),
  });
  const answered = Promise.withResolvers<{ status: number; text: string }>();
  sent.on("error", answered.reject);
  sent.on("response", (response) => {
    void text(response).then((body) => answered.resolve({ status: response.statusCode ?? 0, text: body }), answered.reject);
  });
  sent.end(asked.body);
  return answered.promise;
}
