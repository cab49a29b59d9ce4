import { elixir } from "../build-compiled.ts";
import { withMechanism, withoutInApp } from "../build.ts";
import type { Case } from "../case.ts";
import { different, same } from "../case.ts";

const phoenix = (line: number): string => `- Plug.Cowboy.Handler.init/2 @ lib/plug/cowboy/handler.ex:${line}
  - Phoenix.Router.__call__/5 @ lib/phoenix/router.ex:${line + 300}`;
const bandit = "- Bandit.Pipeline.run/4 @ lib/bandit/pipeline.ex:124\n- Phoenix.Router.__call__/5 @ lib/phoenix/router.ex:484";
const show = "ShopWeb.OrderController.show/2 @ lib/shop_web/controllers/order_controller.ex:12";
const ARITHMETIC = "ArithmeticError: bad argument in arithmetic expression";

export const elixirCases: readonly Case[] = [
  same("lines moved", elixir(`${ARITHMETIC}\n${show}`), elixir(`${ARITHMETIC}\n${show.replace(":12", ":70")}`)),
  same(
    "two versions of Phoenix",
    elixir(`${ARITHMETIC}\n${phoenix(11)}\n${show}`),
    elixir(`${ARITHMETIC}\n${phoenix(64)}\n${show}`),
  ),
  same("Cowboy and Bandit", elixir(`${ARITHMETIC}\n${phoenix(11)}\n${show}`), elixir(`${ARITHMETIC}\n${bandit}\n${show}`)),
  same(
    "anonymous functions numbered anew",
    elixir(`${ARITHMETIC}\nanonymous fn/1 in Shop.Cart.total/1 @ lib/shop/cart.ex:9`),
    elixir(`${ARITHMETIC}\nanonymous fn/1 in Shop.Cart.total/1 @ lib/shop/cart.ex:31`),
  ),
  same(
    "functions that the compiler made of closures, numbered anew",
    elixir(`${ARITHMETIC}\nShop.Cart."-total/1-fun-0-"/2 @ lib/shop/cart.ex:9`),
    elixir(`${ARITHMETIC}\nShop.Cart."-total/1-fun-3-"/2 @ lib/shop/cart.ex:9`),
  ),
  same(
    "a record that is not there, with another id",
    elixir(
      "Ecto.NoResultsError: expected at least one result but got none in query: from o in Shop.Order, where: o.id == ^17\n- Ecto.Repo.Queryable.one!/3 @ lib/ecto/repo/queryable.ex:164",
    ),
    elixir(
      "Ecto.NoResultsError: expected at least one result but got none in query: from o in Shop.Order, where: o.id == ^90210\n- Ecto.Repo.Queryable.one!/3 @ lib/ecto/repo/queryable.ex:170",
    ),
  ),
  same(
    "a process that has another pid in the text",
    elixir(
      "Elixir.ErlangError: Erlang error: {:timeout, {GenServer, :call, [#PID<0.2112.0>, :next, 5000]}}\n- GenServer.call/3 @ lib/gen_server.ex:1030",
    ),
    elixir(
      "Elixir.ErlangError: Erlang error: {:timeout, {GenServer, :call, [#PID<0.880.12>, :next, 5000]}}\n- GenServer.call/3 @ lib/gen_server.ex:1074",
    ),
  ),
  same(
    "a key with another map in the text",
    elixir(`KeyError: key :price not found in: %{name: "Mug", sku: "M-1"}\nShop.Label.text/1 @ lib/shop/label.ex:9`),
    elixir(`KeyError: key :price not found in: %{name: "Pan", sku: "P-4"}\nShop.Label.text/1 @ lib/shop/label.ex:9`),
  ),
  same(
    "a client without in_app flags, two versions of Phoenix",
    withoutInApp(elixir(`${ARITHMETIC}\n${phoenix(11)}\n${show}`)),
    withoutInApp(elixir(`${ARITHMETIC}\n${phoenix(64)}\n${show}`)),
  ),
  same(
    "frames of Erlang's own below a GenServer",
    elixir(
      `${ARITHMETIC}\n- :proc_lib.init_p_do_apply/3 @ proc_lib.erl:226\n- :gen_server.try_handle_call/4 @ gen_server.erl:661\nShop.Stock.handle_call/3 @ lib/shop/stock.ex:20`,
    ),
    elixir(
      `${ARITHMETIC}\n- :proc_lib.init_p_do_apply/3 @ proc_lib.erl:329\n- :gen_server.handle_msg/6 @ gen_server.erl:2433\n- :gen_server.try_handle_call/4 @ gen_server.erl:2381\nShop.Stock.handle_call/3 @ lib/shop/stock.ex:20`,
    ),
  ),
  same(
    "a job of Oban of two versions",
    elixir(
      `${ARITHMETIC}\n- Oban.Queue.Executor.perform/1 @ lib/oban/queue/executor.ex:129\nShop.Jobs.Restock.perform/1 @ lib/shop/jobs/restock.ex:8`,
    ),
    elixir(
      `${ARITHMETIC}\n- Oban.Queue.Executor.call/1 @ lib/oban/queue/executor.ex:77\n- Oban.Queue.Executor.perform/1 @ lib/oban/queue/executor.ex:145\nShop.Jobs.Restock.perform/1 @ lib/shop/jobs/restock.ex:8`,
    ),
  ),
  same(
    "caught by the plug and by the logger's handler",
    withMechanism(elixir(`${ARITHMETIC}\n${show}`), { type: "generic", handled: true }),
    withMechanism(elixir(`${ARITHMETIC}\n${show}`), { type: "plug", handled: false }),
  ),
  same(
    "recursion of another depth",
    elixir(
      `${ARITHMETIC}\nShop.Tree.start/1 @ lib/shop/tree.ex:2\n${"Shop.Tree.walk/2 @ lib/shop/tree.ex:9\n".repeat(4)}Shop.Tree.weigh/1 @ lib/shop/tree.ex:20`,
    ),
    elixir(
      `${ARITHMETIC}\nShop.Tree.start/1 @ lib/shop/tree.ex:2\n${"Shop.Tree.walk/2 @ lib/shop/tree.ex:9\n".repeat(12)}Shop.Tree.weigh/1 @ lib/shop/tree.ex:20`,
    ),
  ),

  different(
    "actions of one name in two controllers",
    elixir(`${ARITHMETIC}\n${phoenix(11)}\n${show}`),
    elixir(`${ARITHMETIC}\n${phoenix(11)}\nShopWeb.CartController.show/2 @ lib/shop_web/controllers/cart_controller.ex:12`),
  ),
  different(
    "two functions of one module",
    elixir(`${ARITHMETIC}\nShop.Cart.total/1 @ lib/shop/cart.ex:9`),
    elixir(`${ARITHMETIC}\nShop.Cart.weight/1 @ lib/shop/cart.ex:19`),
  ),
  different(
    "functions of one name and another number of arguments",
    elixir(`${ARITHMETIC}\nShop.Cart.total/1 @ lib/shop/cart.ex:9`),
    elixir(`${ARITHMETIC}\nShop.Cart.total/3 @ lib/shop/cart.ex:29`),
  ),
  different(
    "another type at one place",
    elixir(`${ARITHMETIC}\n${show}`),
    elixir(`MatchError: no match of right hand side value: nil\n${show}`),
  ),
  different(
    "anonymous functions of two functions",
    elixir(`${ARITHMETIC}\nanonymous fn/1 in Shop.Cart.total/1 @ lib/shop/cart.ex:9`),
    elixir(`${ARITHMETIC}\nanonymous fn/1 in Shop.Cart.weight/1 @ lib/shop/cart.ex:31`),
  ),
  different(
    "callbacks of one name in two servers",
    elixir(`${ARITHMETIC}\nShop.Stock.handle_call/3 @ lib/shop/stock.ex:20`),
    elixir(`${ARITHMETIC}\nShop.Rates.handle_call/3 @ lib/shop/rates.ex:20`),
  ),
  different(
    "jobs whose functions are all called perform",
    elixir(`${ARITHMETIC}\nShop.Jobs.Restock.perform/1 @ lib/shop/jobs/restock.ex:8`),
    elixir(`${ARITHMETIC}\nShop.Jobs.Invoice.perform/1 @ lib/shop/jobs/invoice.ex:8`),
  ),
  different(
    "queries of two schemas, no frame of one's own",
    elixir(
      "Ecto.NoResultsError: expected at least one result but got none in query: from o in Shop.Order, where: o.id == ^17\n- Ecto.Repo.Queryable.one!/3 @ lib/ecto/repo/queryable.ex:164",
    ),
    elixir(
      "Ecto.NoResultsError: expected at least one result but got none in query: from c in Shop.Customer, where: c.id == ^17\n- Ecto.Repo.Queryable.one!/3 @ lib/ecto/repo/queryable.ex:164",
    ),
  ),
  different(
    "codes of PostgreSQL, no frame of one's own",
    elixir(
      `Postgrex.Error: ERROR 42703 (undefined_column) column o0.discount does not exist\n- Ecto.Adapters.SQL.raise_sql_call_error/1 @ lib/ecto/adapters/sql.ex:1054`,
    ),
    elixir(
      `Postgrex.Error: ERROR 42P01 (undefined_table) relation "vouchers" does not exist\n- Ecto.Adapters.SQL.raise_sql_call_error/1 @ lib/ecto/adapters/sql.ex:1054`,
    ),
  ),
  different(
    "functions that are not defined, no frame of one's own",
    elixir(
      "UndefinedFunctionError: function Shop.Mail.send/2 is undefined or private\n- Task.Supervised.invoke_mfa/2 @ lib/task/supervised.ex:101",
    ),
    elixir(
      "UndefinedFunctionError: function Shop.Pdf.render/1 is undefined or private\n- Task.Supervised.invoke_mfa/2 @ lib/task/supervised.ex:101",
    ),
  ),
  different("two exits without a stack", elixir(": ** (exit) shutdown: no stock"), elixir(": ** (exit) shutdown: no rates")),
  different(
    "messages of one logger",
    { platform: "elixir", message: "stock is stale" },
    { platform: "elixir", message: "rates are stale" },
  ),
  different(
    "live views that mount in one way",
    elixir(
      `${ARITHMETIC}\n- Phoenix.LiveView.Utils.maybe_call_live_view_mount!/5 @ lib/phoenix_live_view/utils.ex:340\nShopWeb.CartLive.mount/3 @ lib/shop_web/live/cart_live.ex:8`,
    ),
    elixir(
      `${ARITHMETIC}\n- Phoenix.LiveView.Utils.maybe_call_live_view_mount!/5 @ lib/phoenix_live_view/utils.ex:340\nShopWeb.SearchLive.mount/3 @ lib/shop_web/live/search_live.ex:8`,
    ),
  ),
];
