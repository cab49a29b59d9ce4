package shop;

import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

final class Stock {
  /** Says which article there is none of, and why. */
  static final class SoldOut extends RuntimeException {
    SoldOut(String article, Throwable cause) {
      super("no " + article + " left", cause);
    }
  }

  private static final Map<String, Integer> SHELVES = new HashMap<>(Map.of("coffee", 12));

  static void reserve(String article, int quantity) {
    try {
      SHELVES.put(article, leftOf(article) - quantity);
    } catch (NoSuchElementException error) {
      throw new SoldOut(article, error);
    }
  }

  private static int leftOf(String article) {
    return Optional.ofNullable(SHELVES.get(article)).orElseThrow(() -> new NoSuchElementException("no shelf for " + article));
  }
}
