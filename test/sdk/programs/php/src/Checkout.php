<?php

declare(strict_types=1);

namespace Shop;

final class Checkout
{
    public static function placeOrder(array $articles): int
    {
        $total = 0;
        try {
            foreach ($articles as $article) {
                $total += Pricing::priceOf($article);
            }
        } catch (\OutOfBoundsException $error) {
            throw new OrderFailed('cannot place the order', 0, $error);
        }
        return $total;
    }
}
