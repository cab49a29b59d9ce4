import { php } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const symfony = (line: number): string =>
  `- Symfony\\Component\\HttpKernel\\HttpKernel::handleRaw @ vendor/symfony/http-kernel/HttpKernel.php:${line} | $response = $controller(...$arguments);`;
const laravel = (
  line: number,
): string => `- Illuminate\\Pipeline\\Pipeline::Illuminate\\Pipeline\\{closure} @ vendor/laravel/framework/src/Illuminate/Pipeline/Pipeline.php:${line} | return $pipe->handle($passable, $stack);
  - Illuminate\\Routing\\Controller::callAction @ vendor/laravel/framework/src/Illuminate/Routing/Controller.php:54 | return $this->{$method}(...array_values($parameters));`;
const eloquent = (text: string): SdkEvent =>
  php(
    `Illuminate\\Database\\QueryException: ${text}\n- Illuminate\\Database\\Connection::runQueryCallback @ vendor/laravel/framework/src/Illuminate/Database/Connection.php:829 | throw new QueryException(`,
  );
const NULL = "Error: Call to a member function format() on null";
const wordpress =
  "- WP_Hook::apply_filters @ wp-includes/class-wp-hook.php:324 | $value = call_user_func_array( $the_['function'], $args );";

export const secondPhpCases: readonly Case[] = [
  same(
    "Symfony 6 and Symfony 7 around one controller",
    php(
      `${NULL}\n${symfony(163)}\nApp\\Controller\\LabelController::print @ src/Controller/LabelController.php:30 | $day = $parcel->sentAt->format('c');`,
    ),
    php(
      `${NULL}\n- Symfony\\Component\\Runtime\\Runner\\Symfony\\HttpKernelRunner::run @ vendor/symfony/runtime/Runner/Symfony/HttpKernelRunner.php:35 | $response = $this->kernel->handle($this->request);\n${symfony(181)}\nApp\\Controller\\LabelController::print @ src/Controller/LabelController.php:36 | $day = $parcel->sentAt->format('c');`,
    ),
  ),
  same(
    "Laravel's pipeline with one middleware more",
    php(
      `${NULL}\n${laravel(180)}\nApp\\Http\\Controllers\\TrackController::show @ app/Http/Controllers/TrackController.php:19 | $day = $stop->at->format('d.m.');`,
    ),
    php(
      `${NULL}\n${laravel(208)}\n${laravel(208)}\nApp\\Http\\Controllers\\TrackController::show @ app/Http/Controllers/TrackController.php:21 | $day = $stop->at->format('d.m.');`,
    ),
  ),
  same(
    "values of an INSERT in Laravel's text, no frame of one's own",
    eloquent(
      "SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry 'anna@shop.example' for key 'clients.clients_mail_unique' (Connection: mysql, SQL: insert into `clients` (`mail`, `city`) values (anna@shop.example, Köln))",
    ),
    eloquent(
      "SQLSTATE[23000]: Integrity constraint violation: 1062 Duplicate entry 'joe@post.example' for key 'clients.clients_mail_unique' (Connection: mysql, SQL: insert into `clients` (`mail`, `city`) values (joe@post.example, Lyon))",
    ),
  ),
  same(
    "a template of Twig in the cache under another hash",
    php(
      'Twig\\Error\\RuntimeError: Impossible to access an attribute ("name") on a null variable.\n__TwigTemplate_1f3d9b0c7c8e4a7b5d8f6e2a1c0b9d8e::block_body @ var/cache/prod/twig/3a/3a9f0b1c2d3e4f5a6b7c8d9e0f1a2b3c.php:61 | echo twig_escape_filter($context["depot"]["name"]);',
    ),
    php(
      'Twig\\Error\\RuntimeError: Impossible to access an attribute ("name") on a null variable.\n__TwigTemplate_9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b::block_body @ var/cache/prod/twig/b7/b7c6d5e4f3a2b1c0d9e8f7a6b5c4d3e2.php:66 | echo twig_escape_filter($context["depot"]["name"]);',
    ),
  ),
  same(
    "WordPress of two versions around a plugin of one's own",
    php(
      `TypeError: Unsupported operand types: string * int\n${wordpress}\ndepot_shipping_cost @ wp-content/plugins/depot-shipping/cost.php:22 | $cost = $weight * $rate;`,
    ),
    php(
      `TypeError: Unsupported operand types: string * int\n- do_action @ wp-includes/plugin.php:517 | $wp_filter[ $hook_name ]->do_action( $args );\n${wordpress}\ndepot_shipping_cost @ wp-content/plugins/depot-shipping/cost.php:25 | $cost = $weight * $rate;`,
    ),
  ),
  same(
    "one site in the folders of two customers",
    php(
      "ErrorException: Warning: Undefined array key \"zip\"\nApp\\Zones::of @ /var/www/vhosts/anna-keramik.example/httpdocs//src/Zones.php:12 | return self::TABLE[$address['zip']];",
    ),
    php(
      "ErrorException: Warning: Undefined array key \"zip\"\nApp\\Zones::of @ /var/www/vhosts/joe-books.example/httpdocs//src/Zones.php:12 | return self::TABLE[$address['zip']];",
    ),
  ),
  same(
    "a generated proxy of Doctrine between one's own frames",
    php(`Doctrine\\ORM\\EntityNotFoundException: Entity of type 'App\\Entity\\Depot' for IDs id(17) was not found
      App\\Plan::lanes @ src/Plan.php:30 | return $parcel->depot()->lanes();
      - Doctrine\\ORM\\Proxy\\ProxyFactory::Doctrine\\ORM\\Proxy\\{closure} @ vendor/doctrine/orm/lib/Doctrine/ORM/Proxy/ProxyFactory.php:206 | throw EntityNotFoundException::fromClassNameAndIdentifier(`),
    php(`Doctrine\\ORM\\EntityNotFoundException: Entity of type 'App\\Entity\\Depot' for IDs id(90210) was not found
      App\\Plan::lanes @ src/Plan.php:33 | return $parcel->depot()->lanes();
      - Doctrine\\ORM\\Proxy\\ProxyFactory::Doctrine\\ORM\\Proxy\\{closure} @ vendor/doctrine/orm/src/Proxy/ProxyFactory.php:271 | throw EntityNotFoundException::fromClassNameAndIdentifier(`),
  ),
  same(
    "a queued job run by Horizon and by the plain worker",
    php(
      "App\\NoTariff: no tariff\n- Illuminate\\Queue\\CallQueuedHandler::call @ vendor/laravel/framework/src/Illuminate/Queue/CallQueuedHandler.php:70 | $this->dispatchThroughMiddleware($job, $command);\nApp\\Jobs\\Bill::handle @ app/Jobs/Bill.php:20 | throw new NoTariff('no tariff');",
    ),
    php(
      "App\\NoTariff: no tariff\n- Laravel\\Horizon\\Console\\WorkCommand::handle @ vendor/laravel/horizon/src/Console/WorkCommand.php:51 | return parent::handle();\n- Illuminate\\Queue\\CallQueuedHandler::call @ vendor/laravel/framework/src/Illuminate/Queue/CallQueuedHandler.php:64 | $this->dispatchThroughMiddleware($job, $command);\nApp\\Jobs\\Bill::handle @ app/Jobs/Bill.php:24 | throw new NoTariff('no tariff');",
    ),
  ),
  same(
    "a stream that cannot be opened, with another URL and one's own frame",
    php(
      "ErrorException: Warning: file_get_contents(https://rates.bank.example/daily/2026-03-01.xml): Failed to open stream: HTTP request failed!\nApp\\Rates::load @ src/Rates.php:9 | $xml = file_get_contents($url);",
    ),
    php(
      "ErrorException: Warning: file_get_contents(https://rates.bank.example/daily/2026-11-24.xml): Failed to open stream: HTTP request failed!\nApp\\Rates::load @ src/Rates.php:9 | $xml = file_get_contents($url);",
    ),
  ),
  different(
    "tables and columns that are missing, no frame of one's own",
    eloquent(
      "SQLSTATE[42S02]: Base table or view not found: 1146 Table 'depot.lanes' doesn't exist (Connection: mysql, SQL: select * from `lanes`)",
    ),
    eloquent(
      "SQLSTATE[42S22]: Column not found: 1054 Unknown column 'axles' in 'field list' (Connection: mysql, SQL: select `axles` from `trucks`)",
    ),
  ),
  different(
    "tables that two queries miss, no frame of one's own",
    eloquent(
      "SQLSTATE[42S02]: Base table or view not found: 1146 Table 'depot.lanes' doesn't exist (Connection: mysql, SQL: select * from `lanes`)",
    ),
    eloquent(
      "SQLSTATE[42S02]: Base table or view not found: 1146 Table 'depot.tariffs' doesn't exist (Connection: mysql, SQL: select * from `tariffs`)",
    ),
  ),
  different(
    "listeners of two events below one dispatcher",
    php(
      `${NULL}\n- Illuminate\\Events\\Dispatcher::dispatch @ vendor/laravel/framework/src/Illuminate/Events/Dispatcher.php:240 | $response = $listener($event, $payload);\nApp\\Listeners\\NotifyClient::handle @ app/Listeners/NotifyClient.php:12 | $day = $event->parcel->due->format('c');`,
    ),
    php(
      `${NULL}\n- Illuminate\\Events\\Dispatcher::dispatch @ vendor/laravel/framework/src/Illuminate/Events/Dispatcher.php:240 | $response = $listener($event, $payload);\nApp\\Listeners\\PrintLabel::handle @ app/Listeners/PrintLabel.php:12 | $day = $event->label->made->format('c');`,
    ),
  ),
  different(
    "plugins of WordPress of one function's shape",
    php(
      `TypeError: Unsupported operand types: string * int\n${wordpress}\ndepot_shipping_cost @ wp-content/plugins/depot-shipping/cost.php:22 | $cost = $weight * $rate;`,
    ),
    php(
      `TypeError: Unsupported operand types: string * int\n${wordpress}\ndepot_voucher_value @ wp-content/plugins/depot-vouchers/value.php:22 | $value = $percent * $sum;`,
    ),
  ),
  different(
    "magic methods of two classes",
    php(
      "BadMethodCallException: Call to undefined method\nApp\\Client\\Rates::__call @ src/Client/Rates.php:30 | throw new \\BadMethodCallException($text);",
    ),
    php(
      "BadMethodCallException: Call to undefined method\nApp\\Client\\Mail::__call @ src/Client/Mail.php:30 | throw new \\BadMethodCallException($text);",
    ),
  ),
  different(
    "keys that two templates of Blade miss, which the engine wraps",
    php(
      "ErrorException: Undefined array key \"zone\"\n @ storage/framework/views/1a2b3c4d5e6f708192a3b4c5d6e7f809.php:4 | <?php echo e($tariff['zone']); ?>",
      "Illuminate\\View\\ViewException: Undefined array key \"zone\" (View: /srv/app/resources/views/tariffs/show.blade.php)\n @ resources/views/tariffs/show.blade.php:4 | {{ $tariff['zone'] }}",
    ),
    php(
      "ErrorException: Undefined array key \"plate\"\n @ storage/framework/views/9f8e7d6c5b4a39281706f5e4d3c2b1a0.php:9 | <?php echo e($truck['plate']); ?>",
      "Illuminate\\View\\ViewException: Undefined array key \"plate\" (View: /srv/app/resources/views/trucks/show.blade.php)\n @ resources/views/trucks/show.blade.php:9 | {{ $truck['plate'] }}",
    ),
  ),
  different(
    "services that Symfony's container lacks, no frame of one's own",
    php(
      'Symfony\\Component\\DependencyInjection\\Exception\\ServiceNotFoundException: You have requested a non-existent service "depot.printer".\n- Symfony\\Component\\DependencyInjection\\Container::make @ vendor/symfony/dependency-injection/Container.php:259 | throw new ServiceNotFoundException($id, null, null, $alternatives);',
    ),
    php(
      'Symfony\\Component\\DependencyInjection\\Exception\\ServiceNotFoundException: You have requested a non-existent service "depot.mailer".\n- Symfony\\Component\\DependencyInjection\\Container::make @ vendor/symfony/dependency-injection/Container.php:259 | throw new ServiceNotFoundException($id, null, null, $alternatives);',
    ),
  ),
  different(
    "routes that are not defined, no frame of one's own",
    php(
      'Symfony\\Component\\Routing\\Exception\\RouteNotFoundException: Route [parcels.print] not defined.\n- Illuminate\\Routing\\UrlGenerator::route @ vendor/laravel/framework/src/Illuminate/Routing/UrlGenerator.php:477 | throw new RouteNotFoundException("Route [{$name}] not defined.");',
    ),
    php(
      'Symfony\\Component\\Routing\\Exception\\RouteNotFoundException: Route [invoices.mail] not defined.\n- Illuminate\\Routing\\UrlGenerator::route @ vendor/laravel/framework/src/Illuminate/Routing/UrlGenerator.php:477 | throw new RouteNotFoundException("Route [{$name}] not defined.");',
    ),
  ),
  different(
    "a child and its parent that both have the method",
    php("DomainException: no zone\nApp\\Tariff\\Base::zone @ src/Tariff/Base.php:14 | throw new \\DomainException('no zone');"),
    php(
      "DomainException: no zone\nApp\\Tariff\\Island::zone @ src/Tariff/Island.php:9 | throw new \\DomainException('no zone');",
    ),
  ),
];
