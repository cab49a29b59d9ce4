import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Artifact } from "../artifact/artifacts.ts";
import { packFile } from "../artifact/pack-files.ts";
import { mappingsText } from "../artifact/test-maps.ts";
import type { Event, Frame } from "../protocol/event.ts";
import type { JsonObject } from "../protocol/json.ts";
import type { Populated } from "./test-world.ts";
import { eventId, openPopulatedWorld, recordError } from "./test-world.ts";

/** Ways to get source maps wrong, and what the doctor says of each. */

let world: Populated;
before(async () => {
  world = await openPopulatedWorld();
});

const ADDRESS = "https://shop.example/assets/app.js";
const ID = "0123456789abcdef0123456789abcdef";
const MAP = JSON.stringify({ version: 3, sources: ["src/cart.js"], mappings: mappingsText([[0, 0, 0, 0, 0]]) });

type File = { readonly url: string; readonly text: string; readonly debugId?: string; readonly kind?: "script" | "map" };
type Way = {
  readonly name: string;
  readonly uploads?: readonly {
    readonly files: readonly File[];
    readonly release?: string;
    readonly dist?: string;
    readonly toShop?: boolean;
  }[];
  readonly event?: Partial<Event>;
  readonly debugId?: string;
  readonly frame?: Partial<Frame>;
  /** What the digest had marked the frame with. */
  readonly mark?: string;
  readonly want: string;
  readonly says: RegExp;
  readonly command?: RegExp;
};

const SCRIPT: File = { url: "~/assets/app.js", text: "n()\n//# sourceMappingURL=app.js.map\n" };
const GOOD: readonly File[] = [SCRIPT, { url: "~/assets/app.js.map", text: MAP }];

const ways: readonly Way[] = [
  {
    name: "no release, no debug id, nothing uploaded",
    want: "no-release-and-no-debug-id",
    says: /names no release/,
    command: /inject .*\n.*upload --project web/,
  },
  {
    name: "debug ids were uploaded, and the deployed script has none",
    uploads: [{ files: [{ ...SCRIPT, debugId: ID }] }],
    want: "debug-id-missing-in-build",
    says: /what is deployed is not what was injected/,
    command: /inject/,
  },
  {
    name: "a plugin's upload of a release, and the deployed script has no debug id",
    uploads: [{ release: "r5", files: [{ ...SCRIPT, url: "~/01234567-89ab-cdef-0123-456789abcdef-0.js", debugId: ID }] }],
    event: { release: "r5" },
    want: "debug-id-missing-in-build",
    says: /Files with debug ids/,
  },
  {
    name: "the debug id is not uploaded",
    debugId: "f".repeat(32),
    want: "debug-id-not-uploaded",
    says: /ffffffff-ffff-/,
    command: /upload --project web \.\/dist/,
  },
  {
    name: "the debug id was uploaded to another project",
    uploads: [{ toShop: true, files: [{ ...SCRIPT, debugId: "a".repeat(32) }] }],
    debugId: "a".repeat(32),
    want: "debug-id-in-other-project",
    says: /to the project shop, and the event came to web/,
  },
  {
    name: "nothing is uploaded for the release",
    event: { release: "it's new" },
    want: "nothing-uploaded-for-release",
    says: /release it's new/,
    command: /--release 'it'\\''s new'/,
  },
  {
    name: "the dist differs",
    uploads: [{ release: "r1", dist: "web", files: GOOD }],
    event: { release: "r1", dist: "ios" },
    want: "dist-mismatch",
    says: /of dist ios; files of this release are uploaded for web/,
    command: /--dist ios/,
  },
  {
    name: "the address differs",
    uploads: [{ release: "r2", files: [{ ...SCRIPT, url: "~/app.js" }] }],
    event: { release: "r2" },
    want: "address-mismatch",
    says: /none is called https:\/\/shop\.example\/assets\/app\.js/,
    command: /--url-prefix ~\/assets\//,
  },
  {
    name: "the script names no map",
    uploads: [{ release: "r3", files: [{ ...SCRIPT, text: "n()" }] }],
    event: { release: "r3" },
    want: "map-not-referenced",
    says: /name a source map/,
  },
  {
    name: "the map that the script names is not uploaded",
    uploads: [{ release: "r4", files: [SCRIPT] }],
    event: { release: "r4" },
    want: "map-not-uploaded",
    says: /app\.js\.map is not/,
  },
  {
    name: "the map is broken",
    uploads: [{ release: "r6", files: [SCRIPT, { url: "~/assets/app.js.map", text: "<!doctype html>" }] }],
    event: { release: "r6" },
    want: "map-broken",
    says: /not valid JSON/,
  },
  {
    name: "the place is not in the map",
    uploads: [{ release: "r7", files: GOOD }],
    event: { release: "r7" },
    mark: "position-outside-map",
    frame: { lineno: 90 },
    want: "position-outside-map",
    says: /line 90.*another build/,
  },
  {
    name: "the bundler wrote the place",
    uploads: [{ release: "r8", files: GOOD }],
    event: { release: "r8" },
    mark: "position-generated",
    want: "position-generated",
    says: /bundler wrote/,
  },
  {
    name: "the browser sent no column",
    uploads: [{ release: "r9", files: GOOD }],
    event: { release: "r9" },
    mark: "no-position",
    want: "no-position",
    says: /no line or no column/,
  },
  {
    name: "the packed map is gone",
    uploads: [{ release: "r10", files: GOOD }],
    event: { release: "r10" },
    mark: "map-unreadable",
    want: "map-unreadable",
    says: /blobs/,
  },
  {
    name: "the map does not hold the source's text",
    uploads: [{ release: "r11", files: GOOD }],
    event: { release: "r11" },
    mark: "not-in-map",
    want: "no-source-content",
    says: /does not hold its text/,
  },
  {
    name: "the files came after the event",
    uploads: [{ release: "r12", files: GOOD }],
    event: { release: "r12" },
    want: "uploaded-after-event",
    says: /after this event had come/,
  },
];

