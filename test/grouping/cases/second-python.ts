import { python, withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const SITE = "/opt/depot/.venv/lib/python3.12/site-packages";
/** Django alone: the error of the database driver and Django's own around it. */
const django = (driver: string, text: string, kind = "IntegrityError"): SdkEvent =>
  python(
    `psycopg.errors.${driver}: ${text}\n- execute @ ${SITE}/django/db/backends/utils.py:105 | return self.cursor.execute(sql, params)`,
    `django.db.utils.${kind}: ${text}\n- __exit__ @ ${SITE}/django/db/utils.py:91 | raise dj_exc_value.with_traceback(traceback) from exc_value`,
  );
const pandas = (head: string): SdkEvent =>
  python(`${head}\n- get_loc @ ${SITE}/pandas/core/indexes/base.py:3812 | raise KeyError(key) from err`);
const celery = (own: string): SdkEvent =>
  withMechanism(
    python(`ValueError: no tariff
      - trace_task @ ${SITE}/celery/app/trace.py:453 | R = retval = fun(*args, **kwargs)
      - __protected_call__ @ ${SITE}/celery/app/trace.py:736 | return self.run(*args, **kwargs)
      ${own}`),
    { type: "celery", handled: false },
  );

export const secondPythonCases: readonly Case[] = [
  same(
    "Flask below Werkzeug and below gunicorn's gevent worker",
    python(`KeyError: 'depot'
      - run_wsgi @ ${SITE}/werkzeug/serving.py:370 | execute(self.server.app)
      - dispatch_request @ ${SITE}/flask/app.py:1799 | return self.ensure_sync(self.view_functions[rule.endpoint])(**view_args)
      label @ depot/views/labels.py:22 | depot = session["depot"]`),
    python(`KeyError: 'depot'
      - handle @ ${SITE}/gunicorn/workers/base_async.py:55 | self.handle_request(listener_name, req, client, addr)
      - dispatch_request @ ${SITE}/flask/app.py:1823 | return self.ensure_sync(self.view_functions[rule.endpoint])(**view_args)
      label @ depot/views/labels.py:25 | depot = session["depot"]`),
  ),
  same(
    "FastAPI with and without one more middleware of its own library",
    python(`AttributeError: 'NoneType' object has no attribute 'lanes'
      - run_endpoint_function @ ${SITE}/fastapi/routing.py:191 | return await dependant.call(**values)
      plan @ depot/api/routes.py:40 | return [lane.code for lane in depot.lanes]`),
    python(`AttributeError: 'NoneType' object has no attribute 'lanes'
      - __call__ @ ${SITE}/starlette/middleware/gzip.py:24 | await responder(scope, receive, send)
      - run_endpoint_function @ ${SITE}/fastapi/routing.py:212 | return await dependant.call(**values)
      plan @ depot/api/routes.py:47 | return [lane.code for lane in depot.lanes]`),
  ),
  same(
    "a coroutine awaited directly and through a task group of Python 3.12",
    python(`ConnectionResetError: [Errno 104] Connection reset by peer
      fetch_rates @ depot/rates.py:9 | body = await read(reader)
      read @ depot/wire.py:20 | return await reader.readexactly(size)
      - readexactly @ /usr/local/lib/python3.10/asyncio/streams.py:706 | await self._wait_for_data('readexactly')`),
    python(`ConnectionResetError: [Errno 104] Connection reset by peer
      - run @ /usr/local/lib/python3.12/asyncio/runners.py:118 | return self._loop.run_until_complete(task)
      fetch_rates @ depot/rates.py:9 | body = await read(reader)
      read @ depot/wire.py:20 | return await reader.readexactly(size)
      - readexactly @ /usr/local/lib/python3.12/asyncio/streams.py:752 | await self._wait_for_data('readexactly')`),
  ),
  same(
    "a violated check of one table with another failing row, Django alone",
    django(
      "CheckViolation",
      'new row for relation "depot_parcel" violates check constraint "weight_positive"\\nDETAIL:  Failing row contains (17, -3, Köln).',
    ),
    django(
      "CheckViolation",
      'new row for relation "depot_parcel" violates check constraint "weight_positive"\\nDETAIL:  Failing row contains (90210, -0.5, Lyon).',
    ),
  ),
  same(
    "a missing object of one model, with other conditions and in another release folder",
    python(
      "depot.models.Parcel.DoesNotExist: Parcel matching query does not exist.\ntrack @ /srv/releases/41//depot/tracking.py:12 | return Parcel.objects.get(code=code)\n- get @ /srv/releases/41/.venv/lib/python3.11/site-packages/django/db/models/query.py:637 | raise self.model.DoesNotExist(",
    ),
    python(
      "depot.models.Parcel.DoesNotExist: Parcel matching query does not exist.\ntrack @ /srv/releases/57//depot/tracking.py:15 | return Parcel.objects.get(code=code)\n- get @ /srv/releases/57/.venv/lib/python3.12/site-packages/django/db/models/query.py:649 | raise self.model.DoesNotExist(",
    ),
  ),
  same(
    "a notebook's cell in the temporary file of another kernel",
    python(
      "KeyError: 'weight'\n<module> @ /tmp/ipykernel_311/88120347.py:1 | load_frame()\nload_frame @ /home/mira/depot//depot/frames.py:30 | return frame[columns]\n- __getitem__ @ /home/mira/miniforge3/lib/python3.11/site-packages/pandas/core/frame.py:4108 | indexer = self.columns._get_indexer_strict(key)",
    ),
    python(
      "KeyError: 'weight'\n<module> @ /tmp/ipykernel_4711/1203399271.py:1 | load_frame()\nload_frame @ /home/mira/depot//depot/frames.py:30 | return frame[columns]\n- __getitem__ @ /home/mira/miniforge3/lib/python3.11/site-packages/pandas/core/frame.py:4108 | indexer = self.columns._get_indexer_strict(key)",
    ),
  ),
  same(
    "Celery's task run by a worker and eagerly in the process",
    celery("bill @ depot/tasks/billing.py:18 | raise ValueError('no tariff')"),
    python(`ValueError: no tariff
      - apply @ ${SITE}/celery/app/task.py:808 | ret = tracer(task_id, args, kwargs, request)
      - trace_task @ ${SITE}/celery/app/trace.py:477 | R = retval = fun(*args, **kwargs)
      bill @ depot/tasks/billing.py:18 | raise ValueError('no tariff')`),
  ),
  same(
    "a retry decorator of a library in two versions between one's own frames",
    python(`TimeoutError: late
      sync @ depot/sync.py:9 | pull()
      - wrapped_f @ ${SITE}/tenacity/__init__.py:289 | return self(f, *args, **kw)
      - __call__ @ ${SITE}/tenacity/__init__.py:379 | do = self.iter(retry_state=retry_state)
      pull @ depot/sync.py:20 | raise TimeoutError("late")`),
    python(`TimeoutError: late
      sync @ depot/sync.py:9 | pull()
      - wrapped_f @ ${SITE}/tenacity/__init__.py:336 | return copy(f, *args, **kw)
      - iter @ ${SITE}/tenacity/__init__.py:376 | result = action(retry_state)
      - <lambda> @ ${SITE}/tenacity/__init__.py:398 | self._add_action_func(lambda rs: rs.outcome.result())
      pull @ depot/sync.py:20 | raise TimeoutError("late")`),
  ),
  same(
    "a model's address and device in the text of PyTorch",
    python(
      "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.20 GiB (GPU 0; 15.78 GiB total capacity; 12.11 GiB already allocated)\nembed @ depot/vision.py:40 | return self.net(batch)",
    ),
    python(
      "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 512.00 MiB (GPU 3; 23.69 GiB total capacity; 22.98 GiB already allocated)\nembed @ depot/vision.py:44 | return self.net(batch)",
    ),
  ),
  same(
    "a Lambda's own code in a layer of another version",
    python(
      "ValueError: bad barcode\nhandler @ /var/task//label.py:9 | code = scan(event['image'])\nscan @ /opt/python/depot_scan/scan.py:20 | raise ValueError('bad barcode')",
    ),
    python(
      "ValueError: bad barcode\nhandler @ /var/task//label.py:12 | code = scan(event['image'])\nscan @ /opt/python/depot_scan/scan.py:31 | raise ValueError('bad barcode')",
    ),
  ),
  same(
    "a read that timed out at another pool object, no frame of one's own",
    python(
      `requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='rates.bank.example', port=443): Read timed out. (read timeout=5)\n- send @ ${SITE}/requests/adapters.py:532 | raise ReadTimeout(e, request=request)`,
    ),
    python(
      `requests.exceptions.ReadTimeout: HTTPSConnectionPool(host='rates.bank.example', port=443): Read timed out. (read timeout=30)\n- send @ ${SITE}/requests/adapters.py:713 | raise ReadTimeout(e, request=request)`,
    ),
  ),
  same(
    "blanks that a formatter took out of the failing line",
    python(
      "TypeError: unsupported operand type(s) for +: 'NoneType' and 'Decimal'\nadd_fee @ depot/fees.py:7 | total = base + fee",
    ),
    python(
      "TypeError: unsupported operand type(s) for +: 'NoneType' and 'Decimal'\nadd_fee @ depot/fees.py:19 | total  =  base + fee",
    ),
  ),
  same(
    "a chain of two errors with other codes in their texts",
    python(
      "KeyError: 17\nlane_of @ depot/lanes.py:9 | return LANES[code]",
      "depot.errors.NoLane: no lane 17\nlane_of @ depot/lanes.py:11 | raise NoLane(code)",
    ),
    python(
      "KeyError: 90210\nlane_of @ depot/lanes.py:12 | return LANES[code]",
      "depot.errors.NoLane: no lane 90210\nlane_of @ depot/lanes.py:14 | raise NoLane(code)",
    ),
  ),
  different(
    "models whose objects are missing, through one shortcut of the project",
    python(
      "depot.models.Parcel.DoesNotExist: Parcel matching query does not exist.\nparcel_page @ depot/views.py:12 | parcel = fetch(Parcel, code)\nfetch @ depot/shortcuts.py:4 | return model.objects.get(code=code)",
    ),
    python(
      "depot.models.Truck.DoesNotExist: Truck matching query does not exist.\ntruck_page @ depot/views.py:40 | truck = fetch(Truck, code)\nfetch @ depot/shortcuts.py:4 | return model.objects.get(code=code)",
    ),
  ),
  different(
    "constraints of two kinds, Django alone",
    django("CheckViolation", 'new row for relation "depot_parcel" violates check constraint "weight_positive"'),
    django("NotNullViolation", 'null value in column "client_id" of relation "depot_parcel" violates not-null constraint'),
  ),
  different(
    "check constraints of one table, Django alone",
    django("CheckViolation", 'new row for relation "depot_parcel" violates check constraint "weight_positive"'),
    django("CheckViolation", 'new row for relation "depot_parcel" violates check constraint "zip_is_known"'),
  ),
  different(
    "tables and columns that a migration forgot, Django alone",
    django("UndefinedTable", 'relation "depot_lane" does not exist', "ProgrammingError"),
    django("UndefinedColumn", "column depot_parcel.lane_id does not exist", "ProgrammingError"),
  ),
  different(
    "columns that two frames of pandas lack, no frame of one's own",
    pandas("KeyError: 'weight'"),
    pandas("KeyError: 'postcode'"),
  ),
  different(
    "two tasks of Celery in one module",
    celery("bill @ depot/tasks/billing.py:18 | raise ValueError('no tariff')"),
    celery("remind @ depot/tasks/billing.py:44 | raise ValueError('no tariff')"),
  ),
  different(
    "views of one name in two applications of Django",
    python("PermissionError: not yours\nget @ parcels/views.py:20 | raise PermissionError('not yours')"),
    python("PermissionError: not yours\nget @ invoices/views.py:20 | raise PermissionError('not yours')"),
  ),
  different(
    "signal receivers of two models",
    python(`ValueError: no mail
      - send @ ${SITE}/django/dispatch/dispatcher.py:189 | response = receiver(signal=self, sender=sender, **named)
      on_parcel_saved @ depot/signals.py:9 | notify(instance.client.mail)`),
    python(`ValueError: no mail
      - send @ ${SITE}/django/dispatch/dispatcher.py:189 | response = receiver(signal=self, sender=sender, **named)
      on_invoice_saved @ depot/signals.py:15 | notify(instance.payer.mail)`),
  ),
  different(
    "dunder methods of two classes in two files",
    python("TypeError: unhashable type: 'list'\n__hash__ @ depot/lane.py:20 | return hash(self.stops)"),
    python("TypeError: unhashable type: 'list'\n__hash__ @ depot/tariff.py:20 | return hash(self.zones)"),
  ),
  different(
    "exports of two packages that fail at import",
    python("ImportError: cannot import name 'Lane'\n<module> @ depot/plan/__init__.py:1 | from depot.plan.lane import Lane"),
    python("ImportError: cannot import name 'Rate'\n<module> @ depot/bill/__init__.py:1 | from depot.bill.rate import Rate"),
  ),
  different(
    "environment variables that are not set, no frame of one's own",
    python(
      `decouple.UndefinedValueError: STRIPE_KEY not found. Declare it as envvar or define a default value.\n- get @ ${SITE}/decouple.py:92 | raise UndefinedValueError(`,
    ),
    python(
      `decouple.UndefinedValueError: SMTP_HOST not found. Declare it as envvar or define a default value.\n- get @ ${SITE}/decouple.py:92 | raise UndefinedValueError(`,
    ),
  ),
  different(
    "a file that is no GZIP and one that breaks off, no frame of one's own",
    python(
      "gzip.BadGzipFile: Not a gzipped file (b'PK')\n- _read_gzip_header @ /usr/local/lib/python3.12/gzip.py:475 | raise BadGzipFile('Not a gzipped file (%r)' % magic)",
    ),
    python(
      "EOFError: Compressed file ended before the end-of-stream marker was reached\n- read @ /usr/local/lib/python3.12/gzip.py:507 | raise EOFError(",
    ),
  ),
  different(
    "async generators of two feeds in one module",
    python("RuntimeError: feed is closed\nparcels @ depot/feeds.py:12 | async for row in self.rows():"),
    python("RuntimeError: feed is closed\ntrucks @ depot/feeds.py:30 | async for row in self.rows():"),
  ),
  different(
    "files that are not there and that may not be read, no frame of one's own",
    python(
      `FileNotFoundError: [Errno 2] No such file or directory: 'labels.zpl'\n- open_file @ ${SITE}/fsspec/implementations/local.py:402 | self.f = open(self.path, mode=self.mode)`,
    ),
    python(
      `PermissionError: [Errno 13] Permission denied: 'labels.zpl'\n- open_file @ ${SITE}/fsspec/implementations/local.py:402 | self.f = open(self.path, mode=self.mode)`,
    ),
  ),
  different(
    "two pydantic models that refuse, in one function of a router",
    python(
      "pydantic_core.ValidationError: 1 validation error for ParcelIn\\nweight\\n  Field required\nread @ depot/api/read.py:9 | parcel = ParcelIn.model_validate(body)",
    ),
    python(
      "pydantic_core.ValidationError: 1 validation error for ClientIn\\nmail\\n  Field required\nread @ depot/api/read.py:11 | client = ClientIn.model_validate(body)",
    ),
  ),
  different(
    "template tags that are missing, no frame of one's own",
    python(
      `django.template.exceptions.TemplateDoesNotExist: parcels/label.html\n- get_template @ ${SITE}/django/template/loader.py:19 | raise TemplateDoesNotExist(template_name, chain=chain)`,
    ),
    python(
      `django.template.exceptions.TemplateSyntaxError: Invalid block tag on line 12: 'trans', expected 'endblock'.\n- invalid_block_tag @ ${SITE}/django/template/base.py:568 | raise self.error(`,
    ),
  ),
];
