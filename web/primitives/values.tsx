import type { ComponentChildren } from "preact";
import { isFiltered, metaAt, reasonOf } from "../data/meta.ts";
import type { Meta, Pair } from "../data/types.ts";
import { Copy } from "./copy.tsx";
import { Icon } from "./icon.tsx";

/** A part of a page with a heading that one can jump to. */
export function Section({
  id,
  title,
  side,
  children,
}: {
  id: string;
  title: string;
  side?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <section class="block" id={id} aria-labelledby={`${id}-title`}>
      <header>
        <h2 id={`${id}-title`} tabIndex={-1}>
          {title}
        </h2>
        {side}
      </header>
      {children}
    </section>
  );
}

const textOf = (value: unknown): string =>
  typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value, null, 2);

/** One value as text, with what was done to it. */
export function Value({ value, meta }: { value: unknown; meta?: Meta | undefined }) {
  const reason = reasonOf(meta);
  if (isFiltered(value) || (value === null && reason !== undefined)) {
    return (
      <span class="withheld">
        <Icon name="shield" /> {value === null ? "Removed" : textOf(value)}
        <small>{reason ?? "Taken out by the SDK or before it was stored"}</small>
      </span>
    );
  }
  const text = textOf(value);
  const isPlain = typeof value === "string";
  return (
    <>
      <span class={isPlain ? "text" : typeof value === "object" ? "json" : "plain"}>
        {text === "" ? <em>empty</em> : <bdi>{text}</bdi>}
      </span>
      {(reason ?? deepReason(meta)) !== undefined && <small class="reason">{reason ?? deepReason(meta)}</small>}
    </>
  );
}

/** The first thing said about what lies inside a nested value. */
function deepReason(meta: Meta | undefined): string | undefined {
  for (const [key, inner] of Object.entries(meta ?? {})) {
    if (key === "" || typeof inner !== "object") continue;
    const said = reasonOf(inner as Meta) ?? deepReason(inner as Meta);
    if (said !== undefined) return `${key}: ${said.charAt(0).toLowerCase()}${said.slice(1)}`;
  }
  return undefined;
}

const isNothing = (value: unknown): boolean =>
  value === null || value === "" || value === undefined || (Array.isArray(value) && value.length === 0);

/**
 * Names and values in two columns. What is empty is left out, unless it was taken out or `isWhole` is asked for: of a variable,
 * that it is empty may be the whole answer.
 */
export function Values(props: { of: Record<string, unknown>; meta?: Meta | undefined; label: string; isWhole?: boolean }) {
  const { of, meta, label, isWhole = false } = props;
  const rows = Object.entries(of).filter(
    ([key, value]) => isWhole || !isNothing(value) || reasonOf(metaAt(meta, key)) !== undefined,
  );
  return (
    <Rows label={label} rows={rows.map(([key, value]) => [key, value, metaAt(meta, key)] as const)} reason={reasonOf(meta)} />
  );
}

/** The same for pairs, whose names may repeat. */
export function Pairs({ of, meta, label }: { of: readonly Pair[]; meta?: Meta | undefined; label: string }) {
  const rows = of.map(([name, value], index) => [name, value, metaAt(meta, index, 1)] as const);
  return <Rows label={label} rows={rows} reason={reasonOf(meta)} />;
}

type Row = readonly [name: string, value: unknown, meta: Meta | undefined];

function Rows({ rows, reason, label }: { rows: readonly Row[]; reason: string | undefined; label: string }) {
  return (
    <>
      <table class="values" aria-label={label}>
        <tbody>
          {rows.map(([name, value, meta], index) => (
            <tr key={index}>
              <th scope="row">
                <bdi>{name}</bdi>
              </th>
              <td>
                <Value value={value} meta={meta} />
                <Copy text={textOf(value)} what={name} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {reason !== undefined && <p class="reason">{reason}.</p>}
    </>
  );
}
