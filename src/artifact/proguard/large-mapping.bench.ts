import { createHash } from "node:crypto";
import { packProguard } from "./pack-proguard.ts";
import { openPackedProguard } from "./packed-proguard.ts";
import { retrace } from "./class-record.ts";

/**
 * Prints what a mapping of a large app costs: packing it at upload, opening it, and 50 frames of as many classes, cold and warm.
 * `node src/artifact/proguard/large-mapping.bench.ts [megabytes]`, 40 unless said otherwise.
 */
const megabytes = Number(process.argv[2] ?? 40);
const FRAMES = 50;

/** As R8 writes it: classes of some twenty methods, a third of them with calls put into them. */
function mappingOf(bytes: number): { readonly text: Buffer; readonly classes: number } {
  const parts: string[] = ['# compiler: R8\n# {"id":"com.android.tools.r8.mapping","version":"2.2"}\n'];
  let size = 0;
  let at = 0;
  for (; size < bytes; at += 1) {
    const hash = createHash("md5").update(String(at)).digest("hex");
    const name = `com.example.shop.${hash.slice(0, 6)}.${hash.slice(6, 12)}.Screen${at}`;
    const lines = [`${name} -> a${at.toString(36)}:`, `# {"id":"sourceFile","fileName":"Screen${at}.kt"}`];
    for (let method = 0; method < 20; method += 1) {
      const [from, line] = [method * 4 + 1, method * 17 + 20];
      const own = `java.lang.Object render${method}(androidx.compose.runtime.Composer,int,${name})`;
      if (method % 3 === 0)
        lines.push(`    ${from}:${from + 3}:void androidx.compose.ui.Kit${method}.draw(int):${line}:${line + 3} -> b${method}`);
      lines.push(`    ${from}:${from + 3}:${own}:${line}:${line + 3} -> b${method}`);
    }
    const part = `${lines.join("\n")}\n`;
    parts.push(part);
    size += part.length;
  }
  return { text: Buffer.from(parts.join("")), classes: at };
}

const cpuMs = (work: () => void): number => {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1_000;
};
const MIB = 1_024 * 1_024;

const { text, classes } = mappingOf(megabytes * 1_000_000);
let packed: Buffer = Buffer.alloc(0);
const before = process.memoryUsage();
const packMs = cpuMs(() => void (packed = Buffer.concat(packProguard(text))));
const after = process.memoryUsage();
let reads = 0;
const file = {
  sizeBytes: packed.length,
  read: (at: number, length: number) => {
    reads += 1;
    return packed.subarray(at, at + length);
  },
  close: () => {},
};
let opened: ReturnType<typeof openPackedProguard>;
const openMs = cpuMs(() => void (opened = openPackedProguard(file)));
const mapping = opened;
if (mapping === undefined) throw new Error("what was packed cannot be opened");
const frames = Array.from({ length: FRAMES }, (_, index) => `a${(index * Math.floor(classes / FRAMES)).toString(36)}`);
const map = (): void => {
  for (const name of frames) {
    const record = mapping.findClass(name);
    if (record === undefined || retrace(record, "b3", 14).places.length !== 2) throw new Error(`${name} is not mapped`);
  }
};
reads = 0;
const coldMs = cpuMs(map);
const coldReads = reads;
const warmMs = cpuMs(map);
console.log(`${(text.length / 1e6).toFixed(0)} MB, ${classes} classes; CPU time:`);
console.log(
  `packing ${packMs.toFixed(0)} ms to ${(packed.length / 1e6).toFixed(1)} MB, ${((after.rss - before.rss) / MIB).toFixed(0)} MiB more memory`,
);
console.log(`opening ${openMs.toFixed(2)} ms, keeps ${(mapping.weight / MIB).toFixed(1)} MiB`);
console.log(
  `${FRAMES} frames of ${FRAMES} classes: ${coldMs.toFixed(2)} ms cold (${coldReads} reads), ${warmMs.toFixed(2)} ms warm`,
);
