import assert from "node:assert/strict";
import { before, test } from "node:test";
import type { Answered, Populated } from "./test-world.ts";
import { eventId, NOW_MS, openPopulatedWorld, recordErrors } from "./test-world.ts";

const HOUR_MS = 3_600_000;
let world: Populated;
const get = (path: string): Promise<Answered> => world.ask(`/api/0/organizations/acme/${path}`, { session: world.reporter });

before(async () => {
  world = await openPopulatedWorld();
  const staging = { environment: "staging", level: "warning", user: { id: "43" } } as const;
  const tags = (browser: string, user: string): readonly (readonly [string, string])[] => [
    ["browser", browser],
    ["user", user],
    ["handled", "no"],
  ];
  recordErrors(world, world.web, [
    { id: eventId(1), signature: "a", hoursAgo: 30, tags: tags("Firefox", "id:42") },
    { id: eventId(2), signature: "a", hoursAgo: 2, tags: tags("Chrome", "id:42") },
    { id: eventId(3), signature: "a", hoursAgo: 1, tags: tags("Firefox", "id:42") },
    {
      id: eventId(4),
      signature: "b",
      hoursAgo: 1,
      title: "RangeError: too big",
      tags: tags("Firefox", "id:43"),
      event: staging,
    },
  ]);
  recordErrors(world, world.shop, [
    { id: eventId(5), signature: "c", hoursAgo: 1, title: "KeyError: sku", event: { release: "shop@2.0.0" } },
  ]);
});

const fields = (...names: readonly string[]): string => names.map((name) => `field=${encodeURIComponent(name)}`).join("&");

test("a table shows events one by one, newest first, over all projects, with what each says in its columns", async () => {
  const asked = fields(
    "issue",
    "title",
    "project",
    "timestamp",
    "level",
    "browser",
    "user.id",
    "error.type",
    "error.handled",
    "nothing",
  );
  const first = await get(`events/?${asked}&dataset=errors&sort=-timestamp&per_page=2&statsPeriod=24h&project=${world.web.id}`);
  assert.equal(first.status, 200, first.text);
  assert.deepEqual(first.json.data, [
    {
      issue: "WEB-2",
      title: "RangeError: too big",
      project: "web",
      timestamp: new Date(NOW_MS - HOUR_MS).toISOString(),
      level: "warning",
      browser: "Firefox",
      "user.id": "43",
      "error.type": "RangeError",
      "error.handled": false,
      nothing: null,
      "issue.id": 2,
      "project.name": "web",
      id: eventId(4),
    },
    { ...first.json.data[1], issue: "WEB-1", id: eventId(3), "user.id": "42" },
  ]);
  assert.deepEqual(
    ["issue", "timestamp", "error.handled"].map((name) => first.json.meta.fields[name]),
    ["string", "date", "boolean"],
  );
  const cursor = /rel="next"; results="true"; cursor="([^"]+)"/.exec(first.headers["link"] ?? "")?.[1];
  const second = await get(`events/?${asked}&per_page=2&statsPeriod=24h&project=web&cursor=${cursor}`);
  assert.deepEqual(
    second.json.data.map(({ id }: { id: string }) => id),
    [eventId(2)],
  );
  assert.match(second.headers["link"] ?? "", /rel="next"; results="false"/);
  const all = await get(`events/?${fields("id")}`);
  assert.deepEqual(new Set(all.json.data.map(({ id }: { id: string }) => id)), new Set([1, 2, 3, 4, 5].map(eventId)));
});

