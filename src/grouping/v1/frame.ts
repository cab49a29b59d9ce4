import type { GroupingFrame } from "../input.ts";
import type { Family } from "./family.ts";
import { familyOf } from "./family.ts";
import { isAgentFrame, isLibraryFrame } from "./library.ts";
import { dotnetName } from "./names/dotnet.ts";
import { goName } from "./names/go.ts";
import { javascriptName } from "./names/javascript.ts";
import { jvmName } from "./names/jvm.ts";
import { nativeName } from "./names/native.ts";
import { dartName, elixirName, phpName, pythonName, rubyName } from "./names/scripts.ts";
import type { Name } from "./names/name.ts";
import { placeOf } from "./place.ts";

/** What identifies a frame over builds, runtimes and machines. Never a line. `place` and `name` may be "". */
export type CanonicalFrame = {
  readonly family: Family;
  readonly place: string;
  readonly name: string;
  readonly hidden: string | undefined;
  /** Place and name in one text, for comparing; "" when both are. */
  readonly key: string;
  /** Its place is known to be of a runtime, a package manager or a library; of an agent that watches the program. */
  readonly isLibrary: boolean;
  readonly isAgent: boolean;
};

const NAMES: { readonly [family in Family]: (frame: GroupingFrame, platform: string) => Name } = {
  javascript: javascriptName,
  python: pythonName,
  jvm: jvmName,
  go: goName,
  ruby: rubyName,
  php: phpName,
  dotnet: dotnetName,
  native: nativeName,
  dart: dartName,
  elixir: elixirName,
  other: ({ function: name = "" }) => ({ name }),
};

/** Reads a frame. Pure: equal frames come out equal, whatever machine, build or runtime version they are from. */
export function canonicalFrame(raw: GroupingFrame, platform: string): CanonicalFrame {
  const frame = bounded(raw);
  const family = familyOf(frame.platform ?? platform, frame);
  const { name, module, hidden } = NAMES[family](frame, frame.platform ?? platform);
  const place = placeOf(module === undefined ? frame : { ...frame, module }, family);
  const key = place === "" && name === "" ? "" : `${place}\n${name}`;
  return { family, place, name, hidden, key, isLibrary: isLibraryFrame(frame, family), isAgent: isAgentFrame(frame) };
}

/** The digest cuts each field to less; one that did not come through it is cut here. */
const MAX_FIELD = 512;
const FIELDS = ["function", "module", "filename", "abs_path", "package"] as const;

function bounded(frame: GroupingFrame): GroupingFrame {
  if (FIELDS.every((field) => (frame[field]?.length ?? 0) <= MAX_FIELD)) return frame;
  const cut = FIELDS.flatMap((field) => {
    const text = frame[field];
    return text === undefined ? [] : [[field, text.slice(0, MAX_FIELD)]];
  });
  return { ...frame, ...Object.fromEntries(cut) };
}
