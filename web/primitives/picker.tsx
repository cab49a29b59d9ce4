import { useState } from "preact/hooks";

export type Option = { value: string; label: string; detail: string };

const SHOWN = 50;

/** One of many, found by a part of its name. The choice is a field `name` of the form around it. */
export function Picker(props: { label: string; name: string; options: readonly Option[]; chosen: string | undefined }) {
  const { label, name, options, chosen } = props;
  const [text, setText] = useState("");
  const [picked, setPicked] = useState(chosen);
  const wanted = text.trim().toLowerCase();
  const matching = options.filter(({ label: words, detail }) => `${words} ${detail}`.toLowerCase().includes(wanted));
  const first = matching.slice(0, SHOWN);
  // What is chosen stays in the form while one looks for another.
  const own = options.find(({ value }) => value === picked);
  const shown = own === undefined || first.includes(own) ? first : [own, ...first];
  return (
    <fieldset class="picker">
      <legend>{label}</legend>
      {options.length > 8 && (
        <input
          type="search"
          aria-label={`Find a ${label.toLowerCase()}`}
          placeholder={`Find among ${options.length}`}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        />
      )}
      <div class="options">
        {shown.map(({ value, label: words, detail }) => (
          <label key={value} class="option">
            <input
              type="radio"
              name={name}
              value={value}
              checked={value === picked}
              required
              onChange={() => setPicked(value)}
            />
            <span>
              <bdi>{words}</bdi> <bdi class="quiet">{detail}</bdi>
            </span>
          </label>
        ))}
        {matching.length === 0 && <p class="quiet">None has “{text}” in its name.</p>}
        {matching.length > SHOWN && <p class="quiet">{matching.length - SHOWN} more: type a part of the name.</p>}
      </div>
    </fieldset>
  );
}