const at = (hoursAgo: number): string => new Date(NOW_MS - hoursAgo * HOUR_MS).toISOString();
/** What each table of groups holds. The first column of each row is its count. */
const GROUPS: readonly (readonly [columns: readonly string[], rest: string, want: readonly (readonly unknown[])[]])[] = [
  [["count()"], "", [[5]]],
  [["count()"], "statsPeriod=24h", [[4]]],
  [
    ["count()", "title"],
    "",
    [
      [3, "TypeError: x is not a function"],
      [1, "KeyError: sku"],
      [1, "RangeError: too big"],
    ],
  ],
  [
    ["count()", "title"],
    "query=level:error",
    [
      [3, "TypeError: x is not a function"],
      [1, "KeyError: sku"],
    ],
  ],
  [
    ["count()", "project", "last_seen()"],
    "",
    [
      [4, "web", at(1)],
      [1, "shop", at(1)],
    ],
  ],
  [
    ["count()", "project.id"],
    "sort=project.id",
    [
      [4, 1],
      [1, 2],
    ],
  ],
  [
    ["count()", "browser"],
    "project=web",
    [
      [3, "Firefox"],
      [1, "Chrome"],
    ],
  ],
  [
    ["count()", "environment"],
    "sort=-count",
    [
      [4, "production"],
      [1, "staging"],
    ],
  ],
  [
    ["count()", "release", "count_unique(user)"],
    "",
    [
      [4, "shop@1.4.0", 1],
      [1, "shop@2.0.0", 1],
    ],
  ],
  [["count()", "count_unique(user.id)", "count_unique(issue)"], "sort=-count_unique_user_id", [[5, 2, 3]]],
  [["count()", "issue"], "query=issue:WEB-1%20AND%20browser:Fire*", [[2, "WEB-1"]]],
  [
    ["count()", "error.type"],
    "query=!error.type:KeyError%20is:unresolved&sort=count()",
    [
      [1, "RangeError"],
      [3, "TypeError"],
    ],
  ],
  [["count()"], "query=error.handled:false%20environment:staging", [[1]]],
  [["count()"], "environment=staging&query=too", [[1]]],
  [["count()", "last_seen()"], "query=is:resolved%20is:ignored", [[0, null]]],
  [["count()", "epm()"], "statsPeriod=24h", [[4, 4 / (24 * 60)]]],
];
for (const [columns, rest, want] of GROUPS) {
  test(`a table of ${columns.join(", ")}${rest === "" ? "" : ` with ${decodeURIComponent(rest)}`} counts events in groups`, async () => {
    const answered = await get(`events/?${fields(...columns)}&${rest}`);
    assert.equal(answered.status, 200, answered.text);
    const rows = answered.json.data.map((row: Record<string, unknown>) => columns.map((column) => row[column]));
    assert.deepEqual(rows, want);
  });
}

test("tables of groups have pages, and name the issue by its id, too", async () => {
  const first = await get(`events/?${fields("issue", "count()")}&per_page=1`);
  assert.deepEqual(first.json.data, [{ issue: "WEB-1", "count()": 3, "issue.id": 1, "project.name": "web" }]);
  const cursor = /rel="next"; results="true"; cursor="([^"]+)"/.exec(first.headers["link"] ?? "")?.[1];
  const second = await get(`events/?${fields("issue", "count()")}&per_page=1&cursor=${cursor}`);
  assert.equal(second.json.data.length, 1);
  assert.notEqual(second.json.data[0].issue, "WEB-1");
});

const REFUSED: readonly (readonly [path: string, words: RegExp])[] = [
  ["events/", /Name at least one field/],
  ["events/?field=span.duration", /told by traces .* which Culprit does not take/],
  ["events/?field=p95(transaction.duration)", /functions are count\(\), count_unique\(field\)/],
  ["events/?field=equation|count()/2", /Equations are not available/],
  ["events/?field=title&sort=title", /sort must be -timestamp/],
  ["events/?field=count()&sort=-title", /sort must be one of the fields/],
  ["events/?field=count()&field=timestamp", /ask events-stats/],
  [`events/?${Array.from({ length: 21 }, (_, index) => `field=f${index}`).join("&")}`, /More than 20 fields/],
  ["events/?field=title&query=a%20OR%20b", /OR is not available/],
  ["events/?field=title&query=is:what", /Error parsing search query/],
  ["events/?field=title&statsPeriod=500d", /over a year/],
  ["events/?field=title&start=2026-11-02&end=2026-11-01", /start must be before end/],
  ["events-stats/?yAxis=title", /yAxis must be a count/],
  ["events-stats/?interval=1s", /over 4000 points/],
  ["events-stats/?interval=often", /interval must be a span/],
  ["events-timeseries/?topEvents=500", /topEvents must be a number/],
];
test("what is not told here is refused, with the remedy", async () => {
  for (const [path, words] of REFUSED) {
    const { status, json } = await get(path);
    assert.equal(status, 400, path);
    assert.match(json.detail, words, path);
  }
  const marked = (await get("events/?field=title&query=a%20AND%20is:what")).json.search;
  assert.deepEqual([marked.start, marked.end], [9, 13]);
  assert.equal((await get("events/?field=title&project=secret")).status, 403);
  const logs = await get("events/?dataset=logs&field=message");
  assert.deepEqual([logs.status, logs.json.data], [200, []]);
});

