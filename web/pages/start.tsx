import { useEffect, useState } from "preact/hooks";
import { apiUrl, ask } from "../data/api.ts";
import type { Key, Project } from "../data/types.ts";
import { useAsk, useLive } from "../data/use-ask.ts";
import { Copy, Failed, Skeleton } from "../primitives/parts.tsx";

const SNIPPETS: Record<string, (dsn: string) => string> = {
  "Browser JS": (d) => `import * as Sentry from "@sentry/browser";\n\nSentry.init({ dsn: "${d}" });`,
  Node: (d) => `import * as Sentry from "@sentry/node";\n\nSentry.init({ dsn: "${d}" });`,
  Python: (d) => `import sentry_sdk\n\nsentry_sdk.init(dsn="${d}")`,
  Go: (d) => `err := sentry.Init(sentry.ClientOptions{Dsn: "${d}"})\ndefer sentry.Flush(2 * time.Second)`,
  Java: (d) => `Sentry.init(options -> options.setDsn("${d}"));`,
  PHP: (d) => `\\Sentry\\init(['dsn' => '${d}']);`,
  Ruby: (d) => `require "sentry-ruby"\n\nSentry.init { |config| config.dsn = "${d}" }`,
  Rust: (d) => `let _guard = sentry::init("${d}");`,
};

export function Start({ org, project }: { org: string; project: string }) {
  const place = useAsk<Project>(`projects/${org}/${project}/`);
  const keys = useAsk<Key[]>(`projects/${org}/${project}/keys/`);
  const [tab, setTab] = useState("Browser JS");
  const [problem, setProblem] = useState("");
  const seen = Boolean(place.data?.firstEvent);
  useLive(apiUrl(`organizations/${org}/live/`), place.reload);
  const { reload } = place;
  useEffect(() => {
    if (seen) return;
    const timer = setInterval(reload, 2000);
    return () => clearInterval(timer);
  }, [seen, reload]);
  const [sample, setSample] = useState("");
  const found = useSample(org, sample);
  const send = () =>
    ask<{ eventID: string }>(`projects/${org}/${project}/create-sample/`, "POST").then(
      ({ data }) => (setProblem(""), setSample(data.eventID)),
      (e: Error) => setProblem(e.message),
    );
  const error = place.error ?? keys.error;
  if (error) return <Failed error={error} retry={keys.reload} />;
  if (!keys.data) return <Skeleton />;
  const dsn = keys.data.find((key) => key.isActive)?.dsn.public;
  if (!dsn) return <p class="state">This project has no active key.</p>;
  const code = SNIPPETS[tab]?.(dsn) ?? "";
  return (
    <>
      <h1>Start with {place.data?.name}</h1>
      <h2>DSN</h2>
      <div class="code row">
        <code>{dsn}</code>
        <Copy text={dsn} label="DSN" />
      </div>
      <nav class="tabs" aria-label="Platform">
        {Object.keys(SNIPPETS).map((name) => (
          <button key={name} type="button" aria-current={name === tab ? "true" : undefined} onClick={() => setTab(name)}>
            {name}
          </button>
        ))}
      </nav>
      <div class="code row">
        <pre>{code}</pre>
        <Copy text={code} label="snippet" />
      </div>
      <p role="status">{seen ? "The first event has arrived." : "Waiting for the first event…"}</p>
      <div class="row">
        <button type="button" onClick={() => void send()}>
          Send a sample error
        </button>
        {found ? (
          <a href={`organizations/${org}/issues/${found}`}>Open the sample's issue</a>
        ) : (
          sample && <span class="muted">Sent, on its way…</span>
        )}
        <a href={`organizations/${org}/projects/${project}/issues`}>All issues</a>
      </div>
      {problem && (
        <p class="problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

/** The issue of a sample, asked for until it is there. */
function useSample(org: string, sample: string): string | undefined {
  const [group, setGroup] = useState<string>();
  useEffect(() => {
    if (!sample) return;
    const timer = setInterval(
      () =>
        void ask<{ groupId: string }>(`organizations/${org}/eventids/${sample}/`).then(
          ({ data }) => (setGroup(data.groupId), clearInterval(timer)),
          () => undefined,
        ),
      1000,
    );
    return () => clearInterval(timer);
  }, [org, sample]);
  return group;
}
