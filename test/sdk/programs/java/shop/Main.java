package shop;

import io.sentry.Breadcrumb;
import io.sentry.Sentry;
import io.sentry.SentryLevel;
import io.sentry.protocol.User;
import java.util.List;

/** A bad day at the shop: a handled error of two people, a message, and a crash. */
public final class Main {
  private static final User ADA = person("1", "ada@example.org");
  private static final User BOB = person("2", "bob@example.org");

  public static void main(String[] args) {
    Sentry.init(
        options -> {
          options.setDsn(System.getenv("SENTRY_DSN"));
          options.setRelease("shop@1.4.2");
          options.setEnvironment("production");
          options.addInAppInclude("shop");
          options.setDebug(true);
        });
    Sentry.startSession();
    runDay();
  }

  private static void runDay() {
    Sentry.configureScope(scope -> scope.setTag("region", "eu"));
    buy(ADA, "tea");
    Sentry.captureMessage("the price list is 3 days old", SentryLevel.WARNING);
    buy(BOB, "tea");

    Sentry.setUser(ADA);
    Checkout.placeOrder(List.of("coffee", "cake"));
  }

  private static void buy(User user, String article) {
    Sentry.setUser(user);
    Breadcrumb crumb = new Breadcrumb("2 " + article + " into the cart");
    crumb.setCategory("cart");
    Sentry.addBreadcrumb(crumb);
    try {
      Stock.reserve(article, 2);
    } catch (RuntimeException error) {
      Sentry.captureException(error);
    }
  }

  private static User person(String id, String email) {
    User user = new User();
    user.setId(id);
    user.setEmail(email);
    return user;
  }
}
