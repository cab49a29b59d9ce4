import { cocoa, csharp, elixir, flutter, native, rust } from "../build-compiled.ts";
import { withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

/** A third set for the compiled and mobile platforms, written after version 1 was finished for the first two. */

const ARITHMETIC = "ArithmeticError: bad argument in arithmetic expression";
const panic = (text: string, frames: string): SdkEvent =>
  withMechanism(rust(`panic: ${text}\n${frames}`), { type: "panic", handled: false });
const signal = (name: string, frames: string): SdkEvent =>
  withMechanism(native(`${name}: Segfault\n${frames}`), { type: "signalhandler", synthetic: true, handled: false });

const elixirCases: readonly Case[] = [
  same(
    "Elixir: functions of a comprehension, numbered anew",
    elixir(`${ARITHMETIC}\nShop.Invoice."-lines/1-lists^map/1-0-"/2 @ lib/shop/invoice.ex:40`),
    elixir(`${ARITHMETIC}\nShop.Invoice."-lines/1-lists^map/1-1-"/2 @ lib/shop/invoice.ex:52`),
  ),
  same(
    "Elixir: LiveView of two versions around one event",
    elixir(
      `FunctionClauseError: no function clause matching in ShopWeb.CartLive.handle_event/3\n- Phoenix.LiveView.Channel.view_handle_event/3 @ lib/phoenix_live_view/channel.ex:447\nShopWeb.CartLive.handle_event/3 @ lib/shop_web/live/cart_live.ex:31`,
    ),
    elixir(
      `FunctionClauseError: no function clause matching in ShopWeb.CartLive.handle_event/3\n- :telemetry.span/3 @ /app/deps/telemetry/src/telemetry.erl:324\n- Phoenix.LiveView.Channel.handle_info/2 @ lib/phoenix_live_view/channel.ex:260\nShopWeb.CartLive.handle_event/3 @ lib/shop_web/live/cart_live.ex:36`,
    ),
  ),
  different(
    "Elixir: events that two LiveViews do not know",
    elixir(
      "FunctionClauseError: no function clause matching in ShopWeb.CartLive.handle_event/3\nShopWeb.CartLive.handle_event/3 @ lib/shop_web/live/cart_live.ex:31",
    ),
    elixir(
      "FunctionClauseError: no function clause matching in ShopWeb.MenuLive.handle_event/3\nShopWeb.MenuLive.handle_event/3 @ lib/shop_web/live/menu_live.ex:31",
    ),
  ),
  same(
    "Elixir: a call of a server that timed out, other pid and other argument",
    elixir(
      "Elixir.ErlangError: exited in: GenServer.call(#PID<0.812.0>, {:reserve, 4711}, 5000)\\n    ** (EXIT) time out\n- GenServer.call/3 @ lib/gen_server.ex:1074\nShop.Stock.reserve/1 @ lib/shop/stock.ex:12",
    ),
    elixir(
      "Elixir.ErlangError: exited in: GenServer.call(#PID<0.90.11>, {:reserve, 12}, 5000)\\n    ** (EXIT) time out\n- GenServer.call/3 @ lib/gen_server.ex:1128\nShop.Stock.reserve/1 @ lib/shop/stock.ex:15",
    ),
  ),
  different(
    "Elixir: constraints of two names, Ecto alone",
    elixir(
      'Ecto.ConstraintError: constraint error when attempting to insert struct:\\n\\n    * "orders_number_index" (unique_constraint)\n- Ecto.Repo.Schema.constraints_to_errors/3 @ lib/ecto/repo/schema.ex:815',
    ),
    elixir(
      'Ecto.ConstraintError: constraint error when attempting to insert struct:\\n\\n    * "users_email_index" (unique_constraint)\n- Ecto.Repo.Schema.constraints_to_errors/3 @ lib/ecto/repo/schema.ex:815',
    ),
  ),
];

const rustCases: readonly Case[] = [
  same(
    "Rust: a generic function for another type's layout of one build",
    panic("index out of bounds: the len is 0 but the index is 0", "depot::queue::Queue<T>::front @ src/queue.rs:40"),
    panic("index out of bounds: the len is 2 but the index is 9", "depot::queue::Queue<T>::front @ src/queue.rs:44"),
  ),
  same(
    "Rust: closures numbered anew within async blocks",
    panic(
      "called `Option::unwrap()` on a `None` value",
      "depot::sync::pull::{{closure}}::{{closure}} @ src/sync.rs:18\ndepot::sync::merge::{{closure}} @ src/sync.rs:60",
    ),
    panic(
      "called `Option::unwrap()` on a `None` value",
      "depot::sync::pull::{closure#0}::{closure#1} @ src/sync.rs:21\ndepot::sync::merge::{closure#0} @ src/sync.rs:66",
    ),
  ),
  different(
    "Rust: expects of two texts in one function",
    panic("no printer is configured: NotPresent", "depot::config::load @ src/config.rs:10"),
    panic("no database is configured: NotPresent", "depot::config::load @ src/config.rs:22"),
  ),
  different(
    "Rust: one method of two implementations of a trait",
    panic("not yet implemented", "<depot::zpl::Printer as depot::print::Print>::feed @ src/zpl.rs:9"),
    panic("not yet implemented", "<depot::pdf::Printer as depot::print::Print>::feed @ src/pdf.rs:9"),
  ),
];

const nativeCases: readonly Case[] = [
  same(
    "C++: lambdas numbered anew, in names as clang and gcc write them",
    signal("SIGSEGV", "depot::Loop::run()::$_0::operator()() const @ /build/loop.cpp:12"),
    signal("SIGSEGV", "depot::Loop::run()::{lambda()#1}::operator()() const @ /build/loop.cpp:19"),
  ),
  same(
    "C: parts that the compiler split off a function",
    signal("SIGSEGV", "main @ /build/main.c:4\nparse_header.part.0 @ /build/parse.c:40"),
    signal("SIGSEGV", "main @ /build/main.c:4\nparse_header.constprop.2.isra.0 @ /build/parse.c:42"),
  ),
  same(
    "C++: standard library of two inline namespaces",
    signal(
      "SIGABRT",
      "depot::Index::put(std::__1::basic_string<char, std::__1::char_traits<char>, std::__1::allocator<char> > const&) @ /build/index.cpp:8",
    ),
    signal(
      "SIGABRT",
      "depot::Index::put(std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> > const&) @ /build/index.cpp:8",
    ),
  ),
  different(
    "C: one helper called from two functions of the program",
    signal("SIGSEGV", "read_config @ /build/config.c:9\ncopy_string @ /build/str.c:4"),
    signal("SIGSEGV", "read_menu @ /build/menu.c:9\ncopy_string @ /build/str.c:4"),
  ),
  different(
    "C: a division by zero and a bad access in one function",
    signal("SIGFPE", "scale @ /build/scale.c:9"),
    signal("SIGSEGV", "scale @ /build/scale.c:12"),
  ),
];

const cocoaCases: readonly Case[] = [
  same(
    "Swift: closures of one function, numbered anew, thunks between",
    cocoa(
      "EXC_BREAKPOINT: Unexpectedly found nil\nclosure #1 in CartView.body.getter @ Shop+0x10\nCartModel.total() @ Shop+0x20",
    ),
    cocoa(
      "EXC_BREAKPOINT: Unexpectedly found nil\nclosure #2 in CartView.body.getter @ Shop+0x14\npartial apply for closure #2 in CartView.body.getter @ Shop+0x15\nCartModel.total() @ Shop+0x24",
    ),
  ),
  same(
    "Swift: specialised and merged copies of one function",
    cocoa("EXC_BREAKPOINT: Fatal error\nspecialized CartModel.add(_:) @ Shop+0x20"),
    cocoa("EXC_BREAKPOINT: Fatal error\nmerged CartModel.add(_:) @ Shop+0x90"),
  ),
  same(
    "Objective-C: blocks numbered anew",
    cocoa(
      "NSInvalidArgumentException: unrecognized selector\n__41-[SHOCart refreshWithCompletionHandler:]_block_invoke @ Shop+0x1",
    ),
    cocoa(
      "NSInvalidArgumentException: unrecognized selector\n__41-[SHOCart refreshWithCompletionHandler:]_block_invoke_2 @ Shop+0x9",
    ),
  ),
  different(
    "Objective-C: one selector of two classes",
    cocoa("NSRangeException: index 3 beyond bounds [0 .. 2]\n-[SHOCart itemAtIndex:] @ Shop+0x1"),
    cocoa("NSRangeException: index 3 beyond bounds [0 .. 2]\n-[SHOMenu itemAtIndex:] @ Shop+0x1"),
  ),
  different(
    "Swift: methods of one name with other labels",
    cocoa("EXC_BREAKPOINT: Fatal error\nCartModel.add(item:) @ Shop+0x20"),
    cocoa("EXC_BREAKPOINT: Fatal error\nCartModel.add(coupon:) @ Shop+0x90"),
  ),
];

const flutterCases: readonly Case[] = [
  same(
    "Flutter: closures and async suspensions of two Dart versions",
    flutter(
      "StateError: Bad state: No element\nCartBloc._onAdd.<anonymous closure> @ package:shop/cart/bloc.dart:40:9\nCartBloc._onAdd @ package:shop/cart/bloc.dart:30:5",
    ),
    flutter(
      "StateError: Bad state: No element\nCartBloc._onAdd.<fn> @ package:shop/cart/bloc.dart:44:9\nCartBloc._onAdd @ package:shop/cart/bloc.dart:31:5",
    ),
  ),
  different(
    "Flutter: handlers of one name in two blocs",
    flutter("StateError: Bad state: No element\nCartBloc._onAdd @ package:shop/cart/bloc.dart:30:5"),
    flutter("StateError: Bad state: No element\nMenuBloc._onAdd @ package:shop/menu/bloc.dart:30:5"),
  ),
  different(
    "Flutter: casts of two types in one factory",
    flutter("_TypeError: type 'Null' is not a subtype of type 'String'\nOrder.fromJson @ package:shop/order.dart:12:20"),
    flutter("_TypeError: type 'int' is not a subtype of type 'double'\nOrder.fromJson @ package:shop/order.dart:19:20"),
  ),
];

const csharpCases: readonly Case[] = [
  same(
    "C#: an iterator's machine, numbered anew",
    csharp(
      "System.InvalidOperationException: Sequence contains no elements\nShop.Cart/<Lines>d__4::MoveNext @ C:\\b\\Cart.cs:9",
    ),
    csharp(
      "System.InvalidOperationException: Sequence contains no elements\nShop.Cart/<Lines>d__7::MoveNext @ C:\\b\\Cart.cs:19",
    ),
  ),
  different(
    "C#: lambdas of two methods of one class",
    csharp("System.NullReferenceException: Object reference not set\nShop.Cart/<>c::<Total>b__3_0 @ C:\\b\\Cart.cs:9"),
    csharp("System.NullReferenceException: Object reference not set\nShop.Cart/<>c::<Weight>b__5_0 @ C:\\b\\Cart.cs:29"),
  ),
];

export const thirdCompiledCases: readonly Case[] = [
  ...elixirCases,
  ...rustCases,
  ...nativeCases,
  ...cocoaCases,
  ...flutterCases,
  ...csharpCases,
];
