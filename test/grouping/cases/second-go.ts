import { go } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const NIL = "runtime.errorString: runtime error: invalid memory address or nil pointer dereference";
const http = (version: string): string => `- net/http.(*conn).serve @ /usr/local/go${version}/src/net/http/server.go:2102
  - net/http.HandlerFunc.ServeHTTP @ /usr/local/go${version}/src/net/http/server.go:2220`;
const report = "depot.example/api/report.Send @ /src/report/send.go:9 | hub.CaptureException(err)";
/** An error that the one reporting function of a service takes up. */
const reported = (...errors: readonly string[]): SdkEvent => go(...errors.slice(0, -1), `${errors.at(-1)}\n${report}`);
const bare = (error: string): SdkEvent => go(error);

export const secondGoCases: readonly Case[] = [
  same(
    "net/http of two releases of Go around one handler",
    go(
      `${NIL}\n${http("1.21")}\ndepot.example/api/web.(*Labels).Print @ /src/web/labels.go:40 | zpl := l.depot.Printer.Render(p)`,
    ),
    go(
      `${NIL}\n${http("1.24")}\ndepot.example/api/web.(*Labels).Print @ /src/web/labels.go:51 | zpl := l.depot.Printer.Render(p)`,
    ),
  ),
  same(
    "chi and echo around one handler",
    go(
      `${NIL}\n- github.com/go-chi/chi/v5.(*Mux).ServeHTTP @ /go/pkg/mod/github.com/go-chi/chi/v5@v5.0.12/mux.go:90\ndepot.example/api/web.Lanes @ /src/web/lanes.go:12 | return d.Lanes`,
    ),
    go(
      `${NIL}\n- github.com/labstack/echo/v4.(*Echo).ServeHTTP @ /go/pkg/mod/github.com/labstack/echo/v4@v4.12.0/echo.go:669\ndepot.example/api/web.Lanes @ /src/web/lanes.go:14 | return d.Lanes`,
    ),
  ),
  same(
    "a goroutine of an errgroup whose literals the compiler numbered anew",
    go(
      `${NIL}\n- golang.org/x/sync/errgroup.(*Group).Go.func1 @ /go/pkg/mod/golang.org/x/sync@v0.3.0/errgroup/errgroup.go:75\ndepot.example/api/sync.Run.func2 @ /src/sync/run.go:20 | return pull(ctx, src.Feed.URL)`,
    ),
    go(
      `${NIL}\n- golang.org/x/sync/errgroup.(*Group).add.func1 @ /go/pkg/mod/golang.org/x/sync@v0.17.0/errgroup/errgroup.go:130\ndepot.example/api/sync.Run.func4 @ /src/sync/run.go:33 | return pull(ctx, src.Feed.URL)`,
    ),
  ),
  same(
    "a method as a value and called by name",
    go(
      `${NIL}\ndepot.example/api/jobs.(*Mailer).Send-fm @ /src/jobs/mailer.go:18\ndepot.example/api/jobs.(*Mailer).Send @ /src/jobs/mailer.go:22 | m.conn.Quit()`,
    ),
    go(`${NIL}\ndepot.example/api/jobs.(*Mailer).Send @ /src/jobs/mailer.go:25 | m.conn.Quit()`),
  ),
  same(
    "a generic method with the shapes that two compilers print",
    go(
      `${NIL}\ndepot.example/api/cache.(*Cache[go.shape.string,go.shape.int]).Get @ /src/cache/cache.go:30 | return c.shard(k).items[k]`,
    ),
    go(`${NIL}\ndepot.example/api/cache.(*Cache[...]).Get @ /src/cache/cache.go:31 | return c.shard(k).items[k]`),
  ),
  same(
    "a query that took too long, with another port, reported at one place",
    reported("*net.OpError: read tcp 10.0.3.17:51234->10.0.0.5:5432: i/o timeout"),
    reported("*net.OpError: read tcp 10.0.8.2:40880->10.0.0.5:5432: i/o timeout"),
  ),
  same(
    "a JSON that breaks off at another byte, no stack",
    bare("*json.SyntaxError: invalid character '}' looking for beginning of value at offset 4711"),
    bare("*json.SyntaxError: invalid character '}' looking for beginning of value at offset 12"),
  ),
  same(
    "a wrapped error of another parcel, no stack",
    bare("*fmt.wrapError: load parcel 17: sql: no rows in result set"),
    bare("*fmt.wrapError: load parcel 90210: sql: no rows in result set"),
  ),
  same(
    "one's own module in the cache under two versions",
    go(
      `${NIL}\ndepot.example/kit/money.Round @ /go/pkg/mod/depot.example/kit@v1.4.0/money/round.go:8\ndepot.example/api/bill.Sum @ /src/bill/sum.go:20 | return money.Round(t.cents)`,
    ),
    go(
      `${NIL}\ndepot.example/kit/money.Round @ /go/pkg/mod/depot.example/kit@v1.9.2/money/round.go:11\ndepot.example/api/bill.Sum @ /src/bill/sum.go:20 | return money.Round(t.cents)`,
    ),
  ),
  same(
    "a slice's bounds with other numbers",
    go(
      "runtime.boundsError: runtime error: slice bounds out of range [:12] with capacity 8\ndepot.example/api/zpl.Cut @ /src/zpl/cut.go:9 | return line[:width]",
    ),
    go(
      "runtime.boundsError: runtime error: slice bounds out of range [:300] with capacity 128\ndepot.example/api/zpl.Cut @ /src/zpl/cut.go:12 | return line[:width]",
    ),
  ),
  different(
    "methods of one struct below one router",
    go(
      `${NIL}\n${http("1.24")}\ndepot.example/api/web.(*Labels).Print @ /src/web/labels.go:40 | zpl := l.depot.Printer.Render(p)`,
    ),
    go(
      `${NIL}\n${http("1.24")}\ndepot.example/api/web.(*Labels).Preview @ /src/web/labels.go:70 | png := l.depot.Screen.Render(p)`,
    ),
  ),
  different(
    "commands of one repository that are all called main.run",
    go(
      "runtime.errorString: runtime error: index out of range [1] with length 1\nmain.run @ /src/cmd/biller/main.go:20 | path := os.Args[1]",
    ),
    go(
      "runtime.errorString: runtime error: index out of range [1] with length 1\nmain.run @ /src/cmd/importer/main.go:31 | feed := os.Args[1]",
    ),
  ),
  different(
    "inits of two packages",
    go(
      "runtime.plainError: assignment to entry in nil map\ndepot.example/api/zones.init.0 @ /src/zones/zones.go:12 | byZip[z.Zip] = z",
    ),
    go(
      "runtime.plainError: assignment to entry in nil map\ndepot.example/api/fees.init.0 @ /src/fees/fees.go:8 | byCode[f.Code] = f",
    ),
  ),
  different(
    "errors of a switch over codes, reported at one place",
    reported("*pgconn.PgError: ERROR: deadlock detected (SQLSTATE 40P01)"),
    reported("*pgconn.PgError: ERROR: canceling statement due to statement timeout (SQLSTATE 57014)"),
  ),
  different(
    "sentinels of the standard library, reported at one place",
    reported("*errors.errorString: unexpected EOF"),
    reported("*errors.errorString: http: request body too large"),
  ),
  different(
    "two failures that one context wraps, reported at one place",
    reported("*errors.errorString: sql: database is closed", "*fmt.wrapError: bill clients: sql: database is closed"),
    reported(
      "context.deadlineExceededError: context deadline exceeded",
      "*fmt.wrapError: bill clients: context deadline exceeded",
    ),
  ),
  different(
    "codes of gRPC in one type, no stack",
    bare(
      "*status.Error: rpc error: code = ResourceExhausted desc = grpc: received message larger than max (5211304 vs. 4194304)",
    ),
    bare("*status.Error: rpc error: code = Unauthenticated desc = token is expired"),
  ),
  different(
    "a name that is not known and a port that refuses, no stack",
    bare("*net.OpError: dial tcp: lookup rates.internal: no such host"),
    bare("*net.OpError: dial tcp 10.0.0.9:443: connect: connection refused"),
  ),
  different(
    "two operations that failed alike in their wrapping text, no stack",
    bare("*fmt.wrapError: upload label: context canceled"),
    bare("*fmt.wrapError: charge card: context canceled"),
  ),
  different(
    "workers' goroutines of two packages that literals start",
    go(`${NIL}\ndepot.example/api/billing.Start.func1 @ /src/billing/start.go:12 | w.next.Run()`),
    go(`${NIL}\ndepot.example/api/mailing.Start.func1 @ /src/mailing/start.go:12 | w.next.Run()`),
  ),
  different(
    "types that a value is not, where the runtime alone says it",
    go(
      "*runtime.TypeAssertionError: interface conversion: interface {} is string, not float64\n- runtime.gopanic @ /usr/local/go/src/runtime/panic.go:770",
    ),
    go(
      "*runtime.TypeAssertionError: interface conversion: web.Store is nil, not *pg.Store\n- runtime.gopanic @ /usr/local/go/src/runtime/panic.go:770",
    ),
  ),
  different(
    "closed twice and sent to when closed, at two channels of one function",
    go("runtime.plainError: close of closed channel\ndepot.example/api/hub.(*Hub).Stop @ /src/hub/hub.go:30 | close(h.done)"),
    go(
      "runtime.plainError: send on closed channel\ndepot.example/api/hub.(*Hub).Stop @ /src/hub/hub.go:34 | h.events <- stopped",
    ),
  ),
];
