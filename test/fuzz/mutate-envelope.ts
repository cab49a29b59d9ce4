import type { Random } from "../harness/random.ts";
import { mutateJson } from "./mutate-json.ts";
import type { Tree } from "./odd-values.ts";
import { oddName, oddValue } from "./odd-values.ts";
import type { Seed, SeedItem } from "./seeds.ts";

/** An envelope that is being changed, before it becomes bytes. */
export type Draft = {
  header: Tree;
  items: DraftItem[];
};

export type DraftItem = {
  header: Tree;
  /** What the header says of it; undefined: the payload ends with its line. Absent: its true length. */
  length?: Tree[string] | undefined;
  payload: Buffer;
};

export type Mutation = (draft: Draft, random: Random, seeds: readonly Seed[]) => void;

const TYPES = [
  "event", "transaction", "session", "sessions", "attachment", "client_report", "user_report", "feedback", "check_in", "security",
  "raw_security", "log", "profile", "replay_event", "statsd", "nel", "form_data", "unreal_report", "Event", "toString", "?",
] as const; // prettier-ignore
const ATTACHMENTS = [
  "event.attachment",
  "event.minidump",
  "unreal.context",
  "event.payload",
  "event.breadcrumbs",
  "?",
] as const;

/** Changes of one payload's JSON, once to four times. What is no JSON is left to others. */
export const changeValues: Mutation = ({ items }, random, seeds) => {
  const item = anyItem(items, random);
  const tree = item === undefined ? undefined : treeOf(item.payload);
  if (item === undefined || tree === undefined) return;
  const donor = treeOf(anySeedItem(seeds, random).payload) ?? {};
  for (let times = 1 + random.below(4); times > 0; times -= 1) mutateJson(tree, random, donor);
  item.payload = Buffer.from(JSON.stringify(tree));
};

/** The payload becomes text that JSON's grammar has no room for, or only just. */
export const breakJson: Mutation = ({ items }, random) => {
  const item = anyItem(items, random);
  if (item === undefined) return;
  const text = item.payload.toString("latin1");
  const at = random.below(text.length + 1);
  const broken = random.pick<(text: string) => string>([
    (whole) => whole.slice(0, at),
    (whole) => `${whole.slice(0, at)}${random.pick(['"', "{", "}", "[", "]", ",", ":", "\\", "\u0000", "//", "'"])}${whole.slice(at)}`,
    (whole) => whole.replace(/\d+(?=[,}])/, () => random.pick(["NaN", "-Infinity", "Infinity", "1e400", "-0", "01", "0x1", "1.", "9".repeat(400)])),
    (whole) => whole.replace(/"([^"]+)":/, (name) => `${name}1,${name}`),
    (whole) => whole.replace(/":"/, () => `":"${random.pick(["\\ud800", "\\u0000", "\\x", "\\uZZZZ", "\u00ff\u00fe", "\u0001", "\\udc00\\ud800"])}`),
    (whole) => `\u00ef\u00bb\u00bf${whole}`,
    (whole) => `[${whole}]`,
    (whole) => `${whole} ${whole}`,
    () => random.pick(["", "null", "[]", "{}", "0", '"x"', "true", "nan", "{", "\u0000"]),
    (whole) => Buffer.from(whole, "utf16le").toString("latin1"),
    (whole) => `${'{"a":['.repeat(random.below(400))}${whole}`,
    (whole) => whole.replace("{", `{"x":${"[".repeat(random.below(3_000))}${"]".repeat(random.below(3_000))},`),
  ])(text); // prettier-ignore
  item.payload = Buffer.from(broken, "latin1");
};

/** Bits and pieces of a payload, with a length that is true. */
export const changePayloadBytes: Mutation = ({ items }, random) => {
  const item = anyItem(items, random);
  if (item !== undefined) item.payload = changedBytes(item.payload, random);
};

/** What an item says of its length is not so, or not a length. */
export const changeLength: Mutation = ({ items }, random) => {
  const item = anyItem(items, random);
  if (item === undefined) return;
  const { length } = item.payload;
  if (random.chance(0.1)) {
    item.length = undefined;
    return;
  }
  item.length = random.pick<Tree[string]>([
    length + 1, length - 1, 0, -1, length * 2, 2 ** 31, 2 ** 32, 2 ** 53, 1e300, 0.5, String(length), null, true, [length],
    { length }, length + random.below(50), Math.max(0, length - random.below(50)),
  ]); // prettier-ignore
};

