import type { Case, SdkEvent, SdkFrame } from "../case.ts";
import { different, same } from "../case.ts";
import { error, thrown } from "../raw.ts";

// Go ------------------------------------------------------------------------------------------------------------------

function go(fn: string, module: string, path: string, lineno: number, inApp = true): SdkFrame {
  return {
    function: fn,
    module,
    abs_path: path,
    lineno,
    in_app: inApp,
    pre_context: [""],
    context_line: "\treturn do()",
    post_context: [""],
  };
}

function goError(type: string, value: string, ...frames: readonly SdkFrame[]): SdkEvent {
  return error("go", thrown(type, value, frames), {
    server_name: "shop-5d8f",
    contexts: { runtime: { name: "go", version: "go1.22" } },
  });
}

const WEB = "github.com/acme/shop/web";

const goCases: readonly Case[] = [
  same(
    "Go: a goroutine's closure, numbered anew, started through the compiler's wrapper",
    goError("*errors.errorString", "queue closed", go("(*Worker).Run.func1", WEB, "/src/web/worker.go", 30)),
    goError(
      "*errors.errorString",
      "queue closed",
      go("(*Worker).Run.gowrap1", WEB, "/src/web/worker.go", 28),
      go("(*Worker).Run.func2", WEB, "/src/web/worker.go", 35),
    ),
  ),
  different(
    "Go: closures of two methods",
    goError("*errors.errorString", "queue closed", go("(*Worker).Run.func1", WEB, "/src/web/worker.go", 30)),
    goError("*errors.errorString", "queue closed", go("(*Worker).Stop.func1", WEB, "/src/web/worker.go", 80)),
  ),
  same(
    "Go: a generic function, its shape spelled out",
    goError(
      "runtime.boundsError",
      "index out of range [5] with length 3",
      go("Map[...]", "github.com/acme/shop/list", "/src/list/map.go", 12),
    ),
    goError(
      "runtime.boundsError",
      "index out of range [17] with length 17",
      go("Map[go.shape.int,go.shape.string]", "github.com/acme/shop/list", "/build/list/map.go", 13),
    ),
  ),
  different(
    "Go: two wrapped errors of the database without a stack",
    goError("*fmt.wrapError", 'save order: pq: duplicate key value violates unique constraint "orders_pkey"'),
    goError("*fmt.wrapError", "save order: pq: deadlock detected"),
  ),
  same(
    "Go: a call to one service about two charges",
    goError(
      "*url.Error",
      'Get "https://api.pay.example/v1/charges/ch_3MqLiJLkdIwHu7ix0": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    ),
    goError(
      "*url.Error",
      'Get "https://api.pay.example/v1/charges/ch_1AbCdEfGhIjKlMn42": context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
    ),
  ),
  different(
    "Go: out of time and called off",
    goError("context.deadlineExceededError", "context deadline exceeded"),
    goError("*errors.errorString", "context canceled"),
  ),
  same(
    "Go: a chain as the newer SDK sends it, ids in its texts",
    error("go", [
      thrown("*errors.errorString", "no rows for 17", [], { mechanism: { type: "chained", exception_id: 1, parent_id: 0 } }),
      thrown("*fmt.wrapError", "load cart 17: no rows for 17", [go("(*Server).cart", WEB, "/src/web/cart.go", 20)], {
        mechanism: { type: "generic", exception_id: 0 },
      }),
    ]),
    error("go", [
      thrown("*errors.errorString", "no rows for 98", [], { mechanism: { type: "chained", exception_id: 1, parent_id: 0 } }),
      thrown("*fmt.wrapError", "load cart 98: no rows for 98", [go("(*Server).cart", WEB, "/src/web/cart.go", 24)], {
        mechanism: { type: "generic", exception_id: 0 },
      }),
    ]),
  ),
];

// C# ------------------------------------------------------------------------------------------------------------------

function cs(fn: string, module: string, lineno?: number, inApp = module.startsWith("Shop.")): SdkFrame {
  const place = lineno === undefined ? {} : { filename: "Shop.cs", abs_path: "C:\\build\\Shop.cs", lineno };
  return {
    ...place,
    function: fn,
    module,
    package: `${module.split(".")[0]}, Version=1.4.0.0, Culture=neutral, PublicKeyToken=null`,
    in_app: inApp,
    addr_mode: "rel:0",
    function_id: "0x8f",
  };
}

function csError(type: string, value: string, ...frames: readonly SdkFrame[]): SdkEvent {
  return error("csharp", thrown(type, value, frames, { module: "System.Private.CoreLib" }));
}

const NRE = "Object reference not set to an instance of an object.";
const INVALID = "System.InvalidOperationException";

const csharpCases: readonly Case[] = [
  same(
    "C#: a closure's class and method, numbered anew",
    csError(
      "System.NullReferenceException",
      NRE,
      cs("<Run>b__0", "Shop.Jobs.Importer+<>c__DisplayClass5_0", 30),
      cs("Parse", "Shop.Jobs.Row", 9),
    ),
    csError(
      "System.NullReferenceException",
      NRE,
      cs("<Run>b__1", "Shop.Jobs.Importer+<>c__DisplayClass7_1", 41),
      cs("Parse", "Shop.Jobs.Row", 9),
    ),
  ),
  different(
    "C#: closures of two methods",
    csError("System.NullReferenceException", NRE, cs("<Run>b__0", "Shop.Jobs.Importer+<>c__DisplayClass5_0", 30)),
    csError("System.NullReferenceException", NRE, cs("<Stop>b__0", "Shop.Jobs.Importer+<>c__DisplayClass6_0", 90)),
  ),
  same(
    "C#: names that the SDK made readable, over another state machine",
    csError(
      INVALID,
      "Sequence contains no elements",
      cs("async Task<Order> OrderService.CloseAsync(Guid id)", "Shop.Orders.OrderService", 40),
      cs("void OrderService.CloseAsync(Guid id)+(Line x) => { }", "Shop.Orders.OrderService", 44),
    ),
    csError(
      INVALID,
      "Sequence contains no elements",
      cs("async Task<Order> OrderService.CloseAsync(Guid id, CancellationToken token)", "Shop.Orders.OrderService", 42),
      cs("void OrderService.CloseAsync(Guid id, CancellationToken token)+(Line x) => { }", "Shop.Orders.OrderService", 50),
    ),
  ),
  different(
    "C#: local functions of two methods",
    csError(INVALID, "closed", cs("<Run>g__Step|3_0", "Shop.Jobs.Importer", 30)),
    csError(INVALID, "closed", cs("<Undo>g__Step|4_0", "Shop.Jobs.Importer", 60)),
  ),
  same(
    "C#: a task's failure in the wrapper of one and by itself",
    error("csharp", [
      thrown("Shop.OutOfStock", "A-17", [cs("Take", "Shop.Stock", 30)], {
        mechanism: { type: "chained", exception_id: 1, parent_id: 0, source: "InnerExceptions[0]" },
      }),
      thrown("System.AggregateException", "One or more errors occurred. (A-17)", [cs("Wait", "System.Threading.Tasks.Task")], {
        mechanism: { type: "AppDomain.UnhandledException", exception_id: 0, is_exception_group: true },
      }),
    ]),
    csError("Shop.OutOfStock", "B-2", cs("Take", "Shop.Stock", 33)),
  ),
  same(
    "C#: a generic repository of two assembly versions",
    csError(
      INVALID,
      "no key",
      cs("Find", "Shop.Data.Repository`1[[Shop.Order, Shop, Version=1.2.3.4, Culture=neutral, PublicKeyToken=null]]", 12),
    ),
    csError(
      INVALID,
      "no key",
      cs("Find", "Shop.Data.Repository`1[[Shop.Order, Shop, Version=1.3.0.0, Culture=neutral, PublicKeyToken=null]]", 14),
    ),
  ),
  different(
    "C#: two statuses, library frames only",
    csError(
      "System.Net.Http.HttpRequestException",
      "Response status code does not indicate success: 404 (Not Found).",
      cs("EnsureSuccessStatusCode", "System.Net.Http.HttpResponseMessage"),
    ),
    csError(
      "System.Net.Http.HttpRequestException",
      "Response status code does not indicate success: 503 (Service Unavailable).",
      cs("EnsureSuccessStatusCode", "System.Net.Http.HttpResponseMessage"),
    ),
  ),
  same(
    "C#: refused by two hosts of one service, library frames only",
    csError(
      "System.Net.Http.HttpRequestException",
      "Connection refused (api-1.internal:8080)",
      cs("ConnectToTcpHostAsync", "System.Net.Http.HttpConnectionPool"),
    ),
    csError(
      "System.Net.Http.HttpRequestException",
      "Connection refused (api-22.internal:8080)",
      cs("ConnectToTcpHostAsync", "System.Net.Http.HttpConnectionPool"),
    ),
  ),
  different(
    "C#: keys of two tables, library frames only",
    csError(
      "Microsoft.Data.SqlClient.SqlException",
      "Violation of UNIQUE KEY constraint 'UQ_Users_Email'. Cannot insert duplicate key in object 'dbo.Users'. The duplicate key value is (a@example.com).",
      cs("OnError", "Microsoft.Data.SqlClient.SqlConnection"),
    ),
    csError(
      "Microsoft.Data.SqlClient.SqlException",
      "Violation of UNIQUE KEY constraint 'UQ_Orders_Ref'. Cannot insert duplicate key in object 'dbo.Orders'. The duplicate key value is (A-17).",
      cs("OnError", "Microsoft.Data.SqlClient.SqlConnection"),
    ),
  ),
];

// Rust ----------------------------------------------------------------------------------------------------------------

function rs(fn: string, path: string, lineno: number, inApp = !path.startsWith("/rustc")): SdkFrame {
  return {
    function: fn,
    filename: path.split("/").at(-1),
    abs_path: path,
    lineno,
    instruction_addr: "0x55d0c1a2b3c4",
    in_app: inApp,
  };
}

const rsError = (type: string, value: string, ...frames: readonly SdkFrame[]): SdkEvent =>
  error("native", thrown(type, value, frames, { mechanism: { type: "panic", handled: false } }));

const rustCases: readonly Case[] = [
  same(
    "Rust: one generic function for two types, hashes of two builds",
    rsError(
      "panic",
      "index out of bounds: the len is 3 but the index is 7",
      rs("shop::list::pick::<shop::Order>::h0123456789abcdef", "/build/src/list.rs", 30),
    ),
    rsError(
      "panic",
      "index out of bounds: the len is 0 but the index is 1",
      rs("shop::list::pick::hfedcba9876543210", "/home/ci/src/list.rs", 34),
    ),
  ),
  different(
    "Rust: closures of two functions",
    rsError("panic", "called `Option::unwrap()` on a `None` value", rs("shop::feed::import::{{closure}}", "src/feed.rs", 30)),
    rsError("panic", "called `Option::unwrap()` on a `None` value", rs("shop::feed::export::{{closure}}", "src/feed.rs", 90)),
  ),
  same(
    "Rust: two uploads' files without a stack",
    rsError("Error", "failed to open /tmp/upload-a1b2c3d4.png: No such file or directory (os error 2)"),
    rsError("Error", "failed to open /tmp/upload-99f8e7d6.png: No such file or directory (os error 2)"),
  ),
];

export const sixthCompiledCases: readonly Case[] = [...goCases, ...csharpCases, ...rustCases];
