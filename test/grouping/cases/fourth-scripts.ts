import { node, php, python, ruby } from "../build.ts";
import type { Case } from "../case.ts";
import { different, same } from "../case.ts";

/** A fourth set for servers, written from what programs do, without a look at version 1. */

const nodeCases: readonly Case[] = [
  same(
    "Node: compiled by tsc and run as written",
    node(
      "Error: order has no lines\nOrders.close @ /app//dist/src/orders/close.js:31:15 | throw new Error('order has no lines');\n- process.processTicksAndRejections @ node:internal/process/task_queues:95:5",
    ),
    node(
      "Error: order has no lines\nOrders.close @ /app//dist/src/orders/close.js:44:15 | throw new Error('order has no lines');\n- processTicksAndRejections @ node:internal/process/task_queues:105:5\n".trimEnd(),
    ),
  ),
  same(
    "Node: one query that fails at two hosts of a database",
    node("Error: connect ECONNREFUSED 10.0.3.17:5432\n- TCPConnectWrap.afterConnect @ node:net:1555:16"),
    node("Error: connect ECONNREFUSED 10.0.9.201:5432\n- TCPConnectWrap.afterConnect @ node:net:1607:16"),
  ),
  different(
    "Node: a refused connection and one that timed out, of the net alone",
    node("Error: connect ECONNREFUSED 10.0.3.17:5432\n- TCPConnectWrap.afterConnect @ node:net:1555:16"),
    node("Error: connect ETIMEDOUT 10.0.3.17:5432\n- TCPConnectWrap.afterConnect @ node:net:1555:16"),
  ),
  different(
    "Node: two resolvers of one schema",
    node(
      "GraphQLError: Not allowed\n- executeField @ /app/node_modules/graphql/execution/execute.js:481:20\nQuery.orders @ /app/src/resolvers.js:40:11",
    ),
    node(
      "GraphQLError: Not allowed\n- executeField @ /app/node_modules/graphql/execution/execute.js:481:20\nQuery.customers @ /app/src/resolvers.js:66:11",
    ),
  ),
  same(
    "Node: a lambda's folder of a version and one built by hand",
    node("TypeError: event.Records is not iterable\nRuntime.handler @ /var/task/index.js:12:30"),
    node(
      "TypeError: event.Records is not iterable\n- Runtime.handleOnceNonStreaming @ file:///var/runtime/index.mjs:1173:29\nRuntime.handler @ /var/task/index.js:15:30",
    ),
  ),
  different(
    "Node: handlers of one name in two functions' folders",
    node(
      "TypeError: Cannot read properties of undefined (reading 'id')\nhandler @ /var/task/src/functions/charge/handler.js:12:30",
    ),
    node(
      "TypeError: Cannot read properties of undefined (reading 'id')\nhandler @ /var/task/src/functions/refund/handler.js:12:30",
    ),
  ),
  same(
    "Node: async frames that one version adds",
    node(
      "PrismaClientKnownRequestError: \\nInvalid `prisma.order.create()` invocation in\\n/app/dist/orders.js:14:30\\n\\nUnique constraint failed on the fields: (`number`)\n- Ln.handleRequestError @ /app/node_modules/@prisma/client/runtime/library.js:121:7315\ncreateOrder @ /app/dist/orders.js:14:3",
    ),
    node(
      "PrismaClientKnownRequestError: \\nInvalid `prisma.order.create()` invocation in\\n/app/dist/orders.js:19:30\\n\\nUnique constraint failed on the fields: (`number`)\n- $n.handleRequestError @ /app/node_modules/@prisma/client/runtime/library.js:121:7753\n- async $n.request @ /app/node_modules/@prisma/client/runtime/library.js:121:6847\nasync createOrder @ /app/dist/orders.js:19:3",
    ),
  ),
];

