import type { GroupingFrame } from "../input.ts";
import type { Family } from "./family.ts";

/** Agents that watch a program wrap its functions wherever they are; they are nobody's code. */
export function isAgentFrame(frame: GroupingFrame): boolean {
  const place = frame.abs_path ?? frame.filename ?? "";
  return AGENT.test(frame.module ?? "") || AGENT.test(place) || RUST_HOOK.test(frame.function ?? "");
}

/** The Rust SDK cuts its panic hook off the stack, but misses it where rustc mangles by its newer scheme, and then flags it in-app. */
const RUST_HOOK = /^(?:<?sentry_\w+::|(?:__rustc::)?rust_begin_unwind$)/;

const AGENT =
  /(?:^|[./\\@_-])(?:newrelic|ddtrace|dd-trace|datadog|opentelemetry|elasticapm|elastic-apm|appsignal|bugsnag|rollbar|honeybadger|scout_apm|instana|dynatrace|sentry_sdk|sentry-(?:ruby|rails|raven)-\d[\d.]*|getsentry\/sentry-go|@sentry|io\.sentry)(?:$|[./\\_-])/i;

/** True when the place of a frame is known to belong to a runtime, a package manager or a well-known library. */
export function isLibraryFrame(frame: GroupingFrame, family: Family): boolean {
  const path = frame.abs_path ?? frame.filename ?? "";
  if (path !== "" && (LIBRARY_PATH.test(path) || (family === "javascript" && LIBRARY_SCRIPT.test(path)))) return true;
  if (isAgentFrame(frame)) return true;
  if (family === "native") return SYSTEM_IMAGE.test(frame.package ?? "") || RUST.test(frame.function ?? "");
  const modulePattern = LIBRARY_MODULE[family];
  return modulePattern !== undefined && frame.module !== undefined && modulePattern.test(frame.module);
}

/** Scripts from elsewhere: delivery networks of libraries, and what bundlers put libraries into. */
const LIBRARY_SCRIPT =
  /^https?:\/\/(?:unpkg\.com|cdnjs\.cloudflare\.com|cdn\.jsdelivr\.net|esm\.(?:sh|run)|cdn\.skypack\.dev|ajax\.googleapis\.com|code\.jquery\.com|www\.google(?:tagmanager|-analytics)\.com)\/|\/(?:vendors?|chunk-vendors|vendors~\w+|polyfills?|framework|runtime|webpack|zone)(?:[-.~][\w.~-]*)?\.js(?:$|\?)|@vite\/client|\/(?:react-dom|vue|angular|jquery|lodash|zone)(?:[.-][\w.]+)?\.js(?:$|\?)/i;

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

/** Images of the operating system. */
export const SYSTEM_IMAGE = new RegExp(
  String.raw`^(?:/usr/lib/|/lib/|/lib64/|/System/|/apex/|/system/|[A-Z]:\\Windows\\|linux-(?:vdso|gate))|(?:^|/)(?:libc|libsystem|libdispatch|libobjc|libdyld|UIKit|CoreFoundation|Foundation)\b`,
  "i",
);

const JVM = startsWithOneOf(
  "java javax jakarta jdk sun com.sun kotlin kotlinx scala groovy clojure akka android androidx com.android dalvik io.netty io.ktor",
  "reactor io.reactivex org.springframework org.apache org.hibernate org.eclipse org.jboss org.glassfish org.postgresql",
  "com.mysql com.fasterxml com.google.common com.google.gson com.google.inject com.google.android com.google.firebase",
  "oracle com.oracle com.microsoft.sqlserver org.mariadb com.zaxxer org.mongodb com.mongodb redis.clients io.lettuce io.grpc",
  "software.amazon com.amazonaws com.google.cloud com.google.api org.elasticsearch org.opensearch org.quartz liquibase org.flywaydb",
  "net.bytebuddy javassist org.codehaus io.micronaut io.quarkus io.vertx io.micrometer io.undertow org.yaml org.json org.jsoup",
  "com.squareup com.bumptech com.facebook dagger rx coil timber io.realm org.jetbrains com.typesafe zio cats play slick com.rabbitmq",
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

const LIBRARY_MODULE: { readonly [family in Family]?: RegExp } = {
  jvm: JVM,
  dotnet: DOTNET,
  python: PYTHON,
  go: GO,
  elixir: ELIXIR,
};

function startsWithOneOf(...lines: readonly string[]): RegExp {
  const names = lines
    .join(" ")
    .split(" ")
    .map((name) => name.replaceAll(".", String.raw`\.`));
  return new RegExp(`^(?:${names.join("|")})(?:\\.|$)`);
}
