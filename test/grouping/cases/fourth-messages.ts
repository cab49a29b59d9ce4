import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

/** A fourth set for messages, written without a look at version 1. */

const said = (text: string, more: { readonly [field: string]: unknown } = {}): SdkEvent => ({
  platform: "other",
  level: "error",
  message: text,
  ...more,
});

export const fourthMessageCases: readonly Case[] = [
  same(
    "message: an upload of a size, by a person",
    said("upload of 12.4 MB by jane@shop.example took 1m 12s"),
    said("upload of 980 kB by joe@shop.example took 9s"),
  ),
  different(
    "message: two states of one machine",
    said("worker 7 is stuck in state DRAINING"),
    said("worker 7 is stuck in state STARTING"),
  ),
  same(
    "message: JSON of a logger, fields turned and ids other",
    said('{"msg":"payment refused","order":4711,"trace":"b7ad6b7169203331","at":"2026-11-20T10:11:12Z"}'),
    said('{"at":"2026-11-21T08:00:01Z","msg":"payment refused","order":99,"trace":"0af7651916cd43dd"}'),
  ),
  different("message: two codes of a gateway", said("gateway answered HTTP 502"), said("gateway answered HTTP 401")),
  same(
    "message: a job's name with a time and host",
    said("[2026-11-20 10:11:12,345] host web-3: job nightly-report failed after 3 attempts"),
    said("[2026-11-21 10:11:12,001] host web-11: job nightly-report failed after 5 attempts"),
  ),
  different(
    "message: two jobs",
    said("job nightly-report failed after 3 attempts"),
    said("job weekly-report failed after 3 attempts"),
  ),
  same(
    "message: SQL with other values and a longer list",
    said("slow query: SELECT * FROM orders WHERE id IN (1, 2, 3) AND state = 'open'"),
    said("slow query: SELECT * FROM orders WHERE id IN (7, 8) AND state = 'paid'"),
  ),
  different(
    "message: SQL of two tables",
    said("slow query: SELECT * FROM orders WHERE id = 1"),
    said("slow query: SELECT * FROM menus WHERE id = 1"),
  ),
  same(
    "message: a key and a bucket's object",
    said("no such object s3://acme-invoices/2026/11/inv-88121.pdf"),
    said("no such object s3://acme-invoices/2025/01/inv-3.pdf"),
  ),
  different("message: errno and its name", said("open failed: ENOSPC (errno 28)"), said("open failed: EACCES (errno 13)")),
];
