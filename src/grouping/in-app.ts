import { familyOf } from "./family.ts";
import type { GroupingFrame } from "./input.ts";

/**
 * Which frames are the user's own. The SDK's flag counts. A silent frame is library code when its place says so. Otherwise it is
 * the user's, unless the SDK flagged others of the same stack as in-app: such SDKs leave the flag out to say no (Go, Java).
 */
export function inAppFlags(frames: readonly GroupingFrame[], platform: string): readonly boolean[] {
  const isFlagged = frames.some((frame) => frame.in_app === true);
  return frames.map((frame) => frame.in_app ?? (!isFlagged && !isLibraryFrame(frame, platform)));
}

/** True when the place of a frame is known to belong to a runtime, a package manager or a well-known library. */
export function isLibraryFrame(frame: GroupingFrame, platform: string): boolean {
  const own = frame.platform ?? platform;
  const path = frame.abs_path ?? frame.filename ?? "";
  if (path !== "" && LIBRARY_PATH.test(path)) return true;
  if (familyOf(own) === "native") return SYSTEM_IMAGE.test(frame.package ?? "");
  const modulePattern = LIBRARY_MODULE.get(own);
  return modulePattern !== undefined && frame.module !== undefined && modulePattern.test(frame.module);
}

/** Folders that package managers and runtimes own, on any platform, and file names that only runtimes use. */
const LIBRARY_PATH = new RegExp(
  [
    String.raw`(?:^|[\\/])(?:node_modules|site-packages|dist-packages|third_party|vendor|gems|\.cargo|\.pub-cache|\.venv)[\\/]`,
    String.raw`[\\/](?:go[\\/]pkg[\\/]mod|lib[\\/]python\d[\d.]*|lib[\\/]ruby|usr[\\/]lib|usr[\\/]local[\\/]go[\\/]src|rustc)[\\/]`,
    String.raw`^(?:node:|internal[\\/]|webpack[\\/]runtime|<frozen |<internal:|\[internal\]|dart:|package:flutter[\\/])`,
    String.raw`^(?:chrome|moz|safari|safari-web)-extension:`,
    String.raw`^(?:native |eval )?(?:\[native code\]|native code)$`,
  ].join("|"),
);

const SYSTEM_IMAGE = new RegExp(
  String.raw`^(?:/usr/lib/|/lib/|/lib64/|/System/|/apex/|/system/|[A-Z]:\\Windows\\|linux-(?:vdso|gate))|(?:^|/)(?:libc|libsystem|libdispatch|libobjc|libdyld|UIKit|CoreFoundation|Foundation)\b`,
  "i",
);

const JVM = startsWithOneOf(
  "java javax jakarta jdk sun com.sun kotlin kotlinx scala groovy clojure akka android androidx com.android dalvik io.netty io.ktor",
  "reactor io.reactivex org.springframework org.apache org.hibernate org.eclipse org.jboss org.glassfish org.postgresql",
  "com.mysql com.fasterxml com.google.common com.google.gson com.google.inject com.google.android com.google.firebase",
  "okhttp3 retrofit2 feign io.opentelemetry io.sentry org.junit ch.qos.logback org.slf4j",
);

const DOTNET = startsWithOneOf(
  "System Microsoft Mono Windows Newtonsoft Serilog NLog Npgsql RabbitMQ Hangfire Autofac Dapper Polly AutoMapper MediatR Grpc",
  "FluentValidation UnityEngine UnityEditor Xamarin Sentry",
);

const PYTHON = startsWithOneOf(
  "asyncio concurrent threading importlib runpy logging socketserver wsgiref http unittest sentry_sdk raven django flask werkzeug",
  "celery kombu gunicorn uvicorn starlette fastapi tornado sqlalchemy requests urllib3 aiohttp jinja2 click pytest",
);

const GO = /^(?:runtime|testing|reflect|net\/http|net|encoding\/|database\/sql|github\.com\/getsentry\/sentry-go)(?:[./]|$)/;
const RUST = /^<?(?:std|core|alloc|backtrace|tokio|futures[\w]*|hyper|tower|actix[\w]*|axum|rayon|anyhow|log|sentry[\w]*)::/;
const ELIXIR =
  /^(?:Elixir\.)?(?:Enum|Stream|Task|GenServer|Agent|Supervisor|Plug|Phoenix|Ecto|Cowboy|Bandit|Kernel)\b|^:?(?:gen_server|proc_lib|erlang|lists)$/;

const LIBRARY_MODULE: ReadonlyMap<string, RegExp> = new Map([
  ["java", JVM],
  ["csharp", DOTNET],
  ["python", PYTHON],
  ["go", GO],
  ["rust", RUST],
  ["elixir", ELIXIR],
]);

function startsWithOneOf(...lines: readonly string[]): RegExp {
  const names = lines
    .join(" ")
    .split(" ")
    .map((name) => name.replaceAll(".", String.raw`\.`));
  return new RegExp(`^(?:${names.join("|")})(?:\\.|$)`);
}
