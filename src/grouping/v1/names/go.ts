import type { Name } from "./name.ts";
import type { GroupingFrame } from "../../input.ts";

/** Go: literals are numbered (`func3.1`), wrappers of the compiler get names of their own, generics carry their arguments. */
export function goName(frame: GroupingFrame): Name {
  const raw = frame.function ?? "";
  const name = raw
    .replace(/\[(?:[^[\]]|\[[^[\]]{0,200}\]){0,400}\]/g, "")
    .replace(/-fm$/, "")
    .replace(/(?:\.(?:func\d+|\d+|gowrap\d+|deferwrap\d+|(?:func\d+)?-range\d+))+/g, ".func")
    .replace(/^func\d+(?:\.\d+)*/, "func")
    .replace(/-range\d+/g, "")
    .replace(/glob\.\./, "glob.")
    .replace(/(?:\.func)+$/, ".func");
  const module = frame.module?.replace(/\/v\d+(?=\/|\.|$)/, "");
  return { name, ...(module !== undefined && { module }) };
}
