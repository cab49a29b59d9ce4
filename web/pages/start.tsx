import type { ComponentChildren } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { toApiError } from "../data/api.ts";
import type { Change, MaybeMissed } from "../data/live.ts";
import { useLive } from "../data/live.ts";
import { useKeys } from "../data/keys.ts";
import { sendSample, useIssueOfEvent, useProject } from "../data/projects.ts";
import { withQuery } from "../data/router.ts";
import { PLATFORMS, platformOf } from "../data/snippets.ts";
import { Copy } from "../primitives/copy.tsx";
import { Icon } from "../primitives/icon.tsx";
import { Failed, Skeleton, State } from "../primitives/states.tsx";
import { useTitle } from "../primitives/title.ts";

const ASK_AGAIN_MS = 3_000;
type Props = { org: string; project: string; path: string; search: URLSearchParams };

/** From a DSN to the first error on the page. */
export function Start({ org, project, path, search }: Props) {
  const place = useProject(org, project);
  const keys = useKeys(org, project);
  useTitle(`Set-up ${place.data?.name ?? ""}`);
  const platform = platformOf(search.get("platform")) ?? platformOf(place.data?.platform) ?? PLATFORMS[0];
  const error = place.error ?? keys.error;
  if (error !== undefined)
    return <Failed error={error} retry={() => Promise.all([place.reload(), keys.reload()])} what="project" />;
  if (keys.data === undefined || place.data === undefined || platform === undefined) return <Skeleton rows={3} shape="block" />;
  if (!place.data.backend.can.receivesEvents) {
    return (
      <State icon="setup" title="The errors of this project are in Sentry">
        <p>Programs go on sending to Sentry; nothing has to be changed in them. Their errors are in the list as they arrive.</p>
        <p class="actions">
          <a class="button primary" href={`organizations/${org}/projects/${project}/issues`}>
            Open the issues
          </a>
          <a class="button" href={`organizations/${org}/projects/${project}/settings#backend`}>
            Open the settings
          </a>
        </p>
      </State>
    );
  }
  const dsn = keys.data.find((key) => key.isActive)?.dsn.public;
  if (dsn === undefined) {
    return (
      <State icon="setup" title="This project takes no events">
        <p>All of its client keys are switched off. Switch one on, or make a new one.</p>
        <p class="actions">
          <a class="button primary" href={`organizations/${org}/projects/${project}/settings`}>
            Open the settings
          </a>
        </p>
      </State>
    );
  }
  const code = platform.code(dsn);
  return (
    <div class="page start">
      <header class="page-head">
        <h1>Set up {place.data.name}</h1>
        <p class="quiet">Your program keeps the Sentry SDK it has, or gets one now. All it needs is this address.</p>
      </header>
      <ol class="steps">
        <Step title="Copy the DSN">
          <Code text={dsn} what="DSN" />
          <p class="help">It can only send errors to this project, so it may be public, as in a browser.</p>
        </Step>
        <Step title="Install and switch on">
          <nav class="chips" aria-label="Platform">
            {PLATFORMS.map(({ id, name }) => (
              <a
                key={id}
                href={withQuery(path, search, { platform: id })}
                aria-current={id === platform.id ? "true" : undefined}
              >
                {name}
              </a>
            ))}
          </nav>
          <Code text={platform.install} what="command" />
          <p class="where">{platform.file}</p>
          <Code text={code} what="snippet" />
        </Step>
        <Step title="See the first error">
          <Waiting
            org={org}
            project={project}
            isSeen={place.data.firstEvent !== null}
            reload={place.reload}
            id={place.data.id}
          />
        </Step>
      </ol>
    </div>
  );
}

function Step({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <li>
      <h2>{title}</h2>
      {children}
    </li>
  );
}

function Code({ text, what }: { text: string; what: string }) {
  return (
    <div class="code">
      <pre tabIndex={0} aria-label={what}>
        {text}
      </pre>
      <Copy text={text} what={what} words="Copy" />
    </div>
  );
}

type WaitingProps = { org: string; project: string; id: string; isSeen: boolean; reload: () => Promise<void> };

/** Told by the stream, and asking now and then in case no stream can be had. */
function Waiting({ org, project, id, isSeen, reload }: WaitingProps) {
  const [sample, setSample] = useState<string>();
  const [state, setState] = useState<{ busy: boolean; problem?: string }>({ busy: false });
  const issue = useIssueOfEvent(org, sample);
  const hasCome = isSeen || issue !== undefined;
  useLive(
    org,
    useCallback(
      (change: Change | MaybeMissed) => void ((change === undefined || change.projectId === id) && reload()),
      [id, reload],
    ),
  );
  useEffect(() => {
    if (hasCome) return;
    const timer = setInterval(() => void reload(), ASK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [hasCome, reload]);
  const send = () => {
    setState({ busy: true });
    sendSample(org, project).then(
      (eventId) => {
        setSample(eventId);
        setState({ busy: false });
      },
      (error: unknown) => setState({ busy: false, problem: toApiError(error).message }),
    );
  };
  const isUnderWay = state.busy || (sample !== undefined && issue === undefined);
  return (
    <div class={hasCome ? "waiting come" : "waiting"}>
      <p role="status">
        <span class="beacon">{hasCome && <Icon name="check" />}</span>
        {hasCome ? "The first event has arrived." : "Waiting for the first event…"}
      </p>
      <div class="buttons">
        {issue !== undefined ? (
          <a class="button primary" href={`organizations/${org}/issues/${issue}`}>
            Open the sample's issue
          </a>
        ) : (
          hasCome && (
            <a class="button primary" href={`organizations/${org}/projects/${project}/issues`}>
              See the issues
            </a>
          )
        )}
        <button type="button" disabled={isUnderWay} onClick={send}>
          {isUnderWay ? "Sending…" : "Send a sample error"}
        </button>
      </div>
      {state.problem !== undefined && (
        <p class="problem" role="alert">
          {state.problem}
        </p>
      )}
    </div>
  );
}
