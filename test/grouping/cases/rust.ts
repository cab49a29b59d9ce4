import { rust } from "../build-compiled.ts";
import { withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

/** The panic integration gives every panic the type "panic"; the text tells what happened. */
const panic = (text: string, ...frames: readonly string[]): SdkEvent =>
  withMechanism(rust(`panic: ${text}\n${frames.join("\n")}`), { type: "panic", handled: false });

const UNWRAP = "called `Option::unwrap()` on a `None` value";
const total = "shop::cart::Cart::total @ /build/src/cart.rs:20";
const discount = "shop::pricing::discount @ /build/src/pricing.rs:9";
const tokio = (
  version: string,
): string => `- tokio::runtime::task::harness::poll_future @ /root/.cargo/registry/src/index.crates.io-6f17d22bba15001f/tokio-${version}/src/runtime/task/harness.rs:473
  - core::panicking::panic_fmt @ /rustc/${version === "1.28.0" ? "a28077b28a02b92985b3a3faecf92813155f1ea1" : "9fc6b43126469e3858e2fe86cafb4f0fd5068869"}/library/core/src/panicking.rs:67`;

export const rustCases: readonly Case[] = [
  same(
    "a build in another folder, with lines moved",
    panic(UNWRAP, total, discount),
    panic(
      UNWRAP,
      total.replace("/build/", "/home/mira/shop/").replace(":20", ":44"),
      discount.replace("/build/", "/home/mira/shop/"),
    ),
  ),
  same(
    "tokio and the standard library of two versions",
    panic(UNWRAP, tokio("1.28.0"), total),
    panic(UNWRAP, tokio("1.38.1"), total),
  ),
  same(
    "symbols with the compiler's hash, of two builds",
    panic(UNWRAP, "shop::cart::Cart::total::h0123456789abcdef"),
    panic(UNWRAP, "shop::cart::Cart::total::hfedcba9876543210"),
  ),
  same(
    "closures as two manglings name them",
    panic(UNWRAP, total, "shop::cart::Cart::total::{{closure}} @ /build/src/cart.rs:22"),
    panic(UNWRAP, total, "shop::cart::Cart::total::{closure#0} @ /build/src/cart.rs:22"),
  ),
  same(
    "closures numbered anew",
    panic(UNWRAP, total, "shop::cart::Cart::total::{closure#0} @ /build/src/cart.rs:22"),
    panic(UNWRAP, total, "shop::cart::Cart::total::{closure#2} @ /build/src/cart.rs:30"),
  ),
  same(
    "an index out of bounds with other numbers",
    panic("index out of bounds: the len is 3 but the index is 3", total),
    panic("index out of bounds: the len is 11 but the index is 40", total),
  ),
  same(
    "async functions on two executors",
    panic(
      UNWRAP,
      "- async_std::task::builder::Builder::blocking @ /root/.cargo/registry/src/x/async-std-1.12.0/src/task/builder.rs:1",
      "shop::web::pay::{{closure}} @ /build/src/web.rs:8",
    ),
    panic(
      UNWRAP,
      "- tokio::runtime::park::CachedParkThread::block_on @ /root/.cargo/registry/src/x/tokio-1.38.1/src/runtime/park.rs:281",
      "shop::web::pay::{{closure}} @ /build/src/web.rs:8",
    ),
  ),
  same(
    "a generic function for two types",
    panic(UNWRAP, "shop::list::first<u32> @ /build/src/list.rs:3"),
    panic(UNWRAP, "shop::list::first<alloc::string::String> @ /build/src/list.rs:3"),
  ),
  same(
    "an error with an id in its text, no stack",
    rust("OrderMissing: order 17 is gone"),
    rust("OrderMissing: order 90210 is gone"),
  ),
  same(
    "a method of a trait with and without the type of the impl's crate hash",
    panic(UNWRAP, "<shop::cart::Cart as shop::price::Priced>::price @ /build/src/cart.rs:50"),
    panic(
      UNWRAP,
      "<shop[8f1c2a3b4d5e6f70]::cart::Cart as shop[8f1c2a3b4d5e6f70]::price::Priced>::price @ /build/src/cart.rs:50",
    ),
  ),
  same(
    "recursion of another depth",
    panic(
      UNWRAP,
      "shop::tree::start @ /build/src/tree.rs:2",
      ...Array.from({ length: 6 }, () => "shop::tree::walk @ /build/src/tree.rs:9"),
    ),
    panic(
      UNWRAP,
      "shop::tree::start @ /build/src/tree.rs:2",
      ...Array.from({ length: 17 }, () => "shop::tree::walk @ /build/src/tree.rs:9"),
    ),
  ),
  same(
    "main as two versions of the runtime start it",
    panic(
      UNWRAP,
      "- std::rt::lang_start @ /rustc/a28077b2/library/std/src/rt.rs:165",
      "shop::main @ /build/src/main.rs:4",
      total,
    ),
    panic(
      UNWRAP,
      "- std::sys::backtrace::__rust_begin_short_backtrace @ /rustc/9fc6b431/library/std/src/sys/backtrace.rs:155",
      "shop::main @ /build/src/main.rs:4",
      total,
    ),
  ),

  different(
    "two functions of one module",
    panic(UNWRAP, "shop::cart::Cart::total @ /build/src/cart.rs:20"),
    panic(UNWRAP, "shop::cart::Cart::weight @ /build/src/cart.rs:40"),
  ),
  different(
    "functions of one name in two modules",
    panic(UNWRAP, "shop::orders::load @ /build/src/orders.rs:20"),
    panic(UNWRAP, "shop::users::load @ /build/src/users.rs:20"),
  ),
  different(
    "methods of one name on two types",
    panic(UNWRAP, "shop::model::Cart::save @ /build/src/model.rs:20"),
    panic(UNWRAP, "shop::model::Order::save @ /build/src/model.rs:70"),
  ),
  different(
    "one trait's method on two types",
    panic(UNWRAP, "<shop::cart::Cart as shop::price::Priced>::price @ /build/src/cart.rs:50"),
    panic(UNWRAP, "<shop::gift::Gift as shop::price::Priced>::price @ /build/src/gift.rs:50"),
  ),
  different(
    "closures of two functions",
    panic(UNWRAP, "shop::cart::Cart::total::{{closure}} @ /build/src/cart.rs:22"),
    panic(UNWRAP, "shop::cart::Cart::weight::{{closure}} @ /build/src/cart.rs:42"),
  ),
  different(
    "modules of two crates",
    panic(UNWRAP, "shop_api::auction::bid @ /build/api/src/auction.rs:2"),
    panic(UNWRAP, "shop_jobs::auction::bid @ /build/jobs/src/auction.rs:2"),
  ),
  different(
    "an unwrap and an overflow in one function",
    panic(UNWRAP, total),
    panic("attempt to subtract with overflow", total),
  ),
  different(
    "two errors without a stack, of one type",
    rust("Io: connection refused (os error 111)"),
    rust("Io: no space left on device (os error 28)"),
  ),
  different(
    "two types of errors without a stack",
    rust("ParseIntError: invalid digit found in string"),
    rust("ParseFloatError: invalid digit found in string"),
  ),
  different(
    "two expectations that failed with library frames alone",
    panic("lock was poisoned: PoisonError", "- core::result::unwrap_failed @ /rustc/a28077b2/library/core/src/result.rs:1687"),
    panic(
      "config has no listen address: MissingKey",
      "- core::result::unwrap_failed @ /rustc/a28077b2/library/core/src/result.rs:1687",
    ),
  ),
  different(
    "two causes of one error without a stack",
    rust("SqlxError: relation does not exist", "LoadError: could not load"),
    rust("TimedOut: deadline has elapsed", "LoadError: could not load"),
  ),
  different(
    "two handlers below the same frames of axum",
    panic(
      UNWRAP,
      "- axum::routing::route::Route::oneshot @ /root/.cargo/registry/src/x/axum-0.7.5/src/routing/route.rs:1",
      "shop::web::pay @ /build/src/web.rs:8",
    ),
    panic(
      UNWRAP,
      "- axum::routing::route::Route::oneshot @ /root/.cargo/registry/src/x/axum-0.7.5/src/routing/route.rs:1",
      "shop::web::refund @ /build/src/web.rs:38",
    ),
  ),
  different(
    "wrong messages of assert_eq in two functions",
    panic("assertion `left == right` failed\\n  left: 3\\n right: 4", "shop::ledger::close @ /build/src/ledger.rs:8"),
    panic("assertion `left == right` failed\\n  left: 3\\n right: 4", "shop::ledger::open @ /build/src/ledger.rs:2"),
  ),
];
