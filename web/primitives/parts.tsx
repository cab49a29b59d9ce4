import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import type { Series } from "../data/types.ts";

/** "2 min ago", with the exact time on hover. */
export function Ago({ at }: { at: string }) {
  const seconds = Math.max(0, (Date.now() - Date.parse(at)) / 1000);
  const words =
    seconds < 60
      ? "just now"
      : seconds < 3600
        ? `${Math.floor(seconds / 60)} min ago`
        : seconds < 86400
          ? `${Math.floor(seconds / 3600)} h ago`
          : `${Math.floor(seconds / 86400)} d ago`;
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {words}
    </time>
  );
}

export const count = (n: number): string =>
  n < 10_000 ? n.toLocaleString("en") : new Intl.NumberFormat("en", { notation: "compact" }).format(n);

export function Bars({ series, label, daily }: { series: Series; label: string; daily?: boolean }) {
  const top = Math.max(1, ...series.map(([, n]) => n));
  return (
    <svg class="bars" role="img" aria-label={label} viewBox={`0 0 ${series.length * 5} 28`} preserveAspectRatio="none">
      {series.map(([at, n], i) => {
        const height = n === 0 ? 1 : Math.max(2, (n / top) * 27);
        const when = new Date(at * 1000);
        return (
          <g key={at}>
            <title>{`${daily ? when.toLocaleDateString(undefined, { timeZone: "UTC" }) : when.toLocaleString()}: ${n}`}</title>
            <rect class="hit" x={i * 5} y={0} width={5} height={28} />
            <rect class={n === 0 ? "zero" : "bar"} x={i * 5 + 0.5} y={28 - height} width={4} height={height} />
          </g>
        );
      })}
    </svg>
  );
}

export function Copy({ text, label }: { text: string; label: string }) {
  const [words, setWords] = useState("Copy");
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => setWords("Copied"),
      () => setWords("Not allowed"),
    );
  return (
    <button type="button" class="small" aria-label={`${words} ${label}`} onClick={() => void copy()}>
      {words}
    </button>
  );
}

export const Level = ({ level }: { level: string }) => (
  <span class={`level ${level}`} title={level}>
    <span class="sr">{level}: </span>
  </span>
);

export function Failed({ error, retry }: { error: { status: number; message: string }; retry?: () => void }) {
  return (
    <div class="state" role="alert">
      <h2>{error.status === 404 ? "Not found" : "This could not be loaded"}</h2>
      <p>{error.message}</p>
      {retry && (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}{" "}
      <a href="./">Go to the start</a>
    </div>
  );
}

export const Skeleton = ({ rows = 8 }: { rows?: number }) => (
  <div aria-busy="true" aria-label="Loading">
    {Array.from({ length: rows }, (_, i) => (
      <div key={i} class="skeleton" />
    ))}
  </div>
);

type FieldProps = {
  label: string;
  name: string;
  type?: "text" | "email" | "password";
  value?: string;
  help?: string;
  error?: string | undefined;
  auto?: string;
};
export function Field({ label, name, type = "text", value, help, error, auto }: FieldProps) {
  const own = { name, defaultValue: value, autocomplete: auto, required: true, "aria-invalid": error !== undefined };
  return (
    <label class="field">
      {label}
      {type === "password" ? (
        <input {...own} type="password" />
      ) : type === "email" ? (
        <input {...own} type="email" />
      ) : (
        <input {...own} type="text" />
      )}
      {error ? <span class="problem">{error}</span> : help && <span class="muted">{help}</span>}
    </label>
  );
}

export const Section = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <section class="block">
    <h2>{title}</h2>
    {children}
  </section>
);

export function Values({ of }: { of: Record<string, unknown> }) {
  const rows = Object.entries(of).filter(([, v]) => v !== null && v !== "" && !(Array.isArray(v) && v.length === 0));
  return (
    <table class="values">
      <tbody>
        {rows.map(([k, v]) => (
          <tr key={k}>
            <th scope="row">{k}</th>
            <td>{typeof v === "string" ? v : JSON.stringify(v, null, 1)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
