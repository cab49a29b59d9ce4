import { elixir } from "../build-compiled.ts";
import { withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const gen = (line: number): string => `- proc_lib.init_p_do_apply/3 @ proc_lib.erl:${line}
  - gen_server.try_handle_call/4 @ gen_server.erl:${line + 700}`;
const live = (version: number): string =>
  `- Phoenix.LiveView.Channel.view_handle_event/3 @ lib/phoenix_live_view/channel.ex:${version}`;
const MATCH = "MatchError: no match of right hand side value: {:error, :not_found}";
const exit = (text: string): SdkEvent => elixir(`ErlangError: ${text}`);
const ecto = (text: string, type = "Postgrex.Error"): SdkEvent =>
  elixir(`${type}: ${text}\n- Ecto.Adapters.SQL.raise_sql_call_error/1 @ lib/ecto/adapters/sql.ex:1054`);

export const secondElixirCases: readonly Case[] = [
  same(
    "a server of two releases of Erlang",
    elixir(`${MATCH}\n${gen(226)}\nDepot.Hub.handle_call/3 @ lib/depot/hub.ex:20`),
    elixir(
      `${MATCH}\n${gen(340)}\n- gen_server.handle_msg/6 @ gen_server.erl:1080\nDepot.Hub.handle_call/3 @ lib/depot/hub.ex:24`,
    ),
  ),
  same(
    "a live view of two versions below one event",
    elixir(`${MATCH}\n${live(470)}\nDepotWeb.ScanLive.handle_event/3 @ lib/depot_web/live/scan_live.ex:31`),
    elixir(
      `${MATCH}\n- Phoenix.LiveView.Channel.handle_info/2 @ lib/phoenix_live_view/channel.ex:220\n${live(508)}\nDepotWeb.ScanLive.handle_event/3 @ lib/depot_web/live/scan_live.ex:36`,
    ),
  ),
  same(
    "a task under a supervisor and one awaited",
    elixir(
      `${MATCH}\n- Task.Supervised.invoke_mfa/2 @ lib/task/supervised.ex:101\nanonymous fn/1 in Depot.Feeds.pull_all/1 @ lib/depot/feeds.ex:9\nDepot.Feed.pull/1 @ lib/depot/feed.ex:12`,
    ),
    elixir(
      `${MATCH}\n- Task.Supervised.reply/4 @ lib/task/supervised.ex:36\nanonymous fn/1 in Depot.Feeds.pull_all/1 @ lib/depot/feeds.ex:11\nDepot.Feed.pull/1 @ lib/depot/feed.ex:14`,
    ),
  ),
  same(
    "comprehensions that the compiler numbered anew",
    elixir(`KeyError: key :zone not found in: %{id: 17}\nDepot.Plan."-lanes/1-lc$^0/1-0-"/2 @ lib/depot/plan.ex:9`),
    elixir(
      `KeyError: key :zone not found in: %{id: 90210, city: "Lyon"}\nDepot.Plan."-lanes/1-lc$^1/1-1-"/2 @ lib/depot/plan.ex:14`,
    ),
  ),
  same(
    "a process that does not answer, with another pid and time",
    exit("exited in: GenServer.call(#PID<0.512.0>, :lanes, 5000)\\n    ** (EXIT) time out"),
    exit("exited in: GenServer.call(#PID<0.90210.3>, :lanes, 5000)\\n    ** (EXIT) time out"),
  ),
  same(
    "a job of Oban in its first and its fifth try",
    elixir(
      `${MATCH}\n- Oban.Queue.Executor.perform/1 @ lib/oban/queue/executor.ex:139\nDepot.Workers.Bill.perform/1 @ lib/depot/workers/bill.ex:12`,
    ),
    withMechanism(
      elixir(
        `${MATCH}\n- Oban.Queue.Executor.perform_inline/2 @ lib/oban/queue/executor.ex:150\nDepot.Workers.Bill.perform/1 @ lib/depot/workers/bill.ex:12`,
      ),
      { type: "oban", handled: true },
    ),
  ),
  same(
    "one application of an umbrella in the build's folder",
    elixir(`${MATCH}\nDepot.Tariff.fee/2 @ apps/depot/lib/depot/tariff.ex:20`),
    elixir(`${MATCH}\nDepot.Tariff.fee/2 @ lib/depot/tariff.ex:22`),
  ),
  same(
    "a deadlock that names other processes, no frame of one's own",
    ecto(
      "ERROR 40P01 (deadlock_detected) deadlock detected\\n\\nProcess 4711 waits for ShareLock on transaction 88; blocked by process 4712.",
    ),
    ecto(
      "ERROR 40P01 (deadlock_detected) deadlock detected\\n\\nProcess 902 waits for ShareLock on transaction 1203; blocked by process 17.",
    ),
  ),
  different(
    "events of two live views",
    elixir(`${MATCH}\n${live(470)}\nDepotWeb.ScanLive.handle_event/3 @ lib/depot_web/live/scan_live.ex:31`),
    elixir(`${MATCH}\n${live(470)}\nDepotWeb.RouteLive.handle_event/3 @ lib/depot_web/live/route_live.ex:31`),
  ),
  different(
    "calls and casts of one server",
    elixir(`${MATCH}\nDepot.Hub.handle_call/3 @ lib/depot/hub.ex:20`),
    elixir(`${MATCH}\nDepot.Hub.handle_cast/2 @ lib/depot/hub.ex:41`),
  ),
  different(
    "functions of one name and two arities",
    elixir(
      "FunctionClauseError: no function clause matching in Depot.Tariff.fee/1\nDepot.Tariff.fee/1 @ lib/depot/tariff.ex:9",
    ),
    elixir(
      "FunctionClauseError: no function clause matching in Depot.Tariff.fee/3\nDepot.Tariff.fee/3 @ lib/depot/tariff.ex:30",
    ),
  ),
  different(
    "servers that do not answer, by name",
    exit("exited in: GenServer.call(Depot.Hub, :lanes, 5000)\\n    ** (EXIT) time out"),
    exit("exited in: GenServer.call(Depot.Biller, :open, 5000)\\n    ** (EXIT) time out"),
  ),
  different(
    "a process that is not alive and one that took too long",
    exit(
      "exited in: GenServer.call(Depot.Hub, :lanes, 5000)\\n    ** (EXIT) no process: the process is not alive or there's no process currently associated with the given name",
    ),
    exit("exited in: GenServer.call(Depot.Hub, :lanes, 5000)\\n    ** (EXIT) time out"),
  ),
  different(
    "conditions of PostgreSQL, no frame of one's own",
    ecto("ERROR 40P01 (deadlock_detected) deadlock detected"),
    ecto("ERROR 57014 (query_canceled) canceling statement due to statement timeout"),
  ),
  different(
    "constraints that two changesets miss, no frame of one's own",
    elixir(
      'Ecto.ConstraintError: constraint error when attempting to insert struct:\\n    * "clients_mail_index" (unique_constraint)\n- Ecto.Repo.Schema.constraints_to_errors/3 @ lib/ecto/repo/schema.ex:804',
    ),
    elixir(
      'Ecto.ConstraintError: constraint error when attempting to insert struct:\\n    * "parcels_client_id_fkey" (foreign_key_constraint)\n- Ecto.Repo.Schema.constraints_to_errors/3 @ lib/ecto/repo/schema.ex:804',
    ),
  ),
  different(
    "workers of Oban that are both called perform",
    elixir(`${MATCH}\nDepot.Workers.Bill.perform/1 @ lib/depot/workers/bill.ex:12`),
    elixir(`${MATCH}\nDepot.Workers.Remind.perform/1 @ lib/depot/workers/remind.ex:12`),
  ),
  different(
    "functions that do not exist, where the runtime alone stands on the stack",
    elixir("UndefinedFunctionError: function Depot.Plan.lanes/0 is undefined or private\n- Depot.Plan.lanes/0 @ nofile"),
    elixir("UndefinedFunctionError: function Depot.Bill.close/1 is undefined or private\n- Depot.Bill.close/1 @ nofile"),
  ),
];
