import type { Case, SdkEvent, SdkFrame } from "../case.ts";
import { different, same } from "../case.ts";
import { error, thrown } from "../raw.ts";

function py(fn: string, path: string, lineno: number, context: string, root = "/app"): SdkFrame {
  const inLibrary = /site-packages\/(.*)$/.exec(path)?.[1];
  const filename = inLibrary ?? path;
  const module = filename.replace(/\.py$/, "").replaceAll("/", ".");
  const place = { filename, abs_path: path.startsWith("/") ? path : `${root}/${path}`, module, function: fn, lineno };
  return { ...place, context_line: `    ${context}`, vars: { self: "<object at 0x7f3a>" }, in_app: inLibrary === undefined };
}

function pyError(type: string, value: string, ...frames: readonly SdkFrame[]): SdkEvent {
  return error("python", thrown(type, value, frames, { module: null }), {
    server_name: "web-7c9f",
    modules: { django: "5.0" },
  });
}

const DJANGO = (version: string, fn: string): SdkFrame =>
  py(
    fn,
    `/usr/local/lib/python${version}/site-packages/django/core/handlers/exception.py`,
    55,
    "response = get_response(request)",
  );

export const sixthPythonCases: readonly Case[] = [
  same(
    "Python: a view after an upgrade of everything",
    pyError(
      "DoesNotExist",
      "Cart matching query does not exist.",
      DJANGO("3.10", "inner"),
      py("checkout", "shop/views.py", 40, "cart = Cart.objects.get(pk=pk)"),
    ),
    pyError(
      "DoesNotExist",
      "Cart matching query does not exist.",
      DJANGO("3.13", "convert_exception_to_response.<locals>.inner"),
      py("checkout", "shop/views.py", 52, "cart = Cart.objects.get(pk=pk)", "/srv/releases/42"),
    ),
  ),
  same(
    "Python: a caller that was edited",
    pyError(
      "ZeroDivisionError",
      "division by zero",
      py("report", "shop/stats.py", 12, "return self.mean()"),
      py("mean", "shop/stats.py", 30, "return total / count"),
    ),
    pyError(
      "ZeroDivisionError",
      "float division by zero",
      py("report", "shop/stats.py", 14, "return round(self.mean(), 2)"),
      py("mean", "shop/stats.py", 33, "return total / count  # of this month"),
    ),
  ),
  same(
    "Python: a comprehension's frame that 3.12 no longer has",
    pyError(
      "KeyError",
      "'sku'",
      py("skus", "shop/feed.py", 9, "return [row['sku'] for row in rows]"),
      py("<listcomp>", "shop/feed.py", 9, "return [row['sku'] for row in rows]"),
    ),
    pyError("KeyError", "'sku'", py("skus", "shop/feed.py", 10, "return [row['sku'] for row in rows]")),
  ),
  different(
    "Python: two kinds of error in one function",
    pyError("KeyError", "'sku'", py("load", "shop/feed.py", 9, "sku = row['sku']")),
    pyError("TypeError", "'NoneType' object is not subscriptable", py("load", "shop/feed.py", 9, "sku = row['sku']")),
  ),
  different(
    "Python: two views behind one decorator",
    pyError(
      "PermissionError",
      "no",
      py("wrapper", "shop/auth.py", 12, "return view(request)"),
      py("orders", "shop/views.py", 9, "check(request.user)"),
    ),
    pyError(
      "PermissionError",
      "no",
      py("wrapper", "shop/auth.py", 12, "return view(request)"),
      py("invoices", "shop/views.py", 30, "check(request.user)"),
    ),
  ),
  different(
    "Python: one validator called from two places",
    pyError(
      "ValueError",
      "bad iban",
      py("create_order", "shop/orders.py", 20, "validate(data)"),
      py("validate", "shop/checks.py", 8, "raise ValueError('bad iban')"),
    ),
    pyError(
      "ValueError",
      "bad iban",
      py("change_account", "shop/accounts.py", 31, "validate(form)"),
      py("validate", "shop/checks.py", 8, "raise ValueError('bad iban')"),
    ),
  ),
  different(
    "Python: one wrapper around two causes",
    error("python", [
      thrown("ConnectionError", "refused", [py("call", "shop/erp.py", 20, "sock.connect(addr)")]),
      thrown("SyncFailed", "sync failed", [py("sync", "shop/jobs.py", 4, "raise SyncFailed('sync failed') from e")]),
    ]),
    error("python", [
      thrown("JSONDecodeError", "Expecting value: line 1 column 1 (char 0)", [
        py("parse", "shop/erp.py", 50, "return json.loads(body)"),
      ]),
      thrown("SyncFailed", "sync failed", [py("sync", "shop/jobs.py", 4, "raise SyncFailed('sync failed') from e")]),
    ]),
  ),
  same(
    "Python: recursion of two depths",
    pyError(
      "RecursionError",
      "maximum recursion depth exceeded",
      py("main", "shop/tree.py", 2, "walk(root)"),
      ...Array.from({ length: 60 }, () => py("walk", "shop/tree.py", 9, "walk(child)")),
    ),
    pyError(
      "RecursionError",
      "maximum recursion depth exceeded in comparison",
      py("main", "shop/tree.py", 2, "walk(root)"),
      ...Array.from({ length: 31 }, () => py("walk", "shop/tree.py", 9, "walk(child)")),
    ),
  ),
  same(
    "Python: two functions that call one another, five times and forty times",
    pyError(
      "RecursionError",
      "maximum recursion depth exceeded",
      py("dump", "shop/json.py", 2, "enc(x)"),
      ...Array.from({ length: 10 }, (_, index) =>
        py(
          index % 2 === 0 ? "encode" : "default",
          "shop/json.py",
          10 + (index % 2),
          index % 2 === 0 ? "return default(x)" : "return encode(x)",
        ),
      ),
    ),
    pyError(
      "RecursionError",
      "maximum recursion depth exceeded",
      py("dump", "shop/json.py", 2, "enc(x)"),
      ...Array.from({ length: 80 }, (_, index) =>
        py(
          index % 2 === 0 ? "encode" : "default",
          "shop/json.py",
          10 + (index % 2),
          index % 2 === 0 ? "return default(x)" : "return encode(x)",
        ),
      ),
    ),
  ),
  same(
    "Python: a task group with one failed member and with three of one kind",
    error("python", [
      thrown("TimeoutError", "page 3", [py("fetch", "shop/crawl.py", 30, "raise TimeoutError(page)")], {
        mechanism: { type: "chained", exception_id: 1, parent_id: 0, source: "exceptions[0]" },
      }),
      thrown(
        "ExceptionGroup",
        "unhandled errors in a TaskGroup (1 sub-exception)",
        [py("crawl", "shop/crawl.py", 9, "async with TaskGroup() as group:")],
        { mechanism: { type: "generic", exception_id: 0, is_exception_group: true } },
      ),
    ]),
    error("python", [
      ...[3, 2, 1].map((id) =>
        thrown("TimeoutError", `page ${id * 7}`, [py("fetch", "shop/crawl.py", 30, "raise TimeoutError(page)")], {
          mechanism: { type: "chained", exception_id: id, parent_id: 0, source: `exceptions[${id - 1}]` },
        }),
      ),
      thrown(
        "ExceptionGroup",
        "unhandled errors in a TaskGroup (3 sub-exceptions)",
        [py("crawl", "shop/crawl.py", 9, "async with TaskGroup() as group:")],
        { mechanism: { type: "generic", exception_id: 0, is_exception_group: true } },
      ),
    ]),
  ),
  different(
    "Python: constraints of two tables without a stack",
    pyError(
      "UniqueViolation",
      'duplicate key value violates unique constraint "users_email_key"\nDETAIL:  Key (email)=(a@example.com) already exists.',
    ),
    pyError(
      "UniqueViolation",
      'duplicate key value violates unique constraint "orders_ref_key"\nDETAIL:  Key (ref)=(A-17) already exists.',
    ),
  ),
  same(
    "Python: one insert with other parameters without a stack",
    pyError(
      "IntegrityError",
      "(psycopg2.errors.UniqueViolation) duplicate key value violates unique constraint \"users_email_key\"\nDETAIL:  Key (email)=(a@example.com) already exists.\n\n[SQL: INSERT INTO users (email) VALUES (%(email)s)]\n[parameters: {'email': 'a@example.com'}]",
    ),
    pyError(
      "IntegrityError",
      "(psycopg2.errors.UniqueViolation) duplicate key value violates unique constraint \"users_email_key\"\nDETAIL:  Key (email)=(very.long.address@mail.example.org) already exists.\n\n[SQL: INSERT INTO users (email) VALUES (%(email)s)]\n[parameters: {'email': 'very.long.address@mail.example.org'}]",
    ),
  ),
  same(
    "Python: a task's retry after other delays",
    pyError("Retry", "Retry in 3s: ConnectionError('reset')"),
    pyError("Retry", "Retry in 180s: ConnectionError('reset')"),
  ),
  same(
    "Python: a function's end on a serverless host",
    pyError("TimeoutError", "2024-02-12T09:30:00.123Z 6f9619ff-8b86-d011-b42d-00cf4fc964ff Task timed out after 3.01 seconds"),
    pyError("TimeoutError", "2024-03-01T10:00:59.001Z 0a1b2c3d-1111-4222-8333-444455556666 Task timed out after 15.02 seconds"),
  ),
  same(
    "Python: cells of two notebooks' sessions",
    pyError(
      "ValueError",
      "empty frame",
      py("prepare", "/tmp/ipykernel_4711/1234567890.py", 3, "raise ValueError('empty frame')"),
    ),
    pyError("ValueError", "empty frame", py("prepare", "/tmp/ipykernel_98/87654321.py", 3, "raise ValueError('empty frame')")),
  ),
  different(
    "Python: models of two names that do not validate",
    pyError("ValidationError", "1 validation error for OrderIn\ntotal\n  Input should be a valid number"),
    pyError("ValidationError", "1 validation error for UserIn\nemail\n  value is not a valid email address"),
  ),
  different(
    "Python: lambdas of two modules",
    pyError(
      "TypeError",
      "unsupported operand type(s) for +: 'int' and 'NoneType'",
      py("<lambda>", "shop/sort.py", 3, "rows.sort(key=lambda r: r.a + r.b)"),
    ),
    pyError(
      "TypeError",
      "unsupported operand type(s) for +: 'int' and 'NoneType'",
      py("<lambda>", "shop/rank.py", 8, "rank = max(x, key=lambda r: r.score + r.bonus)"),
    ),
  ),
];
