import type { ComponentChildren } from "preact";

/** Names and values side by side, of equal width, so that what changes moves nothing beside it. */
export function Figures({ rows }: { rows: readonly (readonly [name: string, value: ComponentChildren])[] }) {
  return (
    <dl class="figure-grid">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
