import { rust } from "../build-compiled.ts";
import { withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const panic = (text: string, ...frames: readonly string[]): SdkEvent =>
  withMechanism(rust(`panic: ${text}\n${frames.join("\n")}`), { type: "panic", handled: false });
const REGISTRY = "/usr/local/cargo/registry/src/index.crates.io-6f17d22bba15001f";
const std = (hash: string, name: string): string => `- ${name} @ /rustc/${hash}/library/core/src/panicking.rs:72`;
const OLD = "9fc6b43126469e3858e2fe86cafb4f0fd5068869";
const NEW = "4eb161250e340c8f48f66e2b929ef4a5bed7c181";
const UTF8 = "called `Result::unwrap()` on an `Err` value: Utf8Error { valid_up_to: 12, error_len: Some(1) }";
const scan = "depot::zpl::scan @ /build/depot/src/zpl.rs:40";
/** Errors of anyhow have no type of their own; their text is all there is. */
const anyhow = (text: string): SdkEvent => rust(`anyhow::Error: ${text}`);

export const secondRustCases: readonly Case[] = [
  same(
    "the toolchain of two releases",
    panic(UTF8, scan, std(OLD, "core::panicking::panic_fmt"), std(OLD, "core::result::unwrap_failed")),
    panic(UTF8, scan, std(NEW, "core::panicking::panic_fmt"), std(NEW, "core::result::unwrap_failed")),
  ),
  same(
    "the detail of an error that was unwrapped",
    panic(UTF8, scan),
    panic(UTF8.replace("12", "4711").replace("Some(1)", "None"), scan.replace(":40", ":61")),
  ),
  same(
    "hyper of two versions below a service of tower",
    panic(
      "index out of bounds: the len is 3 but the index is 3",
      `- hyper::proto::h1::dispatch::Dispatcher::poll_catch @ ${REGISTRY}/hyper-0.14.28/src/proto/h1/dispatch.rs:160`,
      "depot::web::lanes @ /build/depot/src/web.rs:20",
    ),
    panic(
      "index out of bounds: the len is 7 but the index is 12",
      `- hyper_util::server::conn::auto::Connection::poll @ ${REGISTRY}/hyper-util-0.1.6/src/server/conn/auto/mod.rs:290`,
      "depot::web::lanes @ /build/depot/src/web.rs:26",
    ),
  ),
  same(
    "a blocking pool's thread and the caller's own",
    panic(
      "divide by zero",
      `- tokio::runtime::blocking::pool::Inner::run @ ${REGISTRY}/tokio-1.38.0/src/runtime/blocking/pool.rs:513`,
      "depot::bill::share @ /build/depot/src/bill.rs:9",
    ),
    panic("divide by zero", "depot::bill::share @ /build/depot/src/bill.rs:12"),
  ),
  same(
    "a workspace's crate built on Windows",
    panic("no zone", "depot_plan::zone::of @ /build/depot/crates/plan/src/zone.rs:9"),
    panic("no zone", "depot_plan::zone::of @ C:\\build\\depot\\crates\\plan\\src\\zone.rs:9"),
  ),
  same(
    "a closure inside an async block, as two manglings write it",
    panic("no zone", "depot::sync::run::{{closure}}::{{closure}} @ /build/depot/src/sync.rs:20"),
    panic("no zone", "depot::sync::run::{closure#0}::{closure#1} @ /build/depot/src/sync.rs:23"),
  ),
  same(
    "a symbol with a suffix of the optimiser",
    panic("no zone", "depot::plan::lanes::h3f9a1c2b7d8e4f50 @ /build/depot/src/plan.rs:9"),
    panic("no zone", "depot::plan::lanes::hb07c44d19e5f6a21.llvm.11029384756 @ /build/depot/src/plan.rs:9"),
  ),
  same(
    "a file that is not there, with another name, no stack",
    anyhow("failed to read /var/lib/depot/feeds/17.csv: No such file or directory (os error 2)"),
    anyhow("failed to read /var/lib/depot/feeds/90210.csv: No such file or directory (os error 2)"),
  ),
  different(
    "two functions that unwrap one kind of error",
    panic(UTF8, scan),
    panic(UTF8, "depot::mail::subject @ /build/depot/src/mail.rs:31"),
  ),
  different(
    "modules that are both mod.rs",
    panic("no zone", "depot::plan::load @ /build/depot/src/plan/mod.rs:9"),
    panic("no zone", "depot::bill::load @ /build/depot/src/bill/mod.rs:9"),
  ),
  different(
    "Drop of two types",
    panic("still locked", "<depot::hub::Hub as core::ops::drop::Drop>::drop @ /build/depot/src/hub.rs:9"),
    panic("still locked", "<depot::pool::Pool as core::ops::drop::Drop>::drop @ /build/depot/src/pool.rs:9"),
  ),
  different(
    "From of two errors for one type",
    panic("no code", "<depot::Error as core::convert::From<sqlx::Error>>::from @ /build/depot/src/error.rs:9"),
    panic("no code", "<depot::Failure as core::convert::From<sqlx::Error>>::from @ /build/depot/src/failure.rs:9"),
  ),
  different(
    "errors of the system in one text, no stack",
    anyhow("failed to read /var/lib/depot/feeds/17.csv: No such file or directory (os error 2)"),
    anyhow("failed to read /var/lib/depot/feeds/17.csv: Permission denied (os error 13)"),
  ),
  different(
    "contexts of two works, no stack",
    anyhow("failed to bill client: connection closed before message completed"),
    anyhow("failed to print label: connection closed before message completed"),
  ),
  different(
    "fields that serde misses, no stack",
    rust("serde_json::Error: missing field `weight` at line 1 column 88"),
    rust("serde_json::Error: missing field `postcode` at line 1 column 88"),
  ),
  different(
    "a borrowed cell and a missing value, where the runtime alone stands on the stack",
    panic("already borrowed: BorrowMutError", std(OLD, "core::cell::panic_already_borrowed")),
    panic("called `Option::unwrap()` on a `None` value", std(OLD, "core::option::unwrap_failed")),
  ),
  different(
    "expectations of two texts, where the runtime alone stands on the stack",
    panic("PRINTER_HOST must be set: NotPresent", std(OLD, "core::result::unwrap_failed")),
    panic("DATABASE_URL must be set: NotPresent", std(OLD, "core::result::unwrap_failed")),
  ),
  different(
    "two functions that are not yet written",
    panic("not yet implemented", "depot::plan::merge @ /build/depot/src/plan.rs:70"),
    panic("not yet implemented", "depot::plan::split @ /build/depot/src/plan.rs:90"),
  ),
];
