<?php

/** A bad day at the shop: a handled error of two people, a message, and a crash. */

declare(strict_types=1);

use Sentry\Breadcrumb;
use Sentry\Severity;
use Sentry\State\Scope;
use Shop\Checkout;
use Shop\Stock;

require __DIR__ . '/vendor/autoload.php';

const ADA = ['id' => '1', 'email' => 'ada@example.org'];
const BOB = ['id' => '2', 'email' => 'bob@example.org'];

function setUser(array $user): void
{
    Sentry\configureScope(static fn (Scope $scope) => $scope->setUser($user));
}

function buy(array $user, string $article): void
{
    setUser($user);
    Sentry\addBreadcrumb(new Breadcrumb(Breadcrumb::LEVEL_INFO, Breadcrumb::TYPE_DEFAULT, 'cart', "2 $article into the cart"));
    try {
        Stock::reserve($article, 2);
    } catch (Throwable $error) {
        Sentry\captureException($error);
    }
}

function runDay(): void
{
    Sentry\configureScope(static fn (Scope $scope) => $scope->setTag('region', 'eu'));
    buy(ADA, 'tea');
    Sentry\captureMessage('the price list is 3 days old', Severity::warning());
    buy(BOB, 'tea');

    setUser(ADA);
    Checkout::placeOrder(['coffee', 'cake']);
}

Sentry\init([
    'dsn' => getenv('SENTRY_DSN'),
    'release' => 'shop@1.4.2',
    'environment' => 'production',
    'prefixes' => [__DIR__],
    'in_app_exclude' => [__DIR__ . '/vendor'],
]);
runDay();
