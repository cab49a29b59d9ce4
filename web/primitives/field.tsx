import type { ComponentChildren } from "preact";
import { useEffect, useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { ApiError, toApiError } from "../data/api.ts";

/** Sends a form and keeps what went wrong. */
export function useForm(send: (text: (name: string) => string) => Promise<void>) {
  const [error, setError] = useState<ApiError>();
  const [busy, setBusy] = useState(false);
  const sent = useRef<HTMLFormElement>(null);
  // The field that is to be mended gets the focus, and with it its words are read out.
  useEffect(() => {
    if (error !== undefined) sent.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [error]);
  const onSubmit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    sent.current = event.currentTarget;
    const data = new FormData(event.currentTarget);
    setBusy(true);
    setError(undefined);
    send((name) => {
      const value = data.get(name);
      return typeof value === "string" ? value : "";
    })
      .catch((cause: unknown) => setError(toApiError(cause)))
      .finally(() => setBusy(false));
  };
  const wrong = (name: string): string | undefined => error?.fields[name]?.join(", ");
  /** Of a list: what is wrong with any of its entries. */
  const wrongBelow = (name: string): string | undefined => {
    const said = Object.entries(error?.fields ?? {}).filter(([field]) => field === name || field.startsWith(`${name}.`));
    return said.length === 0 ? undefined : said.flatMap(([, words]) => words).join("; ");
  };
  return { error, busy, onSubmit, wrong, wrongBelow };
}

/** What is wrong with a form as a whole. Fields say their own, and get the focus; `sites.*` are all entries of a list. */
export function FormProblem({ error, fields = [] }: { error: ApiError | undefined; fields?: readonly string[] }) {
  if (error === undefined) return null;
  const names = Object.keys(error.fields);
  const isSaid = (name: string): boolean => fields.includes(name) || fields.includes(name.replace(/\.[^.]*$/, ".*"));
  if (names.length > 0 && names.every(isSaid)) return null;
  return (
    <p class="problem box" role="alert">
      {error.message}
    </p>
  );
}

type FieldProps = {
  label: string;
  name: string;
  type?: "text" | "email" | "password" | "datetime-local";
  value?: string;
  help?: string;
  error?: string | undefined;
  auto?: AutoFill;
  placeholder?: string;
  focus?: boolean;
  isOptional?: boolean;
};

export function Field(props: FieldProps) {
  const { label, name, type = "text", value, help, error, auto, placeholder, focus, isOptional = false } = props;
  const id = useId();
  const said = error ?? help;
  const own = {
    id,
    name,
    defaultValue: value,
    autocomplete: auto,
    autofocus: focus,
    placeholder,
    required: !isOptional,
    "aria-invalid": error !== undefined,
    "aria-describedby": said === undefined ? undefined : `${id}-says`,
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {type === "password" ? (
        <input {...own} type="password" />
      ) : type === "email" ? (
        <input {...own} type="email" />
      ) : type === "datetime-local" ? (
        <input {...own} type="datetime-local" />
      ) : (
        <input {...own} type="text" />
      )}
      {said !== undefined && (
        <p id={`${id}-says`} class={error === undefined ? "help" : "problem"}>
          {said}
        </p>
      )}
    </div>
  );
}

type ChoiceProps = { label: string; name: string; value?: string; children: ComponentChildren };

export function Choice({ label, name, value, children }: ChoiceProps) {
  const id = useId();
  const select = useRef<HTMLSelectElement>(null);
  // Not as the attribute: each rendering, as of a form whose sending failed, would put it over what was chosen meanwhile.
  useLayoutEffect(() => {
    if (select.current !== null && value !== undefined) select.current.value = value;
  }, [value]);
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select id={id} name={name} ref={select}>
        {children}
      </select>
    </div>
  );
}

/** A switch with the sentence that says what it does. */
export function Tick({ label, name, isOn, help }: { label: string; name: string; isOn: boolean; help?: string }) {
  const id = useId();
  return (
    <div class="tick">
      <input id={id} type="checkbox" name={name} defaultChecked={isOn} aria-describedby={help && `${id}-says`} />
      <div>
        <label for={id}>{label}</label>
        {help !== undefined && (
          <p id={`${id}-says`} class="help">
            {help}
          </p>
        )}
      </div>
    </div>
  );
}

/** A text of several lines. */
export function Area(props: {
  label: string;
  name: string;
  value: string;
  rows: number;
  help?: string;
  error?: string | undefined;
}) {
  const { label, name, value, rows, help, error } = props;
  const id = useId();
  const said = error ?? help;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        name={name}
        rows={rows}
        defaultValue={value}
        spellcheck={false}
        aria-invalid={error !== undefined}
        aria-describedby={said === undefined ? undefined : `${id}-says`}
      />
      {said !== undefined && (
        <p id={`${id}-says`} class={error === undefined ? "help" : "problem"}>
          {said}
        </p>
      )}
    </div>
  );
}

type AutoFill = "username" | "current-password" | "new-password" | "name" | "organization" | "one-time-code" | "off";
