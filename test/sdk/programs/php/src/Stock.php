<?php

declare(strict_types=1);

namespace Shop;

final class Stock
{
    private static array $shelves = ['coffee' => 12];

    public static function reserve(string $article, int $quantity): void
    {
        if (!isset(self::$shelves[$article])) {
            throw new SoldOut("no $article left", 0, new \OutOfBoundsException("no shelf for $article"));
        }
        self::$shelves[$article] -= $quantity;
    }
}