test("what is asked is judged before, part by part", async () => {
  const asked = `events/validate/?${fields("title", "span.op", "count()")}&orderby=-count()&orderby=-level&query=is:what`;
  const { status, json } = await get(asked);
  assert.deepEqual([status, json.valid, json.query.valid], [200, false, false]);
  assert.deepEqual(
    json.field.map((one: { valid: boolean; attrType: string | null }) => [one.valid, one.attrType]),
    [
      [true, "string"],
      [false, null],
      [true, "number"],
    ],
  );
  assert.deepEqual(
    json.orderby.map((one: { valid: boolean }) => one.valid),
    [true, false],
  );
  assert.match(json.field[1].error, /which Culprit does not take/);
  assert.equal((await get(`events/validate/?${fields("title")}&orderby=-timestamp&query=level:error`)).json.valid, true);
  assert.equal((await get(`events/validate/?dataset=spans&${fields("span.op")}&orderby=-span.op`)).json.valid, true);
});

const HOSTILE = [
  "__proto__",
  "count_unique(__proto__)",
  "tags[]",
  "tags[%00]",
  "%ed%a0%80",
  "9e999",
  "x".repeat(3_000),
  "((",
  "%22".repeat(3_000),
];
test("no text in any place of a table makes the server fail or stall", async () => {
  for (const text of HOSTILE) {
    for (const path of [
      `events/?field=${text}`,
      `events/?field=count()&field=${text}&sort=${text}`,
      `events/?field=title&query=${text}%20AND%20AND`,
      `events-stats/?yAxis=${text}&interval=${text}`,
      `events-timeseries/?topEvents=3&groupBy=${text}`,
      `events/validate/?field=${text}&orderby=${text}`,
    ]) {
      const { status } = await get(path);
      assert.ok(status === 200 || status === 400, `${status} ${path}`);
    }
  }
});

const counts = (data: readonly (readonly [number, readonly { count: number }[]])[]): readonly number[] =>
  data.map(([, [point]]) => point?.count ?? NaN);
const dayOf = (path: string): string => `${path}&statsPeriod=24h&interval=6h`;

test("counts over time come in both shapes, whole or for the largest groups", async () => {
  const plain = (await get(dayOf("events-stats/?"))).json;
  assert.deepEqual(counts(plain.data), [0, 0, 0, 4, 0]);
  assert.deepEqual(
    plain.data.map(([second]: [number]) => second % (6 * 3_600)),
    [0, 0, 0, 0, 0],
  );
  const minutes = (await get("events-stats/?statsPeriod=3h&interval=30m&query=browser:Firefox&project=web")).json;
  assert.equal(
    counts(minutes.data).reduce((sum, count) => sum + count, 0),
    2,
  );

  const axes = (await get(dayOf("events-stats/?yAxis=count()&yAxis=count_unique(user)"))).json;
  assert.deepEqual(counts(axes["count_unique(user)"].data), [0, 0, 0, 1, 0]);
  const top = (await get(dayOf("events-stats/?topEvents=1&field=issue&field=count()&sort=-count()"))).json;
  assert.deepEqual(Object.keys(top), ["WEB-1", "Other"]);
  assert.deepEqual(counts(top["WEB-1"].data), [0, 0, 0, 2, 0]);
  const alone = (await get(dayOf("events-stats/?topEvents=1&field=issue&excludeOther=1"))).json;
  assert.deepEqual(Object.keys(alone), ["WEB-1"]);

  const series = (await get(dayOf("events-timeseries/?yAxis=count()&topEvents=2&groupBy=project"))).json;
  assert.deepEqual(
    series.timeSeries.map((one: { groupBy: object; meta: { order: number; interval: number } }) => [
      one.groupBy,
      one.meta.order,
      one.meta.interval,
    ]),
    [
      [[{ key: "project", value: "web" }], 0, 6 * HOUR_MS],
      [[{ key: "project", value: "shop" }], 1, 6 * HOUR_MS],
    ],
  );
  assert.deepEqual(series.timeSeries[0].values.at(-1), { ...series.timeSeries[0].values.at(-1), incomplete: true });
  const empty = (await get(dayOf("events-timeseries/?query=title:nothing"))).json;
  assert.equal(empty.timeSeries[0].values.length, 5);
});