const pythonCases: readonly Case[] = [
  same(
    "Python: a task of two Celery versions, other ids in the text",
    python(
      'OperationalError: could not connect to server: Connection refused\\n\\tIs the server running on host "10.2.0.4" and accepting TCP/IP connections on port 5432?\n- trace_task @ /usr/local/lib/python3.10/site-packages/celery/app/trace.py:451\nsync_stock @ /app//stock/tasks.py:18 | rows = list(Item.objects.all())',
    ),
    python(
      'OperationalError: could not connect to server: Connection refused\\n\\tIs the server running on host "10.2.0.9" and accepting TCP/IP connections on port 5432?\n- trace_task @ /usr/local/lib/python3.12/site-packages/celery/app/trace.py:453\n- __protected_call__ @ /usr/local/lib/python3.12/site-packages/celery/app/trace.py:736\nsync_stock @ /app//stock/tasks.py:21 | rows = list(Item.objects.all())',
    ),
  ),
  different(
    "Python: two serializers' fields that one framework refuses",
    python(
      "ValidationError: {'zip': [ErrorDetail(string='This field is required.', code='required')]}\n- is_valid @ /venv/lib/python3.12/site-packages/rest_framework/serializers.py:231\npost @ /app//shop/views.py:18 | serializer.is_valid(raise_exception=True)",
    ),
    python(
      "ValidationError: {'zip': [ErrorDetail(string='This field is required.', code='required')]}\n- is_valid @ /venv/lib/python3.12/site-packages/rest_framework/serializers.py:231\npost @ /app//crm/views.py:18 | serializer.is_valid(raise_exception=True)",
    ),
  ),
  same(
    "Python: a decorator that came between, in a library",
    python("ZeroDivisionError: division by zero\nratio @ /app//report/figures.py:7 | return part / whole"),
    python(
      "ZeroDivisionError: float division by zero\n- wrapped_f @ /venv/lib/python3.12/site-packages/tenacity/__init__.py:336\n- __call__ @ /venv/lib/python3.12/site-packages/tenacity/__init__.py:475\nratio @ /app//report/figures.py:11 | return part / whole",
    ),
  ),
  different(
    "Python: what one method of two classes' modules raises",
    python("NotImplementedError\nsave @ /app//store/disk.py:7 | raise NotImplementedError"),
    python("NotImplementedError\nsave @ /app//store/cloud.py:7 | raise NotImplementedError"),
  ),
  same(
    "Python: a notebook's cell, run again",
    python("NameError: name 'frame' is not defined\n<module> @ /tmp/ipykernel_8812/3017728124.py:1 | frame.head()"),
    python("NameError: name 'frame' is not defined\n<module> @ /tmp/ipykernel_411/1881239004.py:1 | frame.head()"),
  ),
  different(
    "Python: two commands run from one runner",
    python(
      "CommandError: no such shop\n- run_from_argv @ /venv/lib/python3.12/site-packages/django/core/management/base.py:413\nhandle @ /app//shop/management/commands/close_day.py:20 | raise CommandError('no such shop')",
    ),
    python(
      "CommandError: no such shop\n- run_from_argv @ /venv/lib/python3.12/site-packages/django/core/management/base.py:413\nhandle @ /app//shop/management/commands/open_day.py:20 | raise CommandError('no such shop')",
    ),
  ),
  same(
    "Python: the same import that fails from two entry points of a worker",
    python(
      "ModuleNotFoundError: No module named 'weasyprint'\n- import_module @ /usr/lib/python3.11/importlib/__init__.py:126\n- _call_with_frames_removed @ <frozen importlib._bootstrap>:241\n<module> @ /app//invoice/pdf.py:3 | import weasyprint",
    ),
    python(
      "ModuleNotFoundError: No module named 'weasyprint'\n- _call_with_frames_removed @ <frozen importlib._bootstrap>:488\n<module> @ /app//invoice/pdf.py:4 | import weasyprint",
    ),
  ),
];

const rubyCases: readonly Case[] = [
  same(
    "Ruby: a job of two versions of Sidekiq",
    ruby(
      "ActiveRecord::RecordNotFound: Couldn't find Order with 'id'=4711\n- block in process @ /usr/local/bundle/gems/sidekiq-6.5.8/lib/sidekiq/processor.rb:178\nperform @ /app//app/jobs/close_order_job.rb:5",
    ),
    ruby(
      "ActiveRecord::RecordNotFound: Couldn't find Order with 'id'=99\n- block in Sidekiq::Processor#process @ /usr/local/bundle/ruby/3.4.0/gems/sidekiq-8.0.1/lib/sidekiq/processor.rb:218\nCloseOrderJob#perform @ /app//app/jobs/close_order_job.rb:6",
    ),
  ),
  different(
    "Ruby: two jobs that miss a record",
    ruby("ActiveRecord::RecordNotFound: Couldn't find Order with 'id'=4711\nperform @ /app//app/jobs/close_order_job.rb:5"),
    ruby("ActiveRecord::RecordNotFound: Couldn't find Order with 'id'=4711\nperform @ /app//app/jobs/mail_order_job.rb:5"),
  ),
  same(
    "Ruby: a template compiled again",
    ruby(
      "ActionView::Template::Error: undefined method `title' for nil:NilClass\n_app_views_books_show_html_erb__1183839283923_4560 @ /app//app/views/books/show.html.erb:3",
    ),
    ruby(
      "ActionView::Template::Error: undefined method 'title' for nil\n_app_views_books_show_html_erb___391288349_9980 @ /app//app/views/books/show.html.erb:4",
    ),
  ),
  different(
    "Ruby: one attribute that two templates read of nothing",
    ruby(
      "ActionView::Template::Error: undefined method `title' for nil:NilClass\n_app_views_books_show_html_erb__1183839283923_4560 @ /app//app/views/books/show.html.erb:3",
    ),
    ruby(
      "ActionView::Template::Error: undefined method `title' for nil:NilClass\n_app_views_films_show_html_erb__1183839283923_4560 @ /app//app/views/films/show.html.erb:3",
    ),
  ),
  same(
    "Ruby: rescued in a block that a refactoring nested once more",
    ruby(
      "Timeout::Error: execution expired\nblock in fetch @ /app//lib/feeds/fetch.rb:9\nfetch @ /app//lib/feeds/fetch.rb:7".replace(
        /(block.*)\n(fetch.*)/,
        "$2\n$1",
      ),
    ),
    ruby(
      "Timeout::Error: execution expired\nfetch @ /app//lib/feeds/fetch.rb:7\nblock (2 levels) in fetch @ /app//lib/feeds/fetch.rb:11",
    ),
  ),
];

