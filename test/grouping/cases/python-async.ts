import { python, withMechanism } from "../build.ts";
import type { Case } from "../case.ts";
import { different, same } from "../case.ts";

const LIB = "/venv/lib/python3.11/site-packages";
const alchemy = (text: string): string => `sqlalchemy.exc.IntegrityError: ${text}
  - _execute_context @ ${LIB}/sqlalchemy/engine/base.py:1900 | self.dialect.do_execute(cursor, statement, parameters, context)
  - do_execute @ ${LIB}/sqlalchemy/engine/default.py:736 | cursor.execute(statement, parameters)`;
const duplicate = (constraint: string, value: string): string =>
  alchemy(
    `(psycopg2.errors.UniqueViolation) duplicate key value violates unique constraint "${constraint}"\\nDETAIL:  Key (number)=(${value}) already exists.`,
  );
const missing = "ValueError: no seat\n reserve @ booking/seats.py:8 | raise ValueError('no seat')";

/** Async machinery, decorators, notebooks, and drivers that fail without a frame of one's own. */
export const pythonAsyncCases: readonly Case[] = [
  same(
    "asyncio's frames of two Pythons",
    python(
      `ValueError: no seat\n- run @ /usr/lib/python3.9/asyncio/runners.py:44 | return loop.run_until_complete(main)\n- run_until_complete @ /usr/lib/python3.9/asyncio/base_events.py:642 | return future.result()\n reserve @ booking/seats.py:8 | raise ValueError('no seat')`,
    ),
    python(
      `ValueError: no seat\n- run @ /usr/lib/python3.12/asyncio/runners.py:194 | return runner.run(main)\n- run @ /usr/lib/python3.12/asyncio/runners.py:118 | return self._loop.run_until_complete(task)\n- run_until_complete @ /usr/lib/python3.12/asyncio/base_events.py:687 | return future.result()\n reserve @ booking/seats.py:8 | raise ValueError('no seat')`,
    ),
  ),
  same(
    "asyncio and uvloop",
    python(
      `ValueError: no seat\n- run_until_complete @ /usr/lib/python3.11/asyncio/base_events.py:653 | return future.result()\n reserve @ booking/seats.py:8 | raise ValueError('no seat')`,
    ),
    python(
      `ValueError: no seat\n- run @ ${LIB}/uvloop/__init__.py:82 | return loop.run_until_complete(wrapper())\n reserve @ booking/seats.py:8 | raise ValueError('no seat')`,
    ),
  ),
  same(
    "a Lambda function of two deployments",
    python("KeyError: 'Records'\n handler @ /var/task//orders/handler.py:9 | for record in event['Records']:"),
    python("KeyError: 'Records'\n handler @ /opt/python/task//orders/handler.py:14 | for record in event['Records']:"),
  ),
  same(
    "a set comprehension that is gone since Python 3.12",
    python(
      "TypeError: unhashable type: 'dict'\n tags @ shop/tags.py:9 | return {tag for tag in self.raw}\n <setcomp> @ shop/tags.py:9 | return {tag for tag in self.raw}",
    ),
    python("TypeError: unhashable type: 'dict'\n tags @ shop/tags.py:9 | return {tag for tag in self.raw}"),
  ),
  same(
    "a duplicate key with another value, no frame of one's own",
    python(duplicate("orders_number_key", "1009")),
    python(duplicate("orders_number_key", "88210")),
  ),
  same(
    "a worker of Celery with processes and with threads",
    python(
      `ValueError: no seat\n- workloop @ ${LIB}/billiard/pool.py:362 | result = (True, prepare_result(fun(*args, **kwargs)))\n- trace_task @ ${LIB}/celery/app/trace.py:451 | R = retval = fun(*args, **kwargs)\n reserve @ booking/seats.py:8 | raise ValueError('no seat')`,
    ),
    python(
      `ValueError: no seat\n- run @ /usr/lib/python3.11/concurrent/futures/thread.py:58 | result = self.fn(*self.args, **self.kwargs)\n- trace_task @ ${LIB}/celery/app/trace.py:477 | R = retval = fun(*args, **kwargs)\n reserve @ booking/seats.py:8 | raise ValueError('no seat')`,
    ),
  ),
  same(
    "the tracing agent's wrapper around a view",
    python(
      `ValueError: no seat\n- wrapper @ ${LIB}/newrelic/hooks/framework_django.py:540 | return wrapped(*args, **kwargs)\n reserve @ booking/seats.py:8 | raise ValueError('no seat')`,
    ),
    python(
      `ValueError: no seat\n- trace_func @ ${LIB}/ddtrace/contrib/trace_utils.py:310 | return func(*args, **kwargs)\n reserve @ booking/seats.py:8 | raise ValueError('no seat')`,
    ),
  ),
  same("reported by the logger with a text and by hand", withMechanism(python(missing), { type: "logging", handled: true }), {
    ...python(missing),
    logentry: { message: "booking failed", formatted: "booking failed" },
  }),
  same(
    "a conda environment and the system's Python",
    python(
      "ValueError: no seat\n- run_in_thread @ /home/mira/miniconda3/envs/shop/lib/python3.10/site-packages/anyio/to_thread.py:33 | return await get_backend()\n reserve @ booking/seats.py:8 | raise ValueError('no seat')",
    ),
    python(
      "ValueError: no seat\n- run_sync @ /usr/local/lib/python3.10/dist-packages/anyio/to_thread.py:56 | return await get_async_backend()\n reserve @ booking/seats.py:8 | raise ValueError('no seat')",
    ),
  ),
  same(
    "a temporary file in the text of a library's error",
    python(
      `PIL.UnidentifiedImageError: cannot identify image file '/tmp/tmp8f3kd92a.png'\n- open @ ${LIB}/PIL/Image.py:3280 | raise UnidentifiedImageError(msg)`,
    ),
    python(
      `PIL.UnidentifiedImageError: cannot identify image file '/tmp/tmpzq81mmx0.png'\n- open @ ${LIB}/PIL/Image.py:3280 | raise UnidentifiedImageError(msg)`,
    ),
  ),
  same(
    "an answer's text with another URL, no frame of one's own",
    python(
      `requests.exceptions.HTTPError: 404 Client Error: Not Found for url: https://api.shop.example/v1/items/17\n- raise_for_status @ ${LIB}/requests/models.py:1021 | raise HTTPError(http_error_msg, response=self)`,
    ),
    python(
      `requests.exceptions.HTTPError: 404 Client Error: Not Found for url: https://api.shop.example/v1/items/99128\n- raise_for_status @ ${LIB}/requests/models.py:1021 | raise HTTPError(http_error_msg, response=self)`,
    ),
  ),

  different(
    "duplicate keys of two constraints, no frame of one's own",
    python(duplicate("orders_number_key", "1009")),
    python(duplicate("vouchers_code_key", "1009")),
  ),
  different(
    "violations of two kinds, no frame of one's own",
    python(duplicate("orders_number_key", "1009")),
    python(
      alchemy(
        '(psycopg2.errors.NotNullViolation) null value in column "total" of relation "orders" violates not-null constraint',
      ),
    ),
  ),
  different(
    "statuses of two answers, no frame of one's own",
    python(
      `requests.exceptions.HTTPError: 404 Client Error: Not Found for url: https://api.shop.example/v1/items/17\n- raise_for_status @ ${LIB}/requests/models.py:1021 | raise HTTPError(http_error_msg, response=self)`,
    ),
    python(
      `requests.exceptions.HTTPError: 503 Server Error: Service Unavailable for url: https://api.shop.example/v1/items/17\n- raise_for_status @ ${LIB}/requests/models.py:1021 | raise HTTPError(http_error_msg, response=self)`,
    ),
  ),
  different(
    "inner functions of one name in two modules",
    python("ValueError: no\n wrapper @ shop/checked.py:12 | return fn(*args)"),
    python("ValueError: no\n wrapper @ shop/cached.py:12 | return fn(*args)"),
  ),
  different(
    "views behind one decorator",
    python(
      "ValueError: no\n wrapper @ shop/retry.py:12 | return fn(*args)\n list_orders @ shop/views.py:20 | raise ValueError('no')",
    ),
    python(
      "ValueError: no\n wrapper @ shop/retry.py:12 | return fn(*args)\n list_refunds @ shop/views.py:60 | raise ValueError('no')",
    ),
  ),
  different(
    "Lambda functions whose handlers have one name",
    python("KeyError: 'Records'\n handler @ /var/task//orders/handler.py:9 | for record in event['Records']:"),
    python("KeyError: 'Records'\n handler @ /var/task//refunds/handler.py:9 | for record in event['Records']:"),
  ),
  different(
    "methods of one name in two modules of one package",
    python(
      "AttributeError: 'NoneType' object has no attribute 'id'\n save @ shop/models/order.py:40 | owner = self.customer.id",
    ),
    python(
      "AttributeError: 'NoneType' object has no attribute 'id'\n save @ shop/models/refund.py:40 | owner = self.customer.id",
    ),
  ),
  different(
    "imports of two names that a module has not, no frame of one's own",
    python(
      `ImportError: cannot import name 'Mapping' from 'collections'\n- import_module @ /usr/lib/python3.11/importlib/__init__.py:126 | return _bootstrap._gcd_import(name[level:], package, level)`,
    ),
    python(
      `ImportError: cannot import name 'soft_unicode' from 'markupsafe'\n- import_module @ /usr/lib/python3.11/importlib/__init__.py:126 | return _bootstrap._gcd_import(name[level:], package, level)`,
    ),
  ),
  different(
    "generator expressions of two statements in one function",
    python(
      "TypeError: unsupported operand type(s) for +: 'int' and 'str'\n totals @ shop/sums.py:9 | gross = sum(line.gross for line in lines)\n <genexpr> @ shop/sums.py:9 | gross = sum(line.gross for line in lines)",
    ),
    python(
      "TypeError: unsupported operand type(s) for +: 'int' and 'str'\n totals @ shop/sums.py:12 | tax = sum(line.tax for line in lines)\n <genexpr> @ shop/sums.py:12 | tax = sum(line.tax for line in lines)",
    ),
  ),
  different(
    "errors of AWS with two codes, no frame of one's own",
    python(
      `botocore.exceptions.ClientError: An error occurred (NoSuchKey) when calling the GetObject operation: The specified key does not exist.\n- _make_api_call @ ${LIB}/botocore/client.py:960 | raise error_class(parsed_response, operation_name)`,
    ),
    python(
      `botocore.exceptions.ClientError: An error occurred (Throttling) when calling the PutItem operation: Rate exceeded\n- _make_api_call @ ${LIB}/botocore/client.py:960 | raise error_class(parsed_response, operation_name)`,
    ),
  ),
  different(
    "templates of Jinja that miss two variables",
    python(
      "jinja2.exceptions.UndefinedError: 'cart' is undefined\n top-level template code @ templates/cart.html:9 | {{ cart.total }}",
    ),
    python(
      "jinja2.exceptions.UndefinedError: 'user' is undefined\n top-level template code @ templates/user.html:4 | {{ user.name }}",
    ),
  ),
  different(
    "commands that ended with two codes, no frame of one's own",
    python(
      "subprocess.CalledProcessError: Command '['pdftk', 'a.pdf']' returned non-zero exit status 1.\n- run @ /usr/lib/python3.11/subprocess.py:571 | raise CalledProcessError(retcode, process.args,",
    ),
    python(
      "subprocess.CalledProcessError: Command '['pdftk', 'a.pdf']' returned non-zero exit status 139.\n- run @ /usr/lib/python3.11/subprocess.py:571 | raise CalledProcessError(retcode, process.args,",
    ),
  ),
];
