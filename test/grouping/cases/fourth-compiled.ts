import { cocoa, csharp, elixir, flutter, native, rust } from "../build-compiled.ts";
import { go, java, withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

/** A fourth set for the compiled and mobile platforms, written from what programs do, without a look at version 1. */

const crash = (name: string, frames: string): SdkEvent =>
  withMechanism(native(`${name}\n${frames}`), { type: "signalhandler", synthetic: true, handled: false });

const jvmCases: readonly Case[] = [
  same(
    "Java: a record that two JDKs' proxies and Spring of two versions lead to",
    java(
      "java.lang.IllegalArgumentException: no rate for EUR\n- jdk.internal.reflect.GeneratedMethodAccessor88.invoke @\n- org.springframework.web.method.support.InvocableHandlerMethod.doInvoke @ InvocableHandlerMethod.java:205\ncom.acme.shop.RateController$$EnhancerBySpringCGLIB$$1a2b3c4d.rate @ <generated>\ncom.acme.shop.RateController.rate @ RateController.java:30",
    ),
    java(
      "java.lang.IllegalArgumentException: no rate for USD\n- jdk.internal.reflect.DirectMethodHandleAccessor.invoke @ DirectMethodHandleAccessor.java:103\n- org.springframework.web.method.support.InvocableHandlerMethod.doInvoke @ InvocableHandlerMethod.java:255\ncom.acme.shop.RateController$$SpringCGLIB$$0.rate @ <generated>\ncom.acme.shop.RateController.rate @ RateController.java:34",
    ),
  ),
  same(
    "Java: an error wrapped by the executor, and bare",
    java(
      "java.lang.IllegalStateException: stock is locked\ncom.acme.shop.Stock.take @ Stock.java:30",
      "java.util.concurrent.ExecutionException: java.lang.IllegalStateException: stock is locked\n- java.util.concurrent.FutureTask.report @ FutureTask.java:122",
    ),
    java("java.lang.IllegalStateException: stock is locked\ncom.acme.shop.Stock.take @ Stock.java:33"),
  ),
  different(
    "Java: one cause below two of the program's own wrappers",
    java(
      "java.io.IOException: closed\n- java.io.Reader.read @ Reader.java:1",
      "com.acme.shop.ImportFailed: orders\ncom.acme.shop.OrderImport.run @ OrderImport.java:12",
    ),
    java(
      "java.io.IOException: closed\n- java.io.Reader.read @ Reader.java:1",
      "com.acme.shop.ImportFailed: menus\ncom.acme.shop.MenuImport.run @ MenuImport.java:12",
    ),
  ),
  different(
    "Java: SQL errors of two states from one repository that all go through",
    java(
      'org.postgresql.util.PSQLException: ERROR: duplicate key value violates unique constraint "orders_pkey"\n- org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse @ QueryExecutorImpl.java:2725',
    ),
    java(
      "org.postgresql.util.PSQLException: ERROR: canceling statement due to statement timeout\n- org.postgresql.core.v3.QueryExecutorImpl.receiveErrorResponse @ QueryExecutorImpl.java:2725",
    ),
  ),
  same(
    "Kotlin: a suspended function in two coroutine builders' numbers",
    java(
      "java.lang.NullPointerException: null\n- kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith @ ContinuationImpl.kt:33\ncom.acme.app.CartViewModel$load$1.invokeSuspend @ CartViewModel.kt:40",
    ),
    java(
      "java.lang.NullPointerException: null\n- kotlinx.coroutines.DispatchedTask.run @ DispatchedTask.kt:108\n- kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith @ ContinuationImpl.kt:46\ncom.acme.app.CartViewModel$load$2.invokeSuspend @ CartViewModel.kt:44",
    ),
  ),
  different(
    "Kotlin: two suspended functions of one view model",
    java("java.lang.NullPointerException: null\ncom.acme.app.CartViewModel$load$1.invokeSuspend @ CartViewModel.kt:40"),
    java("java.lang.NullPointerException: null\ncom.acme.app.CartViewModel$save$1.invokeSuspend @ CartViewModel.kt:60"),
  ),
  different(
    "Android: resources of two kinds that are not there",
    java(
      "android.content.res.Resources$NotFoundException: Drawable com.acme.app:drawable/ic_cart with resource ID #0x7f0800a1\n- android.content.res.ResourcesImpl.loadDrawable @ ResourcesImpl.java:900\ncom.acme.app.CartFragment.onCreateView @ CartFragment.kt:30",
    ),
    java(
      "android.content.res.Resources$NotFoundException: Drawable com.acme.app:drawable/ic_cart with resource ID #0x7f0800a1\n- android.content.res.ResourcesImpl.loadDrawable @ ResourcesImpl.java:900\ncom.acme.app.MenuFragment.onCreateView @ MenuFragment.kt:30",
    ),
  ),
];

const goCases: readonly Case[] = [
  same(
    "Go: a generic function for two types and a closure of it",
    go(
      "*errors.errorString: no rows\ngithub.com/acme/shop/store.Find[...] @ /src/store/find.go:20\ngithub.com/acme/shop/store.Find[...].func1 @ /src/store/find.go:24",
    ),
    go(
      "*errors.errorString: no rows\ngithub.com/acme/shop/store.Find[go.shape.string] @ /src/store/find.go:22\ngithub.com/acme/shop/store.Find[go.shape.string].func1 @ /src/store/find.go:27",
    ),
  ),
  different(
    "Go: wrapped errors of two operations, made in one place",
    go("*fmt.wrapError: load cart: context deadline exceeded\ngithub.com/acme/shop/web.(*Server).cart @ /src/web/cart.go:20"),
    go("*fmt.wrapError: load menu: context deadline exceeded\ngithub.com/acme/shop/web.(*Server).menu @ /src/web/menu.go:20"),
  ),
  same(
    "Go: panic in a handler behind two routers",
    go(
      "runtime.Error: invalid memory address or nil pointer dereference\n- net/http.HandlerFunc.ServeHTTP @ /usr/local/go/src/net/http/server.go:2136\n- github.com/go-chi/chi/v5.(*Mux).routeHTTP @ /go/pkg/mod/github.com/go-chi/chi/v5@v5.0.10/mux.go:444\ngithub.com/acme/shop/web.(*Server).cart @ /src/web/cart.go:20",
    ),
    go(
      "runtime.Error: invalid memory address or nil pointer dereference\n- net/http.HandlerFunc.ServeHTTP @ /usr/local/go/src/net/http/server.go:2294\ngithub.com/acme/shop/web.(*Server).cart @ /build/web/cart.go:23",
    ),
  ),
  different(
    "Go: errors without a stack of two texts",
    go("*errors.errorString: token is expired"),
    go("*errors.errorString: signature is invalid"),
  ),
  same(
    "Go: an address and a request's number in an error without a stack",
    go("*net.OpError: dial tcp 10.1.2.3:6379: connect: connection refused"),
    go("*net.OpError: dial tcp 10.4.0.19:6379: connect: connection refused"),
  ),
];

const csharpCases: readonly Case[] = [
  same(
    "C#: an async method and its state machine, of two compilers",
    csharp(
      "System.InvalidOperationException: Sequence contains no elements\n- System.Linq.ThrowHelper::ThrowNoElementsException @\nShop.Orders.OrderService+<CloseAsync>d__12::MoveNext @ /src/Shop/Orders/OrderService.cs:40",
    ),
    csharp(
      "System.InvalidOperationException: Sequence contains no elements\n- System.Linq.ThrowHelper::ThrowNoElementsException @\nShop.Orders.OrderService+<CloseAsync>d__15::MoveNext @ C:\\agent\\_work\\1\\s\\Shop\\Orders\\OrderService.cs:44",
    ),
  ),
  different(
    "C#: lambdas of two methods of one class",
    csharp(
      "System.NullReferenceException: Object reference not set to an instance of an object.\nShop.Cart+<>c::<Total>b__4_0 @ /src/Cart.cs:40",
    ),
    csharp(
      "System.NullReferenceException: Object reference not set to an instance of an object.\nShop.Cart+<>c::<Count>b__5_0 @ /src/Cart.cs:50",
    ),
  ),
  same(
    "C#: one entity's update that met another's, over a provider of two versions",
    csharp(
      "Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException: The database operation was expected to affect 1 row(s), but actually affected 0 row(s)\n- Npgsql.EntityFrameworkCore.PostgreSQL.Update.Internal.NpgsqlModificationCommandBatch::Consume @\n- Microsoft.EntityFrameworkCore.DbContext::SaveChangesAsync @\nShop.Orders.OrderService+<SaveAsync>d__3::MoveNext @ /src/OrderService.cs:20",
    ),
    csharp(
      "Microsoft.EntityFrameworkCore.DbUpdateConcurrencyException: The database operation was expected to affect 1 row(s), but actually affected 0 row(s)\n- Microsoft.EntityFrameworkCore.ChangeTracking.Internal.StateManager+<SaveChangesAsync>d__107::MoveNext @\nShop.Orders.OrderService+<SaveAsync>d__4::MoveNext @ /src/OrderService.cs:26",
    ),
  ),
  different(
    "C#: pages of one base class's handler",
    csharp("System.UnauthorizedAccessException: no\nShop.Pages.CartPage::OnGet @ /src/Pages/Cart.cshtml.cs:10"),
    csharp("System.UnauthorizedAccessException: no\nShop.Pages.MenuPage::OnGet @ /src/Pages/Menu.cshtml.cs:10"),
  ),
];

const rustCases: readonly Case[] = [
  same(
    "Rust: hashes of symbols, toolchains and a registry",
    rust(
      "panic: called `Option::unwrap()` on a `None` value\n- core::option::unwrap_failed::h3f9d0e1b2c3a4d5e @ /rustc/90b35a6239c3d8bdabc530a6a0816f7ff89a0aaf/library/core/src/option.rs:2015\nshop::cart::total::h1a2b3c4d5e6f7a8b @ /build/src/cart.rs:30",
    ),
    rust(
      "panic: called `Option::unwrap()` on a `None` value\n- core::option::unwrap_failed @ /rustc/4d91de4e48198da2e33413efdcd9cd2cc0c46688/library/core/src/option.rs:1978\nshop::cart::total @ src/cart.rs:34",
    ),
  ),
  different(
    "Rust: one method of a trait for two types",
    rust("panic: not yet implemented\n<shop::cart::Cart as shop::Priced>::price @ src/cart.rs:30"),
    rust("panic: not yet implemented\n<shop::menu::Menu as shop::Priced>::price @ src/menu.rs:30"),
  ),
  same(
    "Rust: an async block's closures by two manglings",
    rust(
      "panic: index out of bounds: the len is 3 but the index is 7\n- tokio::runtime::task::raw::poll @ /root/.cargo/registry/src/index.crates.io-6f17d22bba15001f/tokio-1.36.0/src/runtime/task/raw.rs:201\nshop::api::orders::{{closure}}::{{closure}} @ src/api.rs:30",
    ),
    rust(
      "panic: index out of bounds: the len is 0 but the index is 2\n- tokio::runtime::task::raw::poll @ /root/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/tokio-1.44.1/src/runtime/task/raw.rs:271\nshop::api::orders::{closure#0}::{closure#1} @ src/api.rs:39",
    ),
  ),
];

const nativeCases: readonly Case[] = [
  same(
    "C++: a template's argument and a clone of the compiler",
    crash(
      "SIGSEGV: Segfault",
      "- start_thread @ /usr/lib/libc.so.6+0x7f0012a1\nshop::Cart::total(std::vector<int, std::allocator<int> > const&) @ /src/cart.cpp:30",
    ),
    crash(
      "SIGSEGV: Segfault",
      "- start_thread @ /usr/lib/libc.so.6+0x7f0992a1\nshop::Cart::total(std::__1::vector<int, std::__1::allocator<int>> const&) [clone .cold] @ /build/cart.cpp:34",
    ),
  ),
  different(
    "C: two signals' frames within one library's callback",
    crash("SIGABRT: Abort", "- abort @ /usr/lib/libc.so.6+0x7f0012a1\non_close @ /src/server.c:30"),
    crash("SIGABRT: Abort", "- abort @ /usr/lib/libc.so.6+0x7f0012a1\non_open @ /src/server.c:60"),
  ),
  same(
    "Swift: a closure of a view controller, numbered anew, arguments spelled out",
    cocoa(
      "EXC_BREAKPOINT: Unexpectedly found nil while unwrapping an Optional value\n- UIApplicationMain @ /System/Library/PrivateFrameworks/UIKitCore.framework/UIKitCore+0x1890aa000\nclosure #1 in CartViewController.load(id:) @ /Users/ci/app/CartViewController.swift:30",
    ),
    cocoa(
      "EXC_BREAKPOINT: Unexpectedly found nil while unwrapping an Optional value\n- UIApplicationMain @ /System/Library/PrivateFrameworks/UIKitCore.framework/UIKitCore+0x1990bc000\nclosure #2 in CartViewController.load(id:) @ /Users/runner/work/app/CartViewController.swift:41",
    ),
  ),
  different(
    "Objective-C: one selector of two classes",
    cocoa(
      "NSInvalidArgumentException: unrecognized selector sent to instance 0x600001\n-[CartViewController reload] @ /Users/ci/app/CartViewController.m:30",
    ),
    cocoa(
      "NSInvalidArgumentException: unrecognized selector sent to instance 0x600002\n-[MenuViewController reload] @ /Users/ci/app/MenuViewController.m:30",
    ),
  ),
];

const otherCases: readonly Case[] = [
  same(
    "Dart: a closure as two SDKs name it",
    flutter(
      "StateError: Bad state: No element\nCartPage.build.<anonymous closure> @ package:shop/cart_page.dart:30:5\n- _InkResponseState.handleTap @ package:flutter/src/material/ink_well.dart:1072:21".replace(
        /(CartPage.*)\n(- .*)/,
        "$2\n$1",
      ),
    ),
    flutter(
      "StateError: Bad state: No element\n- _InkResponseState.handleTap @ package:flutter/src/material/ink_well.dart:1185:21\nCartPage.build.<fn> @ package:shop/cart_page.dart:34:5",
    ),
  ),
  different(
    "Dart: builds of two widgets",
    flutter("_TypeError: Null check operator used on a null value\nCartPage.build @ package:shop/cart_page.dart:30:5"),
    flutter("_TypeError: Null check operator used on a null value\nMenuPage.build @ package:shop/menu_page.dart:30:5"),
  ),
  same(
    "Elixir: a task's anonymous function, other pid",
    elixir(
      "MatchError: no match of right hand side value: {:error, %{id: 4711}}\n- Task.Supervised.invoke_mfa/2 @ lib/task/supervised.ex:101\nanonymous fn/1 in Shop.Sync.run/1 @ lib/shop/sync.ex:20",
    ),
    elixir(
      "MatchError: no match of right hand side value: {:error, %{id: 12}}\n- Task.Supervised.invoke_mfa/2 @ lib/task/supervised.ex:94\nanonymous fn/1 in Shop.Sync.run/1 @ lib/shop/sync.ex:23",
    ),
  ),
  different(
    "Elixir: one callback of two servers",
    elixir("KeyError: key :rate not found in: %{}\nShop.Rates.handle_call/3 @ lib/shop/rates.ex:20"),
    elixir("KeyError: key :rate not found in: %{}\nShop.Taxes.handle_call/3 @ lib/shop/taxes.ex:20"),
  ),
];

export const fourthCompiledCases: readonly Case[] = [
  ...jvmCases,
  ...goCases,
  ...csharpCases,
  ...rustCases,
  ...nativeCases,
  ...otherCases,
];
