import { go, withoutInApp } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const GIN = "/root/go/pkg/mod/github.com/gin-gonic/gin";
const panic = (root: string, line: number): string => `runtime.errorString: runtime error: integer divide by zero
  example.com/shop/cart.(*Cart).Total @ ${root}/cart/cart.go:${line} | sum += Discount(l.Cents, percent)
  example.com/shop/pricing.Discount @ ${root}/pricing/pricing.go:29 | return cents / (100 - percent)`;
const nilMap = "runtime.plainError: assignment to entry in nil map";

/** Errors of Go carry no stack of their own; the SDK attaches the stack of the call that captured. */
const captured = (types: readonly string[], where: string): SdkEvent =>
  go(...types.slice(0, -1), `${types.at(-1)}\nexample.com/shop/${where}`);

const noRoute = "*errors.errorString: no route";

export const goCases: readonly Case[] = [
  same(
    "a build on a developer's machine and in a pipeline",
    go(panic("/home/mira/src/shop", 16)),
    go(panic("/builds/acme/shop", 16)),
  ),
  same("a build with trimmed paths", go(panic("/go/src/app", 16)), go(panic("example.com/shop", 16))),
  same("lines moved", go(panic("/build", 16)), go(panic("/build", 61))),
  same(
    "func literals that the compiler numbered anew",
    go(`${nilMap}
      example.com/shop/web.(*Server).routes.func3 @ /src/web/routes.go:40 | s.seen[id] = true`),
    go(`${nilMap}
      example.com/shop/web.(*Server).routes.func5 @ /src/web/routes.go:52 | s.seen[id] = true`),
  ),
  same(
    "nested func literals numbered anew",
    go(`${nilMap}
      example.com/shop/jobs.Start.func1.2 @ /src/jobs/start.go:12 | seen[id] = true`),
    go(`${nilMap}
      example.com/shop/jobs.Start.func1.1 @ /src/jobs/start.go:14 | seen[id] = true`),
  ),
  same(
    "gin of two versions in the module cache",
    go(`${nilMap}
      - github.com/gin-gonic/gin.(*Context).Next @ ${GIN}@v1.8.1/context.go:173
      example.com/shop/web.Checkout @ /src/web/checkout.go:20 | totals[id] = sum`),
    go(`${nilMap}
      - github.com/gin-gonic/gin.(*Context).Next @ ${GIN}@v1.9.1/context.go:174
      - github.com/gin-gonic/gin.CustomRecoveryWithWriter.func1 @ ${GIN}@v1.9.1/recovery.go:102
      example.com/shop/web.Checkout @ /src/web/checkout.go:20 | totals[id] = sum`),
  ),
  same(
    "the standard library of two Go versions",
    go(`${nilMap}
      - net/http.HandlerFunc.ServeHTTP @ /usr/lib/go-1.19/src/net/http/server.go:2109
      example.com/shop/web.Checkout @ /src/web/checkout.go:20 | totals[id] = sum`),
    go(`${nilMap}
      - net/http.serverHandler.ServeHTTP @ /usr/local/go/src/net/http/server.go:3142
      - net/http.HandlerFunc.ServeHTTP @ /usr/local/go/src/net/http/server.go:2171
      example.com/shop/web.Checkout @ /src/web/checkout.go:20 | totals[id] = sum`),
  ),
  same(
    "a generic function for two types",
    go(`runtime.boundsError: runtime error: index out of range [3] with length 3
      example.com/shop/list.First[...] @ /src/list/first.go:8 | return items[n]`),
    go(`runtime.boundsError: runtime error: index out of range [7] with length 2
      example.com/shop/list.First[go.shape.int] @ /src/list/first.go:8 | return items[n]`),
  ),
  same(
    "an index out of range with other numbers",
    go(`runtime.boundsError: runtime error: index out of range [3] with length 3
      example.com/shop/cart.Line @ /src/cart/line.go:8 | return lines[n]`),
    go(`runtime.boundsError: runtime error: index out of range [19] with length 4
      example.com/shop/cart.Line @ /src/cart/line.go:8 | return lines[n]`),
  ),
  same(
    "an error with an id, captured at one place",
    captured(["*errors.errorString: order 17 not found"], "web.Show @ /src/web/show.go:9"),
    captured(["*errors.errorString: order 90210 not found"], "web.Show @ /src/web/show.go:9"),
  ),
  same(
    "an old SDK that does not send false flags, after an upgrade of gin",
    withoutInApp(
      go(`${nilMap}
        - github.com/gin-gonic/gin.(*Context).Next @ ${GIN}@v1.8.1/context.go:173
        example.com/shop/web.Checkout @ /src/web/checkout.go:20 | totals[id] = sum`),
    ),
    withoutInApp(
      go(`${nilMap}
        - github.com/gin-gonic/gin.(*Context).Next @ ${GIN}@v1.9.1/context.go:174
        - github.com/gin-gonic/gin.(*Engine).handleHTTPRequest @ ${GIN}@v1.9.1/gin.go:620
        example.com/shop/web.Checkout @ /src/web/checkout.go:20 | totals[id] = sum`),
    ),
  ),
  same(
    "a chain of wrapped errors with other ids in its texts",
    captured([noRoute, "*fmt.wrapError: ship order 17: no route"], "web.Ship @ /src/web/ship.go:9"),
    captured([noRoute, "*fmt.wrapError: ship order 88: no route"], "web.Ship @ /src/web/ship.go:9"),
  ),
  same(
    "recursion of another depth",
    go(`${nilMap}
      example.com/shop/tree.Walk @ /src/tree/walk.go:5 | return walk(root)
      ${"example.com/shop/tree.walk @ /src/tree/walk.go:9 | walk(child)\n".repeat(6)}
      example.com/shop/tree.mark @ /src/tree/walk.go:20 | seen[id] = true`),
    go(`${nilMap}
      example.com/shop/tree.Walk @ /src/tree/walk.go:5 | return walk(root)
      ${"example.com/shop/tree.walk @ /src/tree/walk.go:9 | walk(child)\n".repeat(15)}
      example.com/shop/tree.mark @ /src/tree/walk.go:20 | seen[id] = true`),
  ),

  different(
    "methods of one name on two types",
    go(`${nilMap}
      example.com/shop/cart.(*Cart).Add @ /src/cart/cart.go:9 | c.m[id] = n`),
    go(`${nilMap}
      example.com/shop/cart.(*Wishlist).Add @ /src/cart/wishlist.go:9 | w.m[id] = n`),
  ),
  different(
    "functions of one name in two packages",
    go(`${nilMap}
      example.com/shop/orders.Load @ /src/orders/load.go:9 | m[id] = o`),
    go(`${nilMap}
      example.com/shop/users.Load @ /src/users/load.go:9 | m[id] = o`),
  ),
  different(
    "two main packages of one repository",
    go(`${nilMap}
      main.main @ /src/cmd/worker/main.go:9 | jobs[id] = j`),
    go(`${nilMap}
      main.main @ /src/cmd/server/main.go:9 | conns[id] = c`),
  ),
  different(
    "two statements of one function",
    go(`runtime.errorString: runtime error: invalid memory address or nil pointer dereference
      example.com/shop/web.Show @ /src/web/show.go:9 | name := order.Customer.Name`),
    go(`runtime.errorString: runtime error: invalid memory address or nil pointer dereference
      example.com/shop/web.Show @ /src/web/show.go:14 | depot := order.Warehouse.Code`),
  ),
  different(
    "another kind of panic at one place",
    go(`runtime.errorString: runtime error: integer divide by zero
      example.com/shop/web.Show @ /src/web/show.go:9 | n := rows[i] / size`),
    go(`runtime.boundsError: runtime error: index out of range [3] with length 3
      example.com/shop/web.Show @ /src/web/show.go:9 | n := rows[i] / size`),
  ),
  different(
    "two sentinel errors captured by one handler",
    captured(["*errors.errorString: cart is locked"], "web.Fail @ /src/web/fail.go:9"),
    captured(["*errors.errorString: customer is blocked"], "web.Fail @ /src/web/fail.go:9"),
  ),
  different(
    "two causes below one wrapper, captured by one handler",
    captured([noRoute, "*fmt.wrapError: ship: no route"], "web.Fail @ /src/web/fail.go:9"),
    captured(
      ["*json.SyntaxError: invalid character 'x'", "*fmt.wrapError: ship: invalid character 'x'"],
      "web.Fail @ /src/web/fail.go:9",
    ),
  ),
  different(
    "two errors without any stack",
    go("*net.OpError: dial tcp 10.0.0.5:5432: connect: connection refused"),
    go("*net.OpError: dial tcp 10.0.0.5:5432: i/o timeout"),
  ),
  different(
    "two codes of the database in one type",
    captured(
      ['*pq.Error: pq: duplicate key value violates unique constraint "users_email_key"'],
      "web.Fail @ /src/web/fail.go:9",
    ),
    captured(['*pq.Error: pq: relation "vouchers" does not exist'], "web.Fail @ /src/web/fail.go:9"),
  ),
  different(
    "func literals of two functions",
    go(`${nilMap}
      example.com/shop/web.(*Server).routes.func1 @ /src/web/routes.go:40 | s.seen[id] = true`),
    go(`${nilMap}
      example.com/shop/web.(*Server).hooks.func1 @ /src/web/hooks.go:12 | s.seen[id] = true`),
  ),
  different(
    "a text in a panic, with the runtime alone on the stack",
    go("error: shard map is empty\n- runtime.gopanic @ /usr/local/go/src/runtime/panic.go:884"),
    go("error: lease was lost\n- runtime.gopanic @ /usr/local/go/src/runtime/panic.go:884"),
  ),
  different(
    "handlers of two routes below the same middleware",
    go(`${nilMap}
      example.com/shop/web.Recover.func1 @ /src/web/recover.go:9 | next.ServeHTTP(w, r)
      example.com/shop/web.Checkout @ /src/web/checkout.go:20 | totals[id] = sum`),
    go(`${nilMap}
      example.com/shop/web.Recover.func1 @ /src/web/recover.go:9 | next.ServeHTTP(w, r)
      example.com/shop/web.Search @ /src/web/search.go:20 | hits[id] = n`),
  ),
];
