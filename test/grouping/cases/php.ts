import { php, withMechanism, withoutInApp } from "../build.ts";
import type { Case } from "../case.ts";
import { different, same } from "../case.ts";

const laravel = (
  version: number,
): string => `- Illuminate\\Pipeline\\Pipeline::then @ vendor/laravel/framework/src/Illuminate/Pipeline/Pipeline.php:${100 + version} | return $pipeline($this->passable);
  - Illuminate\\Routing\\Controller::callAction @ vendor/laravel/framework/src/Illuminate/Routing/Controller.php:${40 + version} | return $this->{$method}(...array_values($parameters));`;
const octane = `- Laravel\\Octane\\Worker::handle @ vendor/laravel/octane/src/Worker.php:84 | $response = $gateway->handle($request);
  - Illuminate\\Pipeline\\Pipeline::then @ vendor/laravel/framework/src/Illuminate/Pipeline/Pipeline.php:127 | return $pipeline($this->passable);`;
const show =
  "App\\Http\\Controllers\\OrderController::show @ app/Http/Controllers/OrderController.php:31 | return $order->customer->name;";
const intdiv = (root: string): string => `DivisionByZeroError: Division by zero
  Shop\\Cart::total @ ${root}//src/Cart.php:20 | return array_sum(array_map($line, $this->lines));
  Shop\\Cart::lineTotal @ ${root}//src/Cart.php:28 | return intdiv($unit, $qty);`;
const warning = (text: string, own: string): string => `ErrorException: Warning: ${text}\n${own}`;

