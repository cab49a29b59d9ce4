import { native } from "../build-compiled.ts";
import { withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

/** A minidump of Windows: the exception's name as type, its address in the text. */
function minidump(name: string, frames: string, address = "0x0"): SdkEvent {
  const event = native(`${name}: Fatal Error: ${name} / ${address}\n${frames}`);
  return withMechanism(event, { type: "minidump", synthetic: true, handled: false });
}
const av = (frames: string, address?: string): SdkEvent => minidump("EXCEPTION_ACCESS_VIOLATION_READ", frames, address);
const windows = (build: string): string => `- RtlUserThreadStart @ C:\\Windows\\System32\\ntdll.dll+0x7ffa${build}
  - BaseThreadInitThunk @ C:\\Windows\\System32\\kernel32.dll+0x7ff9${build}`;
const terminate = (text: string, frames: string): SdkEvent => native(`std::runtime_error: ${text}\n${frames}`);

export const secondNativeCases: readonly Case[] = [
  same(
    "two builds of Windows below one function",
    av(`${windows("1c2a3b40")}\ndepot::Scanner::onFrame(Frame*) @ D:\\a\\depot\\src\\scanner.cpp:40`, "0x18"),
    av(
      `${windows("d04e9f70")}\n- invoke_main @ D:\\a\\_work\\1\\s\\src\\vctools\\crt\\vcstartup\\src\\startup\\exe_common.inl:78\ndepot::Scanner::onFrame(Frame*) @ D:\\a\\depot\\src\\scanner.cpp:44`,
      "0x7ff8a9c0",
    ),
  ),
  same(
    "Linux and Windows compile one function",
    av("depot::Zpl::parse(std::string const&) @ /home/ci/depot/src/zpl.cpp:70"),
    av(
      "depot::Zpl::parse(class std::basic_string<char,struct std::char_traits<char>,class std::allocator<char> > const &) @ C:\\ci\\depot\\src\\zpl.cpp:70",
    ),
  ),
  same(
    "a crash in the C library's copy under two names for two processors",
    av(
      "depot::Image::blit(int, int) @ /build/image.cpp:31\n- __memmove_avx_unaligned_erms @ /usr/lib/x86_64-linux-gnu/libc.so.6+0x7f1a02023d90",
    ),
    av(
      "depot::Image::blit(int, int) @ /build/image.cpp:33\n- __memcpy_evex_unaligned_erms @ /usr/lib/x86_64-linux-gnu/libc.so.6+0x7fe0449bcd90",
    ),
  ),
  same(
    "a coroutine's resumption that the compiler split",
    av("depot::sync(depot::Feed&) @ /build/sync.cpp:20"),
    av("depot::sync(depot::Feed&) [clone .resume] @ /build/sync.cpp:24"),
  ),
  same(
    "a lambda of MSVC with another hash",
    av("depot::Hub::start::<lambda_1f2e3d4c5b6a79880123456789abcdef>::operator()() @ C:\\ci\\depot\\hub.cpp:12"),
    av("depot::Hub::start::<lambda_aa11bb22cc33dd44ee55ff6677889900>::operator()() @ C:\\ci\\depot\\hub.cpp:19"),
  ),
  same(
    "an image of an Android app below another installation",
    av("depot_decode @ /data/app/~~k9Mtd2gDcgGq8A==/example.depot-Xp4RwZ71bbVn0w==/lib/arm64/libdepot.so+0x7b1c2a3b40"),
    av("depot_decode @ /data/app/~~ZZq81mmX0abcdQ==/example.depot-8f3kd92aLLpq1A==/lib/arm64/libdepot.so+0x7a00d1ff40"),
  ),
  same(
    "an assertion whose handler differs in the C library's version",
    native(
      "SIGABRT: Abort\ndepot::Plan::check() @ /build/plan.cpp:9\n- __assert_fail @ /lib/libc.so.6+0x7f1a02039e96\n- abort @ /lib/libc.so.6+0x7f1a02028859",
    ),
    native(
      "SIGABRT: Abort\ndepot::Plan::check() @ /build/plan.cpp:11\n- __assert_fail_base.cold @ /lib/libc.so.6+0x7fe04428871b\n- abort @ /lib/libc.so.6+0x7fe04428c7f3\n- pthread_kill@@GLIBC_2.34 @ /lib/libc.so.6+0x7fe0442969fc",
    ),
  ),
  same(
    "a drive in another folder of the user",
    av("depot::Cache::open() @ C:\\Users\\anna\\source\\depot\\cache.cpp:9"),
    av("depot::Cache::open() @ C:\\Users\\Jörg\\repos\\depot\\cache.cpp:9"),
  ),
  same(
    "a thrown text with another file",
    terminate(
      "cannot map /var/lib/depot/17.idx",
      "depot::Index::map() @ /build/index.cpp:9\n- __cxa_throw @ /usr/lib/libstdc++.so.6+0x7f1a02",
    ),
    terminate(
      "cannot map /var/lib/depot/90210.idx",
      "depot::Index::map() @ /build/index.cpp:12\n- __cxa_throw @ /usr/lib/libstdc++.so.6+0x7fe044",
    ),
  ),
  same(
    "a graphics driver of two versions called by one function",
    av(
      "depot::Map::draw() @ /build/map.cpp:88\n- nvoglv64.dll @ C:\\Windows\\System32\\DriverStore\\FileRepository\\nv_dispi.inf_amd64_8f1c2a3b\\nvoglv64.dll+0x7ffa10",
    ),
    av(
      "depot::Map::draw() @ /build/map.cpp:90\n- nvoglv64.dll @ C:\\Windows\\System32\\DriverStore\\FileRepository\\nv_dispi.inf_amd64_d04e9f77\\nvoglv64.dll+0x7ffb77",
    ),
  ),
  different(
    "two functions that the driver is called by",
    av("depot::Map::draw() @ /build/map.cpp:88\n- glDrawElements @ /usr/lib/libGL.so.1+0x7f1a"),
    av("depot::Preview::draw() @ /build/preview.cpp:40\n- glDrawElements @ /usr/lib/libGL.so.1+0x7f1a"),
  ),
  different(
    "exceptions of Windows of two kinds in one function",
    av("depot::Scanner::onFrame(Frame*) @ D:\\a\\depot\\src\\scanner.cpp:40"),
    minidump("EXCEPTION_INT_DIVIDE_BY_ZERO", "depot::Scanner::onFrame(Frame*) @ D:\\a\\depot\\src\\scanner.cpp:40"),
  ),
  different(
    "functions of one name in two libraries of the app",
    av("decode @ /data/app/x/lib/arm64/libbarcode.so+0x7b1c2a3b40"),
    av("decode @ /data/app/x/lib/arm64/libspeech.so+0x7b1c2a3b40"),
  ),
  different(
    "two checks that abort through one macro of the project",
    native(
      "SIGABRT: Abort\ndepot::Plan::merge() @ /build/plan.cpp:9\ndepot::fail(char const*) @ /build/fail.cpp:4\n- abort @ /lib/libc.so.6+0x7f",
    ),
    native(
      "SIGABRT: Abort\ndepot::Bill::close() @ /build/bill.cpp:30\ndepot::fail(char const*) @ /build/fail.cpp:4\n- abort @ /lib/libc.so.6+0x7f",
    ),
  ),
  different(
    "templates of two classes",
    av("depot::Queue<depot::Parcel>::push(depot::Parcel const&) @ /build/queue.h:20"),
    av("depot::Stack<depot::Parcel>::push(depot::Parcel const&) @ /build/stack.h:20"),
  ),
  different(
    "a subscript and a call operator",
    av("depot::Grid::operator[](int) @ /build/grid.cpp:9"),
    av("depot::Grid::operator()(int, int) @ /build/grid.cpp:20"),
  ),
  different(
    "a conversion to text and one to a number",
    av("depot::Weight::operator std::string() const @ /build/weight.cpp:9"),
    av("depot::Weight::operator double() const @ /build/weight.cpp:14"),
  ),
  different(
    "coroutines of two functions",
    av("depot::sync(depot::Feed&) [clone .resume] @ /build/sync.cpp:20"),
    av("depot::upload(depot::Feed&) [clone .resume] @ /build/upload.cpp:20"),
  ),
  different(
    "a copy that two functions call",
    av("depot::Image::blit(int, int) @ /build/image.cpp:31\n- memcpy @ /lib/libc.so.6+0x7f"),
    av("depot::Frame::copy(int) @ /build/frame.cpp:12\n- memcpy @ /lib/libc.so.6+0x7f"),
  ),
  different(
    "destructors of two classes below the same library",
    av(
      "depot::Hub::~Hub() @ /build/hub.cpp:9\n- std::_Sp_counted_base<(__gnu_cxx::_Lock_policy)2>::_M_release() @ /usr/include/c++/12/bits/shared_ptr_base.h:180",
    ),
    av(
      "depot::Pool::~Pool() @ /build/pool.cpp:9\n- std::_Sp_counted_base<(__gnu_cxx::_Lock_policy)2>::_M_release() @ /usr/include/c++/12/bits/shared_ptr_base.h:180",
    ),
  ),
];
