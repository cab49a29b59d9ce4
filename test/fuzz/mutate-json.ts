import type { Random } from "../harness/random.ts";
import type { Tree, Value } from "./odd-values.ts";
import { oddName, oddValue } from "./odd-values.ts";

const GO_DEEPER = 0.75;
/** A list is repeated to at most about so much: repeated lists of repeated lists would not fit into memory. */
const MAX_REPEATED_BYTES = 1_000_000;

/** A place in a tree: `holder[key]`. Lists have their indexes for keys. */
type Place = { readonly holder: Tree | Value[]; readonly key: string };

/** Changes the tree at one random place. `donor` is another event, of which parts may be taken. */
export function mutateJson(tree: Tree, random: Random, donor: Tree): void {
  const place = anyPlace(tree, random);
  if (place === undefined) {
    tree[oddName(random)] = oddValue(random);
    return;
  }
  random.pick(CHANGES)(place, random, donor);
}

type Change = (place: Place, random: Random, donor: Tree) => void;

const replace: Change = (place, random) => put(place, oddValue(random));
const add: Change = ({ holder }, random) => {
  if (Array.isArray(holder)) holder.push(oddValue(random));
  else set(holder, oddName(random), oddValue(random));
};
const remove: Change = ({ holder, key }) => {
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
};
const rename: Change = (place, random) => {
  const value = at(place);
  remove(place, random, {});
  if (!Array.isArray(place.holder)) set(place.holder, oddName(random), value);
};
const wrap: Change = (place, random) => {
  const value = at(place);
  put(place, random.pick<Value>([[value], { values: value }, { values: [value] }, [[value]], { [oddName(random)]: value }]));
};
const unwrap: Change = (place) => {
  const value = at(place);
  if (typeof value === "object" && value !== null) put(place, Object.values(value)[0] ?? null);
};
const retype: Change = (place) => {
  const value = at(place);
  if (typeof value === "string") put(place, value.trim() === "" ? 0 : Number(value) || value.length);
  else if (typeof value === "object") put(place, JSON.stringify(value));
  else put(place, String(value));
};
const transplant: Change = (place, random, donor) => {
  const from = anyPlace(donor, random);
  // A copy: the same part might later be put into itself.
  if (from !== undefined) put(place, structuredClone(at(from)));
};
const cut: Change = (place, random) => {
  const value = at(place);
  if (typeof value === "string") put(place, value.slice(0, random.below(value.length + 1)));
  else if (Array.isArray(value)) value.length = random.below(value.length + 1);
};
const repeat: Change = (place, random) => {
  const value = at(place);
  const times = 1 + random.below(random.chance(0.1) ? 600 : 20);
  if (typeof value === "string") put(place, value.slice(0, 200).repeat(times));
  else if (Array.isArray(value) && value.length > 0) {
    const most = (MAX_REPEATED_BYTES * value.length) / JSON.stringify(value).length;
    put(
      place,
      Array.from({ length: Math.min(times, most) }, (_, index) => value[index % value.length] ?? null),
    );
  }
};
const shuffle: Change = (place, random) => {
  const value = at(place);
  if (Array.isArray(value)) value.sort(() => random.next() - 0.5);
  else if (typeof value === "object" && value !== null)
    put(place, Object.fromEntries(Object.entries(value).sort(() => random.next() - 0.5)));
};

const CHANGES: readonly Change[] = [
  replace, replace, replace, replace, add, add, remove, remove, rename, rename, wrap, unwrap, retype, transplant, transplant, cut,
  repeat, shuffle,
]; // prettier-ignore

/** Goes down from the root, a random way; undefined when there is nothing in it. */
function anyPlace(root: Tree, random: Random): Place | undefined {
  let place: Place | undefined;
  let holder: Tree | Value[] = root;
  for (;;) {
    const keys = Object.keys(holder);
    if (keys.length === 0) return place;
    place = { holder, key: random.pick(keys) };
    const value = at(place);
    if (typeof value !== "object" || value === null || !random.chance(GO_DEEPER)) return place;
    holder = value;
  }
}

function at({ holder, key }: Place): Value {
  return (Array.isArray(holder) ? holder[Number(key)] : holder[key]) ?? null;
}

function put({ holder, key }: Place, value: Value): void {
  if (Array.isArray(holder)) holder[Number(key)] = value;
  else set(holder, key, value);
}

/** Plain assignment would not make `__proto__` a field of its own. */
function set(holder: Tree, key: string, value: Value): void {
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });
}
