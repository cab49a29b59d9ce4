package shop;

import java.util.List;

final class Checkout {
  /** Carries what stopped an order. */
  static final class OrderFailed extends RuntimeException {
    OrderFailed(Throwable cause) {
      super("cannot place the order", cause);
    }
  }

  static int placeOrder(List<String> articles) {
    int total = 0;
    try {
      for (String article : articles) total += Pricing.priceOf(article);
    } catch (NullPointerException error) {
      throw new OrderFailed(error);
    }
    return total;
  }
}
