import type { Case, SdkEvent, SdkFrame } from "../case.ts";
import { different, same } from "../case.ts";
import { error, thrown } from "../raw.ts";

function ex(fn: string, module: string, file: string, lineno: number, inApp = true): SdkFrame {
  return { function: fn, module: `Elixir.${module}`, filename: file, lineno, in_app: inApp, vars: {} };
}

function exError(type: string, value: string, ...frames: readonly SdkFrame[]): SdkEvent {
  return error("elixir", thrown(type, value, frames, { mechanism: { type: "generic", handled: true } }), {
    server_name: "shop@10.0.0.7",
  });
}

export const sixthElixirCases: readonly Case[] = [
  same(
    "Elixir: an anonymous function by the runtime's name and by the reader's",
    exError(
      "KeyError",
      "key :sku not found in: %{id: 17}",
      ex("Enum.map/2", "Enum", "lib/enum.ex", 1700, false),
      ex('Shop.Feed."-import/1-fun-0-"/1', "Shop.Feed", "lib/shop/feed.ex", 20),
    ),
    exError(
      "KeyError",
      'key :sku not found in: %{id: 98, name: "Chair"}',
      ex('Enum."-map/2-lists^map/1-1-"/2', "Enum", "lib/enum.ex", 1714, false),
      ex("anonymous fn/1 in Shop.Feed.import/1", "Shop.Feed", "lib/shop/feed.ex", 23),
    ),
  ),
  different(
    "Elixir: no clause for one name of two arities",
    exError(
      "FunctionClauseError",
      "no function clause matching in Shop.Cart.total/1",
      ex("Shop.Cart.total/1", "Shop.Cart", "lib/shop/cart.ex", 20),
    ),
    exError(
      "FunctionClauseError",
      "no function clause matching in Shop.Cart.total/3",
      ex("Shop.Cart.total/3", "Shop.Cart", "lib/shop/cart.ex", 60),
    ),
  ),
  same(
    "Elixir: a pool of connections used up, after other times",
    exError(
      "DBConnection.ConnectionError",
      "connection not available and request was dropped from queue after 2987ms. This means requests are coming in and your connection pool cannot serve them fast enough.",
    ),
    exError(
      "DBConnection.ConnectionError",
      "connection not available and request was dropped from queue after 511ms. This means requests are coming in and your connection pool cannot serve them fast enough.",
    ),
  ),
  different(
    "Elixir: two constraints of an insert, library frames only",
    exError(
      "Ecto.ConstraintError",
      'constraint error when attempting to insert struct:\n\n    * "users_email_index" (unique_constraint)\n\nIf you would like to stop this constraint violation',
      ex("Ecto.Repo.Schema.do_insert/4", "Ecto.Repo.Schema", "lib/ecto/repo/schema.ex", 400, false),
    ),
    exError(
      "Ecto.ConstraintError",
      'constraint error when attempting to insert struct:\n\n    * "orders_ref_index" (unique_constraint)\n\nIf you would like to stop this constraint violation',
      ex("Ecto.Repo.Schema.do_insert/4", "Ecto.Repo.Schema", "lib/ecto/repo/schema.ex", 400, false),
    ),
  ),
  different(
    "Elixir: two servers that ended",
    { platform: "elixir", level: "error", logentry: { formatted: "GenServer Shop.Rates terminating" } },
    { platform: "elixir", level: "error", logentry: { formatted: "GenServer Shop.Taxes terminating" } },
  ),
  same(
    "Elixir: nameless servers that ended",
    { platform: "elixir", level: "error", logentry: { formatted: "GenServer #PID<0.1234.0> terminating\n** (stop) :timeout" } },
    { platform: "elixir", level: "error", logentry: { formatted: "GenServer #PID<0.98.12> terminating\n** (stop) :timeout" } },
  ),
];
