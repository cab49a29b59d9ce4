/** One of the environments, or all. Nothing where there is no choice. */
export function EnvironmentPick(props: { names: readonly string[]; chosen: string; onChoose: (name: string) => void }) {
  const { chosen, onChoose } = props;
  const names = chosen === "" || props.names.includes(chosen) ? props.names : [chosen, ...props.names];
  if (names.length === 0) return null;
  return (
    <label class="pick">
      <span class="sr">Environment</span>
      <select value={chosen} onChange={({ currentTarget: { value } }) => onChoose(value)}>
        <option value="">All environments</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
