import type { Name } from "./name.ts";
import type { GroupingFrame } from "../../input.ts";

const MACHINERY = /^(?:System\.Runtime\.(?:CompilerServices|ExceptionServices)|System\.Threading\.(?:Tasks|ExecutionContext))/;

/** A function within a method, or the state machine of one: `<Run>g__Step|3_0`, `<<Run>g__Step|3_0>d`. */
const LOCAL = /^<{1,2}([^<>]{1,200})>g__(\w{1,200})\|/;

/** C# and F#: `<Total>d__12.MoveNext`, display classes and local functions belong to the method that was written. */
export function dotnetName(frame: GroupingFrame): Name {
  const { module = "" } = frame;
  let name = (frame.function ?? "").trim();
  // Unity and readable traces: "async Task<int> Cart.Total(int id)+(x) => { }".
  name = name.replace(/\+(?:\(|[\w<>]+\().{0,400}$/s, "").replace(/ ?\(.{0,1000}$/s, "");
  name = name.slice(name.lastIndexOf(" ") + 1);
  if (MACHINERY.test(module)) return { name, hidden: "machinery of asynchronous code" };

  // `Cart+<Total>d__12` + `MoveNext`, `Cart+<>c__DisplayClass5_0` + `<Total>b__0`.
  const nested = /(?:^|[+./])<<?([^<>]{1,200})>[a-z]__\w{0,20}>?/.exec(module)?.[1];
  const owner = module
    .replace(/[+/]<.{0,400}$/s, "")
    .replace(/\+/g, ".")
    .replace(/`\d+(?:\[\[?.{0,400})?/gs, "")
    .replace(/<[^<>]{0,200}>$/, "");
  const [, within, local] = LOCAL.exec(isMoveNext(name) ? (module.split("+").at(-1) ?? "") : name) ?? [];
  // Two methods may each have one of its name.
  const method =
    (local === undefined ? undefined : `${within ?? ""}/${local}`) ??
    /^<<?([^<>]{1,200})>\$?>?/.exec(name)?.[1] ??
    (isMoveNext(name) ? (nested ?? name) : name);
  const plain = method.replace(/`\d+|\[[^\]]{0,200}\]|<[^<>]{0,200}>$/g, "").replace(/@\d+(?:-\d+)?$/, "");
  const parts = plain.split(".");
  // "Cart.Total" where the class is known already.
  const short = parts.length > 1 && owner.endsWith(parts.slice(0, -1).join(".")) ? (parts.at(-1) ?? plain) : plain;
  return { name: short, ...(owner !== "" && { module: owner.replace(/@\d+(?:-\d+)?$/, "") }) };
}

function isMoveNext(name: string): boolean {
  return /(?:^|\.)MoveNext$/.test(name);
}
