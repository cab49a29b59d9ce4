import { areShortcutsOn, setShortcuts } from "../data/shortcuts.ts";
import { useSignal } from "../data/signal.ts";
import { Dialog } from "../primitives/dialog.tsx";

const KEYS: readonly (readonly [title: string, rows: readonly (readonly [keys: string, words: string])[]])[] = [
  [
    "Everywhere",
    [
      ["Ctrl+K", "Go to anything, or do it"],
      ["g c", "Go to what changed"],
      ["g i", "Go to the issues"],
      ["/", "Search issues"],
      ["?", "Show these keys"],
    ],
  ],
  [
    "List of issues",
    [
      ["j ↓", "Next issue"],
      ["k ↑", "Previous issue"],
      ["o Enter", "Open"],
      ["x", "Select"],
      ["e", "Resolve, or reopen"],
      ["i", "Ignore, or reopen"],
      ["a", "Assign"],
      ["Esc", "Select nothing"],
    ],
  ],
  [
    "An issue",
    [
      ["[", "Previous event"],
      ["]", "Next event"],
      ["e", "Resolve, or reopen"],
      ["i", "Ignore"],
    ],
  ],
];

export function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const isOn = useSignal(areShortcutsOn);
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      {KEYS.map(([title, rows]) => (
        <section key={title} class="keys">
          <h3>{title}</h3>
          <dl>
            {rows.map(([keys, words]) => (
              <div key={words}>
                <dt>{words}</dt>
                <dd>
                  {keys.split(" ").map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
      <label class="check">
        <input type="checkbox" checked={isOn} onChange={(event) => setShortcuts(event.currentTarget.checked)} />
        Use single keys as shortcuts
      </label>
    </Dialog>
  );
}
