import { native } from "../build-compiled.ts";
import { withMechanism, withoutInApp } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

/** A crash that a signal handler or a minidump reports: the SDK made the type up, the address is nobody's. */
function crash(signal: string, text: string, frames: string): SdkEvent {
  const number = { SIGSEGV: 11, SIGABRT: 6, SIGBUS: 7, SIGFPE: 8 }[signal] ?? 4;
  const meta = { signal: { number, code: 0, name: signal } };
  return withMechanism(native(`${signal}: ${text}\n${frames}`), {
    type: "signalhandler",
    synthetic: true,
    handled: false,
    meta,
  });
}
const segfault = (frames: string): SdkEvent => crash("SIGSEGV", "Segfault", frames);

const start = (libc: string): string => `- __libc_start_main @ /lib/x86_64-linux-gnu/libc.so.6+${libc}
  main @ /build/app/main.cpp:30`;
const load = "shop::Cart::load(std::string const&) @ /build/app/cart.cpp:20";

export const nativeCases: readonly Case[] = [
  same(
    "lines moved in another build folder",
    segfault(`${start("0x7f1a02023d90")}\n${load}`),
    segfault(`${start("0x7f1a02023d90")}\n${load.replace("/build/app/cart.cpp:20", "/home/mira/shop/cart.cpp:57")}`),
  ),
  same(
    "the C library at another address, with one frame more",
    segfault(`${start("0x7f1a02023d90")}\n${load}`),
    segfault(`- __libc_start_call_main @ /lib64/libc.so.6+0x7fe044a29d8f\n${start("0x7fe044a29e3f")}\n${load}`),
  ),
  same(
    "the address in the text",
    crash("SIGSEGV", "Segfault at 0x0000000000000018", load),
    crash("SIGSEGV", "Segfault at 0x00007f3a00000000", load),
  ),
  same(
    "a const method, and arguments as two compilers spell them",
    segfault("shop::Cart::total() const @ /build/cart.cpp:9"),
    segfault("shop::Cart::total(void)const @ C:\\build\\cart.cpp:9"),
  ),
  same(
    "a function that GCC split and cloned",
    segfault("shop::Cart::total(int) @ /build/cart.cpp:9"),
    segfault("shop::Cart::total(int) [clone .isra.0] @ /build/cart.cpp:9"),
  ),
  same(
    "a part of a function that GCC moved away",
    segfault("shop::Cart::total(int) @ /build/cart.cpp:9"),
    segfault("shop::Cart::total(int) [clone .cold] @ /build/cart.cpp:9"),
  ),
  same(
    "lambdas numbered anew",
    segfault("shop::Cart::total()::{lambda(int)#1}::operator()(int) const @ /build/cart.cpp:9"),
    segfault("shop::Cart::total()::{lambda(int)#3}::operator()(int) const @ /build/cart.cpp:14"),
  ),
  same(
    "lambdas of clang and of GCC",
    segfault("shop::Cart::total()::$_0::operator()(int) const @ /build/cart.cpp:9"),
    segfault("shop::Cart::total()::{lambda(int)#1}::operator()(int) const @ /build/cart.cpp:9"),
  ),
  same(
    "inline namespaces of two standard libraries",
    segfault(`shop::Cart::load(std::__cxx11::basic_string<char> const&) @ /build/cart.cpp:20`),
    segfault(`shop::Cart::load(std::__1::basic_string<char> const&) @ /build/cart.cpp:20`),
  ),
  same(
    "template arguments with and without a blank between brackets",
    segfault("shop::first<std::vector<int> >(std::vector<int> const&) @ /build/list.h:9"),
    segfault("shop::first<std::vector<int>>(std::vector<int> const&) @ /build/list.h:9"),
  ),
  same(
    "frames of the standard library between one's own",
    segfault(
      "main @ /build/main.cpp:3\n- void std::__invoke_impl<void, void (*)()>(std::__invoke_other, void (*&&)()) @ /usr/include/c++/9/bits/invoke.h:60\nshop::work() @ /build/work.cpp:9",
    ),
    segfault(
      "main @ /build/main.cpp:3\n- std::thread::_Invoker<std::tuple<void (*)()>>::operator()() @ /usr/include/c++/13/bits/std_thread.h:299\n- std::invoke @ /usr/include/c++/13/bits/invoke.h:61\nshop::work() @ /build/work.cpp:9",
    ),
  ),
  same(
    "an abort through two versions of the C library",
    crash(
      "SIGABRT",
      "Abort",
      "shop::check(int) @ /build/check.cpp:9\n- abort @ /lib/libc.so.6+0x7f1a02028859\n- raise @ /lib/libc.so.6+0x7f1a0204300b",
    ),
    crash(
      "SIGABRT",
      "Abort",
      "shop::check(int) @ /build/check.cpp:9\n- abort @ /lib/libc.so.6+0x7fe04428c7f3\n- gsignal @ /lib/libc.so.6+0x7fe044242476\n- pthread_kill @ /lib/libc.so.6+0x7fe0442969fc",
    ),
  ),
  same(
    "recursion of another depth",
    segfault(`shop::start() @ /build/tree.cpp:2\n${"shop::walk(shop::Node*) @ /build/tree.cpp:9\n".repeat(30)}`),
    segfault(`shop::start() @ /build/tree.cpp:2\n${"shop::walk(shop::Node*) @ /build/tree.cpp:9\n".repeat(90)}`),
  ),
  same(
    "a client that sends no in_app flags, with another C library",
    withoutInApp(segfault(`${start("0x7f1a02023d90")}\n${load}`)),
    withoutInApp(segfault(`- __libc_start_call_main @ /lib64/libc.so.6+0x7fe044a29d8f\n${start("0x7fe044a29e3f")}\n${load}`)),
  ),
  same(
    "an exception of C++ with an id in its text",
    native(`std::out_of_range: vector::_M_range_check: __n (which is 17) >= this->size() (which is 3)\n${load}`),
    native(`std::out_of_range: vector::_M_range_check: __n (which is 90) >= this->size() (which is 88)\n${load}`),
  ),
  same(
    "anonymous namespaces of two compilers",
    segfault("shop::(anonymous namespace)::parse(char const*) @ /build/parse.cpp:9"),
    segfault("shop::`anonymous namespace'::parse(char const*) @ C:\\build\\parse.cpp:9"),
  ),

  different("two functions", segfault(load), segfault("shop::Cart::save(std::string const&) @ /build/app/cart.cpp:70")),
  different(
    "methods of one name in two classes",
    segfault("shop::Cart::update(int) @ /build/model.cpp:20"),
    segfault("shop::Order::update(int) @ /build/model.cpp:90"),
  ),
  different(
    "functions of one name in two namespaces",
    segfault("shop::csv::parse(char const*) @ /build/csv.cpp:20"),
    segfault("shop::xml::parse(char const*) @ /build/xml.cpp:20"),
  ),
  different(
    "static functions of one name in two files of C",
    segfault("init @ /build/audio.c:20"),
    segfault("init @ /build/video.c:20"),
  ),
  different(
    "operators of one class",
    segfault("shop::Price::operator+(shop::Price const&) const @ /build/price.cpp:9"),
    segfault("shop::Price::operator-(shop::Price const&) const @ /build/price.cpp:15"),
  ),
  different(
    "operators of comparison and of shifting",
    segfault("shop::Price::operator<(shop::Price const&) const @ /build/price.cpp:9"),
    segfault("shop::Price::operator<<(int) const @ /build/price.cpp:15"),
  ),
  different(
    "lambdas of two functions",
    segfault("shop::Cart::total()::{lambda(int)#1}::operator()(int) const @ /build/cart.cpp:9"),
    segfault("shop::Cart::weight()::{lambda(int)#1}::operator()(int) const @ /build/cart.cpp:30"),
  ),
  different(
    "a constructor and a destructor",
    segfault("shop::Cart::Cart() @ /build/cart.cpp:5"),
    segfault("shop::Cart::~Cart() @ /build/cart.cpp:8"),
  ),
  different(
    "exceptions of two types at one place",
    native(`std::out_of_range: x\n${load}`),
    native(`std::bad_alloc: x\n${load}`),
  ),
  different(
    "aborts of two checks behind the same C library",
    crash(
      "SIGABRT",
      "Abort",
      "shop::check(int) @ /build/check.cpp:9\n- abort @ /lib/libc.so.6+0x7f1a02028859\n- raise @ /lib/libc.so.6+0x7f1a0204300b",
    ),
    crash(
      "SIGABRT",
      "Abort",
      "shop::verify(int) @ /build/verify.cpp:9\n- abort @ /lib/libc.so.6+0x7f1a02028859\n- raise @ /lib/libc.so.6+0x7f1a0204300b",
    ),
  ),
  different(
    "two messages logged without a stack",
    { platform: "native", message: "texture atlas is full" },
    { platform: "native", message: "audio device was lost" },
  ),
  different(
    "crashes in two functions that free the same way",
    segfault(
      "shop::Cache::drop(int) @ /build/cache.cpp:4\n- operator delete(void*) @ /lib/libstdc++.so.6+0x7f1a0202\n- free @ /lib/libc.so.6+0x7f1a0204",
    ),
    segfault(
      "shop::Image::close() @ /build/image.cpp:4\n- operator delete(void*) @ /lib/libstdc++.so.6+0x7f1a0202\n- free @ /lib/libc.so.6+0x7f1a0204",
    ),
  ),
  different(
    "exceptions of C++ without a stack, other texts",
    native("std::runtime_error: cannot open the scanner"),
    native("std::runtime_error: licence has run out"),
  ),
  different(
    "callbacks of two libraries below one loop",
    segfault("main @ /build/main.cpp:3\n- uv_run @ /lib/libuv.so.1+0x7f1\nshop::onRead(uv_stream_s*) @ /build/net.cpp:9"),
    segfault("main @ /build/main.cpp:3\n- uv_run @ /lib/libuv.so.1+0x7f1\nshop::onTimer(uv_timer_s*) @ /build/timer.cpp:9"),
  ),
];