const catchAllCases: readonly Case[] = [
  different(
    "Ruby: two constants that one loader does not find",
    ruby("NameError: uninitialized constant Shop::Refund\nconst_missing @ /app//lib/loader.rb:3"),
    ruby("NameError: uninitialized constant Shop::Receipt\nconst_missing @ /app//lib/loader.rb:3"),
  ),
  different(
    "Python: two names that one lazy module does not have",
    python("AttributeError: module has no attribute 'refund'\n__getattr__ @ /app//shop/lazy.py:9 | raise AttributeError(text)"),
    python(
      "AttributeError: module has no attribute 'receipt'\n__getattr__ @ /app//shop/lazy.py:9 | raise AttributeError(text)",
    ),
  ),
];

const phpCases: readonly Case[] = [
  same(
    "PHP: a property of null in a compiled Blade view of two deploys",
    php(
      'ErrorException: Attempt to read property "title" on null (View: /var/www/resources/views/book.blade.php)\n- Illuminate\\View\\Engines\\PhpEngine::evaluatePath @ /var/www/vendor/laravel/framework/src/Illuminate/View/Engines/PhpEngine.php:58\nrequire @ /var/www//storage/framework/views/4c1b88a2e0f3f2b09d1f5f1f0c2a9b6e11d0aa77.php:12',
    ),
    php(
      'ErrorException: Attempt to read property "title" on null (View: /var/www/resources/views/book.blade.php)\n- Illuminate\\View\\Engines\\PhpEngine::evaluatePath @ /var/www/vendor/laravel/framework/src/Illuminate/View/Engines/PhpEngine.php:60\nrequire @ /var/www//storage/framework/views/b81d3f00aa1c77e0d1e25c5a0011c2dd83aa92f1.php:14',
    ),
  ),
  different(
    "PHP: undefined keys that one legacy script reads in two functions",
    php('ErrorException: Warning: Undefined array key "zip"\nread_row @ /var/www//import/orders.php:88'),
    php('ErrorException: Warning: Undefined array key "zip"\nwrite_row @ /var/www//import/orders.php:140'),
  ),
  same(
    "PHP: PDO at two hosts, other thread",
    php(
      "PDOException: SQLSTATE[HY000] [2002] Connection refused (Connection: mysql, SQL: select * from `orders` where `id` = 77)\n- Illuminate\\Database\\Connection::runQueryCallback @ /var/www/vendor/laravel/framework/src/Illuminate/Database/Connection.php:760\nApp\\Orders::find @ /var/www//app/Orders.php:20",
    ),
    php(
      "PDOException: SQLSTATE[HY000] [2002] Connection refused (Connection: mysql, SQL: select * from `orders` where `id` = 1234)\n- Illuminate\\Database\\Connection::runQueryCallback @ /var/www/vendor/laravel/framework/src/Illuminate/Database/Connection.php:829\nApp\\Orders::find @ /var/www//app/Orders.php:26",
    ),
  ),
  different(
    "PHP: one listener's method for two events",
    php("LogicException: no mailer\nApp\\Listeners\\SendReceipt::handle @ /var/www//app/Listeners/SendReceipt.php:20"),
    php("LogicException: no mailer\nApp\\Listeners\\SendInvite::handle @ /var/www//app/Listeners/SendInvite.php:20"),
  ),
];

export const fourthScriptCases: readonly Case[] = [...nodeCases, ...pythonCases, ...rubyCases, ...catchAllCases, ...phpCases];