export const phpCases: readonly Case[] = [
  same("two servers with other folders", php(intdiv("/var/www/html")), php(intdiv("/home/forge/shop.example"))),
  same("a release folder of Deployer", php(intdiv("/srv/shop/releases/41")), php(intdiv("/srv/shop/releases/42"))),
  same("Windows at home, Linux in production", php(intdiv("C:/laragon/www/shop")), php(intdiv("/var/www/html"))),
  same("Laravel 9 and Laravel 11", php(`TypeError: x\n${laravel(9)}\n${show}`), php(`TypeError: x\n${laravel(27)}\n${show}`)),
  same("php-fpm and Octane", php(`TypeError: x\n${laravel(9)}\n${show}`), php(`TypeError: x\n${octane}\n${show}`)),
  same(
    "closures as PHP 8.3 and 8.4 name them",
    php(`Error: Call to a member function format() on null
      Shop\\Report::Shop\\{closure} @ src/Report.php:20 | return $row->due->format('c');`),
    php(`Error: Call to a member function format() on null
      {closure:Shop\\Report::rows():19} @ src/Report.php:20 | return $row->due->format('c');`),
  ),
  same(
    "closures of PHP 8.4 after an edit above them",
    php(`Error: Call to a member function format() on null
      {closure:Shop\\Report::rows():19} @ src/Report.php:20 | return $row->due->format('c');`),
    php(`Error: Call to a member function format() on null
      {closure:Shop\\Report::rows():44} @ src/Report.php:45 | return $row->due->format('c');`),
  ),
  same(
    "an anonymous class named by its place in memory",
    php(`LogicException: no handler
      class@anonymous\u0000/srv/app/src/Bus.php:12$0::handle @ src/Bus.php:14 | throw new \\LogicException('no handler');`),
    php(`LogicException: no handler
      class@anonymous\u0000/srv/app/src/Bus.php:30$1b::handle @ src/Bus.php:32 | throw new \\LogicException('no handler');`),
  ),
  same(
    "a compiled view of Blade with another hash",
    php(`ErrorException: Undefined variable $cart
      - Illuminate\\View\\Engines\\PhpEngine::evaluatePath @ vendor/laravel/framework/src/Illuminate/View/Engines/PhpEngine.php:58 | require $__path;
       @ storage/framework/views/8f14e45fceea167a5a36dedd4bea2543.php:9 | <?php echo e($cart->total); ?>`),
    php(`ErrorException: Undefined variable $cart
      - Illuminate\\View\\Engines\\PhpEngine::evaluatePath @ vendor/laravel/framework/src/Illuminate/View/Engines/PhpEngine.php:58 | require $__path;
       @ storage/framework/views/c9f0f895fb98ab9159f51fd0297e236d.php:11 | <?php echo e($cart->total); ?>`),
  ),
  same(
    "an amount in the text",
    php(
      "Shop\\Declined: Amount 99000 exceeds limit 50000 for EUR\nShop\\Gateway::charge @ src/Gateway.php:23 | throw new Declined($text, 402);",
    ),
    php(
      "Shop\\Declined: Amount 70100 exceeds limit 20000 for CHF\nShop\\Gateway::charge @ src/Gateway.php:23 | throw new Declined($text, 402);",
    ),
  ),
  same(
    "memory that ran out at one place, with other sizes",
    php(`Sentry\\Exception\\FatalErrorException: Error: Allowed memory size of 25165824 bytes exhausted (tried to allocate 3149824 bytes)
       @ src/Export.php:7 | return array_merge($rows, $more);`),
    php(`Sentry\\Exception\\FatalErrorException: Error: Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes)
       @ src/Export.php:7 | return array_merge($rows, $more);`),
  ),
  same(
    "an old client without in_app flags, Laravel 9 and 11",
    withoutInApp(php(`TypeError: x\n${laravel(9)}\n${show}`)),
    withoutInApp(php(`TypeError: x\n${laravel(27)}\n${show}`)),
  ),
  same(
    "caught by the handler and by hand",
    withMechanism(php(intdiv("/srv")), { type: "generic", handled: false, data: { code: 0 } }),
    withMechanism(php(intdiv("/srv")), { type: "generic", handled: true, data: { code: 0 } }),
  ),
  same(
    "a database that cannot be reached, at another address, no frame of one's own",
    php(
      "PDOException: SQLSTATE[HY000] [2002] Connection refused to 10.0.0.5\n- PDO::__construct @ vendor/doctrine/dbal/src/Driver/PDO/MySQL/Driver.php:28 | $pdo = new PDO(",
    ),
    php(
      "PDOException: SQLSTATE[HY000] [2002] Connection refused to 10.0.9.17\n- PDO::__construct @ vendor/doctrine/dbal/src/Driver/PDO/MySQL/Driver.php:28 | $pdo = new PDO(",
    ),
  ),

  different("another type from one line", php(`TypeError: x\n${show}`), php(`ValueError: x\n${show}`)),
  different(
    "two keys that are missing in one function",
    php(
      warning('Undefined array key "price"', "price_label @ src/labels.php:9 | return $product['name'] . $product['price'];"),
    ),
    php(warning('Undefined array key "unit"', "price_label @ src/labels.php:12 | return $product['qty'] . $product['unit'];")),
  ),
  different(
    "a warning and a deprecation in one function",
    php("ErrorException: Warning: Undefined variable $total\nprice_label @ src/labels.php:9 | echo strlen($total);"),
    php(
      "ErrorException: Deprecated: strlen(): Passing null to parameter #1 ($string) of type string is deprecated\nprice_label @ src/labels.php:10 | echo strlen($title);",
    ),
  ),
  different(
    "actions of one name in two controllers",
    php(`TypeError: x\n${show}`),
    php(
      "TypeError: x\nApp\\Http\\Controllers\\CartController::show @ app/Http/Controllers/CartController.php:31 | return $cart->customer->name;",
    ),
  ),
  different(
    "classes of one short name in two namespaces",
    php("LogicException: closed\nShop\\Orders\\Mapper::map @ src/Orders/Mapper.php:9 | throw new \\LogicException('closed');"),
    php("LogicException: closed\nShop\\Stock\\Mapper::map @ src/Stock/Mapper.php:9 | throw new \\LogicException('closed');"),
  ),
  different(
    "SQLSTATEs of two kinds, no frame of one's own",
    php(`Illuminate\\Database\\QueryException: SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry 'a' for key 'users_email_unique'
      - Illuminate\\Database\\Connection::runQueryCallback @ vendor/laravel/framework/src/Illuminate/Database/Connection.php:829 | throw new QueryException(`),
    php(`Illuminate\\Database\\QueryException: SQLSTATE[42S02]: Base table or view not found: 1146 Table 'shop.vouchers' doesn't exist
      - Illuminate\\Database\\Connection::runQueryCallback @ vendor/laravel/framework/src/Illuminate/Database/Connection.php:829 | throw new QueryException(`),
  ),
  different(
    "classes that are not found, no frame of one's own",
    php(`Error: Class "App\\Mail\\Invoice" not found
      - Illuminate\\Container\\Container::build @ vendor/laravel/framework/src/Illuminate/Container/Container.php:889 | $reflector = new ReflectionClass($concrete);`),
    php(`Error: Class "App\\Jobs\\Thumbnail" not found
      - Illuminate\\Container\\Container::build @ vendor/laravel/framework/src/Illuminate/Container/Container.php:889 | $reflector = new ReflectionClass($concrete);`),
  ),
  different(
    "Guzzle with two statuses, no frame of one's own",
    php(
      "GuzzleHttp\\Exception\\ClientException: Client error: `GET https://api.example/items/17` resulted in a `404 Not Found` response\n- GuzzleHttp\\Exception\\RequestException::create @ vendor/guzzlehttp/guzzle/src/Exception/RequestException.php:113 | return new $className(",
    ),
    php(
      "GuzzleHttp\\Exception\\ClientException: Client error: `GET https://api.example/items/17` resulted in a `429 Too Many Requests` response\n- GuzzleHttp\\Exception\\RequestException::create @ vendor/guzzlehttp/guzzle/src/Exception/RequestException.php:113 | return new $className(",
    ),
  ),
  different(
    "fatal errors of two kinds in one script without a function",
    php(
      "Sentry\\Exception\\FatalErrorException: Error: Maximum execution time of 30 seconds exceeded\n @ src/Export.php:7 | while ($row = $rows->next()) {",
    ),
    php(
      "Sentry\\Exception\\FatalErrorException: Error: Uncaught Error: Call to undefined function imap_open()\n @ src/Export.php:12 | $mail = imap_open($host);",
    ),
  ),
  different(
    "two causes of one error",
    php(
      "Shop\\Declined: over the limit\nShop\\Gateway::charge @ src/Gateway.php:23 | throw new Declined($text);",
      "Shop\\CheckoutFailed: failed\nShop\\Orders::place @ src/Orders.php:37 | throw new CheckoutFailed('failed', 7, $inner);",
    ),
    php(
      "InvalidArgumentException: no such currency\nShop\\Rates::of @ src/Rates.php:9 | throw new \\InvalidArgumentException($text);",
      "Shop\\CheckoutFailed: failed\nShop\\Orders::place @ src/Orders.php:37 | throw new CheckoutFailed('failed', 7, $inner);",
    ),
  ),
  different(
    "compiled views of two templates that fail in two variables",
    php(
      "ErrorException: Undefined variable $cart\n @ storage/framework/views/8f14e45fceea167a5a36dedd4bea2543.php:9 | <?php echo e($cart->total); ?>",
    ),
    php(
      "ErrorException: Undefined variable $user\n @ storage/framework/views/45c48cce2e2d7fbdea1afc51c7c6ad26.php:3 | <?php echo e($user->name); ?>",
    ),
  ),
  different(
    "closures in two methods",
    php("Error: null\n{closure:Shop\\Report::rows():19} @ src/Report.php:20 | return $row->due->format('c');"),
    php("Error: null\n{closure:Shop\\Report::totals():60} @ src/Report.php:61 | return $sum->currency->code;"),
  ),
];
