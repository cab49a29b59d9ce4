import { python, withMechanism, withoutInApp } from "../build.ts";
import type { Case } from "../case.ts";
import { different, same } from "../case.ts";

const price = python(`ZeroDivisionError: integer division or modulo by zero
  report @ shop/report.py:31 | rows.append(margin(item))
  margin @ shop/pricing.py:15 | return item.cost // item.price`);

const djangoView = (
  library: string,
  django: string,
): string => `django.core.exceptions.FieldError: Cannot resolve keyword 'colour'
  - inner @ ${library}/django/core/handlers/exception.py:${django} | response = get_response(request)
  - _get_response @ ${library}/django/core/handlers/base.py:${django} | response = wrapped_callback(request, *callback_args)
  product_list @ catalogue/views.py:44 | items = Product.objects.filter(**criteria)
  - filter @ ${library}/django/db/models/query.py:${django} | return self._filter_or_exclude(False, args, kwargs)`;

export const pythonCases: readonly Case[] = [
  same(
    "lines moved by an edit further up in the file",
    price,
    python(`ZeroDivisionError: integer division or modulo by zero
      report @ shop/report.py:58 | rows.append(margin(item))
      margin @ shop/pricing.py:27 | return item.cost // item.price`),
  ),
  same(
    "a deploy into a folder named by time",
    python(`KeyError: 'sku'
      sync @ /srv/releases/20261101093000//stock/sync.py:12 | apply(entry)
      apply @ /srv/releases/20261101093000//stock/sync.py:20 | item = index[entry["sku"]]`),
    python(`KeyError: 'sku'
      sync @ /srv/releases/20261108101500//stock/sync.py:12 | apply(entry)
      apply @ /srv/releases/20261108101500//stock/sync.py:20 | item = index[entry["sku"]]`),
  ),
  same(
    "one developer's home and the container",
    python(`ValueError: bad weight
      pack @ /home/mira/work/depot//depot/boxes.py:9 | raise ValueError("bad weight")`),
    python(`ValueError: bad weight
      pack @ /app//depot/boxes.py:9 | raise ValueError("bad weight")`),
  ),
  same(
    "an upgrade of Django and Python moves library frames",
    python(djangoView("/venv/lib/python3.9/site-packages", "47")),
    python(djangoView("/venv/lib/python3.12/site-packages", "55")),
  ),
  same(
    "a new version of the web framework has other frames in between",
    python(`RuntimeError: no seats
      - __call__ @ /venv/lib/python3.11/site-packages/starlette/routing.py:66 | await self.app(scope, receive, send)
      - run_endpoint_function @ /venv/lib/python3.11/site-packages/fastapi/routing.py:190 | return await dependant.call(**values)
      book @ booking/routes.py:30 | await reserve(seat)
      reserve @ booking/seats.py:8 | raise RuntimeError("no seats")`),
    python(`RuntimeError: no seats
      - __call__ @ /venv/lib/python3.11/site-packages/starlette/middleware/errors.py:164 | await self.app(scope, receive, _send)
      - wrap_app_handling_exceptions @ /venv/lib/python3.11/site-packages/starlette/_exception_handler.py:42 | await app(scope)
      - app @ /venv/lib/python3.11/site-packages/starlette/routing.py:73 | response = await f(request)
      - run_endpoint_function @ /venv/lib/python3.11/site-packages/fastapi/routing.py:212 | return await dependant.call(**values)
      book @ booking/routes.py:30 | await reserve(seat)
      reserve @ booking/seats.py:8 | raise RuntimeError("no seats")`),
  ),
  same(
    "a list comprehension has no frame of its own since Python 3.12",
    python(`TypeError: unsupported operand type(s) for *: 'int' and 'NoneType'
      total @ cart/basket.py:14 | return sum([line_price(x) for x in self.lines])
      <listcomp> @ cart/basket.py:14 | return sum([line_price(x) for x in self.lines])
      line_price @ cart/basket.py:20 | return x.qty * x.cents`),
    python(`TypeError: unsupported operand type(s) for *: 'int' and 'NoneType'
      total @ cart/basket.py:14 | return sum([line_price(x) for x in self.lines])
      line_price @ cart/basket.py:20 | return x.qty * x.cents`),
  ),
  same(
    "the id in the text of the exception",
    python(`shop.errors.OrderMissing: order 4711 does not exist
      load @ shop/orders.py:17 | raise OrderMissing(f"order {id} does not exist")`),
    python(`shop.errors.OrderMissing: order 90210 does not exist
      load @ shop/orders.py:17 | raise OrderMissing(f"order {id} does not exist")`),
  ),
  same(
    "endless recursion caught at another depth",
    python(`RecursionError: maximum recursion depth exceeded
      render @ cms/tree.py:5 | return walk(root)
      ${"walk @ cms/tree.py:9 | return [walk(c) for c in node.children]\n".repeat(60)}`),
    python(`RecursionError: maximum recursion depth exceeded
      render @ cms/tree.py:5 | return walk(root)
      ${"walk @ cms/tree.py:9 | return [walk(c) for c in node.children]\n".repeat(85)}`),
  ),
  same(
    "mutual recursion of two functions, another number of rounds",
    python(`RecursionError: maximum recursion depth exceeded in comparison
      parse @ lang/parser.py:4 | return expr(tokens)
      ${"expr @ lang/parser.py:11 | left = term(tokens)\n term @ lang/parser.py:19 | return expr(tokens)\n".repeat(20)}`),
    python(`RecursionError: maximum recursion depth exceeded in comparison
      parse @ lang/parser.py:4 | return expr(tokens)
      ${"expr @ lang/parser.py:11 | left = term(tokens)\n term @ lang/parser.py:19 | return expr(tokens)\n".repeat(33)}`),
  ),
  same(
    "the development server and gunicorn both serve the application",
    python(`AttributeError: 'NoneType' object has no attribute 'plan'
      - run @ /venv/lib/python3.11/site-packages/flask/app.py:1191 | run_simple(host, port, self)
      - dispatch_request @ /venv/lib/python3.11/site-packages/flask/app.py:1799 | return self.view_functions[rule.endpoint](**args)
      billing @ portal/account.py:52 | return render(user.plan)`),
    python(`AttributeError: 'NoneType' object has no attribute 'plan'
      - handle @ /venv/lib/python3.11/site-packages/gunicorn/workers/sync.py:135 | self.handle_request(listener, req)
      - dispatch_request @ /venv/lib/python3.11/site-packages/flask/app.py:1799 | return self.view_functions[rule.endpoint](**args)
      billing @ portal/account.py:52 | return render(user.plan)`),
  ),
  same(
    "packages of the system instead of a virtual environment",
    python(`requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='api.maps.example', port=443): Read timed out. (read timeout=5)
      geocode @ depot/routes.py:21 | answer = session.get(url, timeout=5)
      - send @ /usr/lib/python3/dist-packages/requests/adapters.py:532 | raise ReadTimeout(e, request=request)`),
    python(`requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='api.maps.example', port=443): Read timed out. (read timeout=5)
      geocode @ depot/routes.py:21 | answer = session.get(url, timeout=5)
      - send @ /opt/venv/lib/python3.11/site-packages/requests/adapters.py:713 | raise ReadTimeout(e, request=request)`),
  ),
  same(
    "an old client that sends no in_app flags, after an upgrade of the library",
    withoutInApp(python(djangoView("/venv/lib/python3.9/site-packages", "47"))),
    withoutInApp(python(djangoView("/venv/lib/python3.10/site-packages", "52"))),
  ),
  same(
    "caught by hand and by the integration",
    withMechanism(price, { type: "generic", handled: true }),
    withMechanism(price, { type: "celery", handled: false }),
  ),
  same(
    "a worker started by spawn names its pipe in the pseudo source line",
    python(`OSError: [Errno 28] No space left on device
      <module> @ /srv/app//<string>:1 | from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=5, pipe_handle=7)
      - spawn_main @ /usr/lib/python3.11/multiprocessing/spawn.py:122 | exitcode = _main(fd, parent_sentinel)
      work @ media/resize.py:40 | out.write(data)`),
    python(`OSError: [Errno 28] No space left on device
      <module> @ /srv/app//<string>:1 | from multiprocessing.spawn import spawn_main; spawn_main(tracker_fd=9, pipe_handle=21)
      - spawn_main @ /usr/lib/python3.11/multiprocessing/spawn.py:122 | exitcode = _main(fd, parent_sentinel)
      work @ media/resize.py:40 | out.write(data)`),
  ),
  same(
    "a connection error of a library alone, to another port and object address",
    python(`urllib3.exceptions.NewConnectionError: <urllib3.connection.HTTPConnection object at 0x7f2b8c0d5e50>: Failed to establish a new connection: [Errno 111] Connection refused
      - _new_conn @ /venv/lib/python3.11/site-packages/urllib3/connection.py:174 | conn = connection.create_connection(`),
    python(`urllib3.exceptions.NewConnectionError: <urllib3.connection.HTTPConnection object at 0x7fd1140a3a30>: Failed to establish a new connection: [Errno 111] Connection refused
      - _new_conn @ /venv/lib/python3.11/site-packages/urllib3/connection.py:174 | conn = connection.create_connection(`),
  ),

  different(
    "another type raised by the same line",
    python(`ValueError: could not convert
      read @ imports/csv_file.py:18 | return decode(row)`),
    python(`UnicodeDecodeError: could not convert
      read @ imports/csv_file.py:18 | return decode(row)`),
  ),
  different(
    "the innermost function is another one",
    price,
    python(`ZeroDivisionError: integer division or modulo by zero
      report @ shop/report.py:31 | rows.append(margin(item))
      rebate @ shop/pricing.py:31 | return item.cost // item.price`),
  ),
  different(
    "two statements of one function fail",
    python(`KeyError: 'price'
      build @ feeds/google.py:22 | row["price"] = item["price"]`),
    python(`KeyError: 'gtin'
      build @ feeds/google.py:25 | row["gtin"] = item["gtin"]`),
  ),
  different(
    "functions of one name in two modules",
    python(`TypeError: 'NoneType' object is not iterable
      handle @ users/signals.py:10 | for group in profile.groups:`),
    python(`TypeError: 'NoneType' object is not iterable
      handle @ orders/signals.py:10 | for group in profile.groups:`),
  ),
  different(
    "management commands that are all called handle",
    python(`ValueError: empty file
      - execute @ /venv/lib/python3.11/site-packages/django/core/management/base.py:458 | output = self.handle(*args)
      handle @ shop/management/commands/import_prices.py:14 | raise ValueError("empty file")`),
    python(`ValueError: empty file
      - execute @ /venv/lib/python3.11/site-packages/django/core/management/base.py:458 | output = self.handle(*args)
      handle @ shop/management/commands/import_stock.py:14 | raise ValueError("empty file")`),
  ),
  different(
    "one wrapper raises for two causes",
    python(
      `KeyError: 'EUR'
        convert @ shop/rates.py:9 | return cents * RATES[code]`,
      `shop.errors.CheckoutError: cannot place order
        place @ shop/checkout.py:26 | raise CheckoutError("cannot place order") from e`,
    ),
    python(
      `ConnectionRefusedError: [Errno 111] Connection refused
        charge @ shop/payments.py:40 | sock.connect(gateway)`,
      `shop.errors.CheckoutError: cannot place order
        place @ shop/checkout.py:26 | raise CheckoutError("cannot place order") from e`,
    ),
  ),
  different(
    "library frames alone, other columns are missing",
    python(`django.db.utils.ProgrammingError: column shop_order.discount does not exist
      - _execute @ /venv/lib/python3.11/site-packages/django/db/backends/utils.py:89 | return self.cursor.execute(sql, params)`),
    python(`django.db.utils.ProgrammingError: column shop_customer.vat_id does not exist
      - _execute @ /venv/lib/python3.11/site-packages/django/db/backends/utils.py:89 | return self.cursor.execute(sql, params)`),
  ),
  different(
    "library frames alone, other errno",
    python(`OSError: [Errno 28] No space left on device
      - write @ /usr/lib/python3.11/tempfile.py:499 | return func(*args, **kwargs)`),
    python(`OSError: [Errno 24] Too many open files
      - write @ /usr/lib/python3.11/tempfile.py:499 | return func(*args, **kwargs)`),
  ),
  different(
    "two classes of one short name in different modules, raised in different places",
    python(`billing.errors.NotFound: gone
      invoice @ billing/views.py:12 | raise NotFound("gone")`),
    python(`stock.errors.NotFound: gone
      item @ stock/views.py:12 | raise NotFound("gone")`),
  ),
  different(
    "two scripts that fail at the top level",
    python(`ModuleNotFoundError: No module named 'pandas'
      <module> @ jobs/nightly.py:3 | import pandas as pd`),
    python(`ModuleNotFoundError: No module named 'boto3'
      <module> @ jobs/nightly.py:4 | import boto3`),
  ),
  different(
    "two lambdas of one module",
    python(`TypeError: 'NoneType' object is not subscriptable
      - sorted @ /usr/lib/python3.11/heapq.py:550 | result = [(key(elem), i, elem) for elem in it]
      <lambda> @ ranking/keys.py:4 | BY_SCORE = lambda row: row["score"][0]`),
    python(`TypeError: 'NoneType' object is not subscriptable
      - sorted @ /usr/lib/python3.11/heapq.py:550 | result = [(key(elem), i, elem) for elem in it]
      <lambda> @ ranking/keys.py:5 | BY_DATE = lambda row: row["seen"][1]`),
  ),
  different(
    "two attributes that are missing where nobody's own code is on the stack",
    python(`AttributeError: 'Settings' object has no attribute 'CDN_HOST'
      - __getattr__ @ /venv/lib/python3.11/site-packages/django/conf/__init__.py:83 | val = getattr(_wrapped, name)`),
    python(`AttributeError: 'Settings' object has no attribute 'MAP_STYLE'
      - __getattr__ @ /venv/lib/python3.11/site-packages/django/conf/__init__.py:83 | val = getattr(_wrapped, name)`),
  ),
  different(
    "two messages logged through one wrapper, with the stack of the thread",
    {
      platform: "python",
      message: "inventory is stale",
      threads: {
        values: [{ current: true, crashed: false, stacktrace: { frames: [{ function: "warn", module: "shop.log" }] } }],
      },
    },
    {
      platform: "python",
      message: "mail queue is full",
      threads: {
        values: [{ current: true, crashed: false, stacktrace: { frames: [{ function: "warn", module: "shop.log" }] } }],
      },
    },
  ),
  different(
    "assertions on two things in one test helper of production code",
    python(`AssertionError
      check @ ledger/rules.py:30 | assert debit >= 0`),
    python(`AssertionError
      check @ ledger/rules.py:31 | assert credit >= 0`),
  ),
  different(
    "one task wrapper of Celery, two tasks",
    python(`TimeoutError: timed out
      - __protected_call__ @ /venv/lib/python3.11/site-packages/celery/app/trace.py:760 | return self.run(*args, **kwargs)
      send_invoices @ jobs/mail.py:8 | smtp.send(batch)`),
    python(`TimeoutError: timed out
      - __protected_call__ @ /venv/lib/python3.11/site-packages/celery/app/trace.py:760 | return self.run(*args, **kwargs)
      send_reminders @ jobs/mail.py:19 | smtp.send(batch)`),
  ),
];
