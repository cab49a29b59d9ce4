import type { Case, SdkEvent, SdkFrame } from "../case.ts";
import { different, same } from "../case.ts";
import { error, thrown } from "../raw.ts";

function ph(fn: string | undefined, path: string, lineno: number, context = "", root = "/var/www/html"): SdkFrame {
  const named = fn === undefined ? {} : { function: fn, raw_function: fn };
  const place = { filename: `/${path}`, abs_path: `${root}/${path}`, lineno, in_app: !path.startsWith("vendor/") };
  return {
    ...place,
    ...named,
    ...(context !== "" && { pre_context: [""], context_line: `        ${context}`, post_context: [] }),
  };
}

function phError(type: string, value: string, ...frames: readonly SdkFrame[]): SdkEvent {
  return error("php", thrown(type, value, frames), { contexts: { runtime: { name: "php", version: "8.3.1" } } });
}

const RUN = ph(
  "Illuminate\\Routing\\Controller::callAction",
  "vendor/laravel/framework/src/Illuminate/Routing/Controller.php",
  54,
);

export const sixthPhpCases: readonly Case[] = [
  same(
    "PHP: a closure's name since 8.4 holds its line",
    phError(
      "TypeError",
      "strtoupper(): Argument #1 ($string) must be of type string, null given",
      RUN,
      ph("App\\Cart\\Totals::App\\Cart\\{closure}", "app/Cart/Totals.php", 42, "return strtoupper($row->sku);"),
    ),
    phError(
      "TypeError",
      "strtoupper(): Argument #1 ($string) must be of type string, null given",
      RUN,
      ph(
        "App\\Cart\\Totals::{closure:App\\Cart\\Totals::lines():40}",
        "app/Cart/Totals.php",
        44,
        "return strtoupper($row->sku);",
      ),
    ),
  ),
  different(
    "PHP: closures of two classes",
    phError(
      "TypeError",
      "strtoupper(): Argument #1 ($string) must be of type string, null given",
      ph("App\\Cart\\Totals::App\\Cart\\{closure}", "app/Cart/Totals.php", 42, "return strtoupper($row->sku);"),
    ),
    phError(
      "TypeError",
      "strtoupper(): Argument #1 ($string) must be of type string, null given",
      ph("App\\Menu\\Labels::App\\Menu\\{closure}", "app/Menu/Labels.php", 12, "return strtoupper($row->label);"),
    ),
  ),
  same(
    "PHP: an anonymous class in two builds",
    phError(
      "LogicException",
      "no rate",
      ph(
        "class@anonymous\0/var/www/html/app/Rates.php:12$0::rate",
        "app/Rates.php",
        17,
        "throw new LogicException('no rate');",
      ),
    ),
    phError(
      "LogicException",
      "no rate",
      ph(
        "class@anonymous\0/srv/releases/9/app/Rates.php:15$2::rate",
        "app/Rates.php",
        20,
        "throw new LogicException('no rate');",
        "/srv/releases/9",
      ),
    ),
  ),
  same(
    "PHP: a view compiled under two deploys",
    phError(
      "ErrorException",
      "Undefined variable $cart (View: /var/www/releases/101/resources/views/cart/show.blade.php)",
      RUN,
      ph(
        undefined,
        "storage/framework/views/0a1b2c3d4e5f60718293a4b5c6d7e8f901234567.php",
        12,
        "<?php echo e($cart->total); ?>",
        "/var/www/releases/101",
      ),
    ),
    phError(
      "ErrorException",
      "Undefined variable $cart (View: /var/www/releases/102/resources/views/cart/show.blade.php)",
      RUN,
      ph(
        undefined,
        "storage/framework/views/ffeeddccbbaa99887766554433221100aabbccdd.php",
        13,
        "<?php echo e($cart->total); ?>",
        "/var/www/releases/102",
      ),
    ),
  ),
  different(
    "PHP: two SQL states, library frames only",
    phError(
      "Illuminate\\Database\\QueryException",
      "SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry 'a@example.com' for key 'users_email_unique' (SQL: insert into `users` (`email`) values (a@example.com))",
      ph(
        "Illuminate\\Database\\Connection::runQueryCallback",
        "vendor/laravel/framework/src/Illuminate/Database/Connection.php",
        760,
      ),
    ),
    phError(
      "Illuminate\\Database\\QueryException",
      "SQLSTATE[42S02]: Base table or view not found: 1146 Table 'shop.rates' doesn't exist (SQL: select * from `rates`)",
      ph(
        "Illuminate\\Database\\Connection::runQueryCallback",
        "vendor/laravel/framework/src/Illuminate/Database/Connection.php",
        760,
      ),
    ),
  ),
  same(
    "PHP: one constraint and two entries, library frames only",
    phError(
      "Illuminate\\Database\\QueryException",
      "SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry 'a@example.com' for key 'users_email_unique' (SQL: insert into `users` (`email`) values (a@example.com))",
      ph(
        "Illuminate\\Database\\Connection::runQueryCallback",
        "vendor/laravel/framework/src/Illuminate/Database/Connection.php",
        760,
      ),
    ),
    phError(
      "Illuminate\\Database\\QueryException",
      "SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry 'bea.long@mail.example.org' for key 'users_email_unique' (SQL: insert into `users` (`email`) values (bea.long@mail.example.org))",
      ph(
        "Illuminate\\Database\\Connection::runQueryCallback",
        "vendor/laravel/framework/src/Illuminate/Database/Connection.php",
        829,
      ),
    ),
  ),
  same(
    "PHP: memory used up, other sizes",
    phError(
      "Symfony\\Component\\ErrorHandler\\Error\\OutOfMemoryError",
      "Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes)",
    ),
    phError(
      "Symfony\\Component\\ErrorHandler\\Error\\OutOfMemoryError",
      "Allowed memory size of 268435456 bytes exhausted (tried to allocate 8392704 bytes)",
    ),
  ),
  different(
    "PHP: two keys of an array that are not there",
    phError("ErrorException", 'Undefined array key "price"'),
    phError("ErrorException", 'Undefined array key "postcode"'),
  ),
  same(
    "PHP: two places of an array that are not there",
    phError("ErrorException", "Undefined array key 17"),
    phError("ErrorException", "Undefined array key 4"),
  ),
];