export const changeEnvelopeHeader: Mutation = (draft, random) => {
  const name = random.pick(["event_id", "event_id", "sent_at", "sdk", "trace", "dsn", oddName(random)]);
  if (random.chance(0.3)) Reflect.deleteProperty(draft.header, name);
  else draft.header[name] = oddValue(random);
};

export const changeItemHeader: Mutation = ({ items }, random) => {
  const item = anyItem(items, random);
  if (item === undefined) return;
  const { header } = item;
  switch (random.below(6)) {
    case 0:
    case 1:
      header["type"] = random.pick(TYPES);
      break;
    case 2:
      header["type"] = oddValue(random);
      break;
    case 3:
      header["attachment_type"] = random.pick(ATTACHMENTS);
      header["filename"] = oddValue(random);
      break;
    default:
      header[oddName(random)] = oddValue(random);
  }
};

/** Items come twice, in another order, not at all, or from another SDK. */
export const changeItems: Mutation = (draft, random, seeds) => {
  const { items } = draft;
  const item = anyItem(items, random);
  switch (random.below(6)) {
    case 0:
      items.sort(() => random.next() - 0.5);
      break;
    case 1:
      if (item !== undefined) items.splice(items.indexOf(item), 1);
      break;
    case 2:
      if (item !== undefined)
        items.push(...Array.from({ length: 1 + random.below(random.chance(0.1) ? 120 : 4) }, () => ({ ...item })));
      break;
    case 3:
      items.push(draftItem(emptyItem(random)));
      break;
    default:
      items.splice(random.below(items.length + 1), 0, draftItem(anySeedItem(seeds, random)));
  }
};

function emptyItem(random: Random): SeedItem {
  const type = random.pick(TYPES);
  return { type, header: JSON.stringify({ type }), payload: Buffer.from(random.pick(["", "{}", "[]", "\n", "null"])) };
}

/** One to eight small changes of bytes: bits, pieces taken out, put in, said twice. */
export function changedBytes(bytes: Buffer, random: Random): Buffer {
  let changed = Buffer.from(bytes);
  for (let times = 1 + random.below(8); times > 0; times -= 1) {
    const at = random.below(changed.length + 1);
    const until = Math.min(changed.length, at + random.below(random.chance(0.2) ? 4_000 : 8));
    switch (random.below(5)) {
      case 0:
        if (at < changed.length) changed[at] = (changed[at] ?? 0) ^ (1 << random.below(8));
        break;
      case 1:
        changed = Buffer.concat([changed.subarray(0, at), changed.subarray(until)]);
        break;
      case 2:
        changed = Buffer.concat([changed.subarray(0, until), changed.subarray(at)]);
        break;
      case 3:
        changed = Buffer.concat([
          changed.subarray(0, at),
          Buffer.alloc(random.below(40), random.below(256)),
          changed.subarray(at),
        ]);
        break;
      default:
        changed.fill(random.below(256), at, until);
    }
  }
  return changed;
}

export function draftOf({ header, items }: Seed): Draft {
  return { header: treeOf(Buffer.from(header)) ?? {}, items: items.map(draftItem) };
}

function draftItem({ header, payload }: SeedItem): DraftItem {
  return { header: treeOf(Buffer.from(header)) ?? {}, payload };
}

function anyItem(items: readonly DraftItem[], random: Random): DraftItem | undefined {
  return items.length === 0 ? undefined : random.pick(items);
}

function anySeedItem(seeds: readonly Seed[], random: Random): SeedItem {
  const { items } = random.pick(seeds);
  return items.length === 0 ? emptyItem(random) : random.pick(items);
}

/** The object that the bytes are, if they are one. */
export function treeOf(bytes: Buffer): Tree | undefined {
  try {
    const value: Tree[string] = JSON.parse(bytes.toString());
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The envelope as it goes over the wire. */
export function envelopeBytes({ header, items }: Draft): Buffer {
  const lines = items.flatMap((item) => {
    const length = "length" in item ? item.length : item.payload.length;
    return [
      Buffer.from(`\n${JSON.stringify(length === undefined ? item.header : { ...item.header, length })}\n`),
      item.payload,
    ];
  });
  return Buffer.concat([Buffer.from(JSON.stringify(header)), ...lines]);
}
