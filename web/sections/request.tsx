import { curlOf } from "../data/curl.ts";
import { metaAt } from "../data/meta.ts";
import type { Meta, Request } from "../data/types.ts";
import { Copy } from "../primitives/copy.tsx";
import { Pairs, Section, Value, Values } from "../primitives/values.tsx";

export function RequestView({ request, meta }: { request: Request; meta: Meta | undefined }) {
  const { url, method, query, fragment, data, headers, cookies, env } = request;
  const curl = curlOf(request);
  return (
    <Section id="request" title="Request">
      {(url !== null || method !== null) && (
        <p class="address">
          {method !== null && <strong>{method}</strong>} <bdi>{url ?? ""}</bdi>
          {fragment !== null && <span class="quiet">#{fragment}</span>}
          {url !== null && <Copy text={url} what="address" />}
          {curl !== undefined && <Copy text={curl} what="as curl, secrets left out" words="Copy as curl" />}
        </p>
      )}
      {data !== null && data !== "" && (
        <Part title="Body" isOpen>
          {typeof data === "object" && !Array.isArray(data) ? (
            <Values label="Body" of={data as Record<string, unknown>} meta={metaAt(meta, "data")} />
          ) : (
            <div class="body">
              <Value value={data} meta={metaAt(meta, "data")} />
            </div>
          )}
        </Part>
      )}
      {query.length > 0 && (
        <Part title="Query" isOpen>
          <Pairs label="Query" of={query} meta={metaAt(meta, "query_string")} />
        </Part>
      )}
      {headers.length > 0 && (
        <Part title="Headers" n={headers.length}>
          <Pairs label="Headers" of={headers} meta={metaAt(meta, "headers")} />
        </Part>
      )}
      {cookies.length > 0 && (
        <Part title="Cookies" n={cookies.length}>
          <Pairs label="Cookies" of={cookies} meta={metaAt(meta, "cookies")} />
        </Part>
      )}
      {env !== null && Object.keys(env).length > 0 && (
        <Part title="Environment" n={Object.keys(env).length}>
          <Values label="Environment" of={env} meta={metaAt(meta, "env")} />
        </Part>
      )}
    </Section>
  );
}

function Part(props: { title: string; n?: number; isOpen?: boolean; children: preact.ComponentChildren }) {
  return (
    <details class="part" open={props.isOpen === true}>
      <summary>
        {props.title} {props.n !== undefined && <span class="n">{props.n}</span>}
      </summary>
      {props.children}
    </details>
  );
}