let number = 100;
for (const { name, uploads = [], event, debugId, frame, mark = "script-not-uploaded", want, says, command } of ways) {
  test(`the doctor's answer when ${name}`, async () => {
    for (const { files, release = "", dist = "", toShop = false } of uploads) {
      const kept = files.map(({ url, text, debugId: id }) =>
        packFile({ bytes: Buffer.from(text), type: "", url, debugId: id, mapUrl: undefined }, () => {}),
      );
      await world.store.commands.saveArtifacts({
        projectIds: [toShop ? world.shop.id : world.web.id],
        checksum: name.padEnd(40, "0"),
        bundleId: name,
        release,
        dist,
        files: kept.filter((file): file is Artifact => file !== undefined),
      });
    }
    const id = eventId(number++);
    const data: JsonObject = mark === "not-in-map" ? { sourcemap: "~/assets/app.js.map", source: mark } : { unmapped: mark };
    const own: Frame = { abs_path: ADDRESS, filename: "/assets/app.js", lineno: 1, colno: 1, in_app: true, data, ...frame };
    recordError(world, world.web, {
      id,
      signature: name,
      event: {
        // The event of the world has one.
        release: "",
        ...event,
        ...(debugId !== undefined && {
          debug_meta: { images: [{ type: "sourcemap", code_file: ADDRESS, debug_id: debugId }] },
        }),
        exception: { values: [{ type: "E", stacktrace: { frames: [own] } }] },
      },
    });
    const answered = await world.ask(`/api/0/projects/acme/web/events/${id}/source-map-debug/`, { session: world.owner });
    assert.equal(answered.status, 200, answered.text);
    const [problem, ...more] = answered.json.problems;
    assert.deepEqual([problem?.code, more.length], [want, 0]);
    assert.match(problem.summary, says);
    assert.ok(problem.remedy.length > 20);
    if (command !== undefined) assert.match(problem.command, command);
    assert.equal(problem.frames[0].address, ADDRESS);
  });
}
