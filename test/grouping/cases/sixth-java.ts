import type { Case, SdkEvent, SdkFrame } from "../case.ts";
import { different, same } from "../case.ts";
import { error, thrown } from "../raw.ts";

/** `package.Class.method`; the SDK marks the application's own packages alone. */
function jv(name: string, lineno: number, file?: string): SdkFrame {
  const dot = name.lastIndexOf(".");
  const module = name.slice(0, dot);
  const filename = file ?? `${/([A-Za-z]\w*?)(?:\$.*)?$/.exec(module.split(".").at(-1) ?? "")?.[1] ?? "Unknown"}.java`;
  return {
    module,
    function: name.slice(dot + 1),
    filename,
    ...(lineno > 0 && { lineno }),
    native: lineno === 0,
    in_app: module.startsWith("com.acme."),
  };
}

function jvException(name: string, value: string, ...frames: readonly SdkFrame[]): ReturnType<typeof thrown> {
  const dot = name.lastIndexOf(".");
  return thrown(name.slice(dot + 1), value, frames, {
    module: name.slice(0, dot),
    thread_id: 41,
    mechanism: { type: "UncaughtExceptionHandler", handled: false },
  });
}

const jvError = (name: string, value: string, ...frames: readonly SdkFrame[]): SdkEvent =>
  error("java", jvException(name, value, ...frames), { environment: "production", release: "shop@2.1.0" });

const NPE = "java.lang.NullPointerException";
const NULL_TOTAL = 'Cannot invoke "com.acme.shop.Cart.total()" because "cart" is null';

export const sixthJavaCases: readonly Case[] = [
  same(
    "Java: Spring's proxies of two versions",
    jvError(
      NPE,
      NULL_TOTAL,
      jv("java.lang.Thread.run", 833),
      jv("org.springframework.cglib.proxy.MethodProxy.invoke", 218),
      jv("com.acme.shop.CartController$$EnhancerBySpringCGLIB$$a1b2c3d4.show", 1, "<generated>"),
      jv("com.acme.shop.CartController.show", 40),
    ),
    jvError(
      NPE,
      NULL_TOTAL,
      jv("java.lang.VirtualThread.run", 309),
      jv("org.springframework.aop.framework.CglibAopProxy$CglibMethodInvocation.proceed", 765),
      jv("com.acme.shop.CartController$$SpringCGLIB$$0.show", 1, "<generated>"),
      jv("com.acme.shop.CartController.show", 44),
    ),
  ),
  same(
    "Java: a lambda with another number, its class with another address",
    jvError(
      NPE,
      NULL_TOTAL,
      jv("com.acme.shop.Totals.sum", 9),
      jv("com.acme.shop.Totals$$Lambda$123/0x0000000800c8a440.apply", 1),
      jv("com.acme.shop.Totals.lambda$sum$3", 12),
    ),
    jvError(
      NPE,
      NULL_TOTAL,
      jv("com.acme.shop.Totals.sum", 9),
      jv("com.acme.shop.Totals$$Lambda/0x000071c3b40012a8.apply", 1),
      jv("com.acme.shop.Totals.lambda$sum$5", 15),
    ),
  ),
  different(
    "Java: lambdas of two methods",
    jvError(
      NPE,
      NULL_TOTAL,
      jv("java.util.stream.ReferencePipeline$3$1.accept", 197),
      jv("com.acme.shop.Totals.lambda$sum$3", 12),
    ),
    jvError(
      NPE,
      NULL_TOTAL,
      jv("java.util.stream.ReferencePipeline$3$1.accept", 197),
      jv("com.acme.shop.Totals.lambda$mean$4", 30),
    ),
  ),
  same(
    "Java: an anonymous class with another number",
    jvError(
      "java.lang.IllegalStateException",
      "closed",
      jv("com.acme.shop.CartPresenter$1.onClick", 30),
      jv("com.acme.shop.Session.check", 9),
    ),
    jvError(
      "java.lang.IllegalStateException",
      "closed",
      jv("com.acme.shop.CartPresenter$4.onClick", 61),
      jv("com.acme.shop.Session.check", 9),
    ),
  ),
  same(
    "Java: a failure handed over by two kinds of future",
    error("java", [
      jvException("com.acme.shop.OutOfStock", "sku A-17", jv("com.acme.shop.Stock.take", 30)),
      jvException(
        "java.util.concurrent.ExecutionException",
        "com.acme.shop.OutOfStock: sku A-17",
        jv("java.util.concurrent.FutureTask.report", 122),
        jv("com.acme.shop.Orders.place", 80),
      ),
    ]),
    error("java", [
      jvException("com.acme.shop.OutOfStock", "sku B-2", jv("com.acme.shop.Stock.take", 33)),
      jvException(
        "java.util.concurrent.ExecutionException",
        "com.acme.shop.OutOfStock: sku B-2",
        jv("java.util.concurrent.CompletableFuture.reportGet", 396),
        jv("com.acme.shop.Orders.place", 84),
      ),
    ]),
  ),
  different(
    "Java: one kind of failure in two methods below one controller",
    jvError(NPE, NULL_TOTAL, jv("com.acme.shop.CartController.show", 40), jv("com.acme.shop.Discounts.apply", 12)),
    jvError(NPE, NULL_TOTAL, jv("com.acme.shop.CartController.show", 40), jv("com.acme.shop.Shipping.cost", 31)),
  ),
  same(
    "Java: memory used up in a thread without frames",
    jvError(
      "java.lang.OutOfMemoryError",
      "Failed to allocate a 4194320 byte allocation with 3145728 free bytes and 3MB until OOM, target footprint 268435456, growth limit 268435456",
    ),
    jvError(
      "java.lang.OutOfMemoryError",
      "Failed to allocate a 65552 byte allocation with 51200 free bytes and 50KB until OOM, target footprint 201326592, growth limit 201326592",
    ),
  ),
  same(
    "Java: an object cast wrongly under two class loaders",
    jvError(
      "java.lang.ClassCastException",
      "class com.acme.shop.Cart cannot be cast to class com.acme.shop.Menu (com.acme.shop.Cart is in unnamed module of loader 'app'; com.acme.shop.Menu is in unnamed module of loader org.springframework.boot.loader.LaunchedURLClassLoader @1f2e3d)",
      jv("java.util.ArrayList.forEach", 1511),
    ),
    jvError(
      "java.lang.ClassCastException",
      "class com.acme.shop.Cart cannot be cast to class com.acme.shop.Menu (com.acme.shop.Cart is in unnamed module of loader 'app'; com.acme.shop.Menu is in unnamed module of loader org.springframework.boot.loader.LaunchedURLClassLoader @7a8b9c0d)",
      jv("java.util.ArrayList.forEach", 1596),
    ),
  ),
  different(
    "Java: two pairs of classes cast wrongly, library frames only",
    jvError(
      "java.lang.ClassCastException",
      "class com.acme.shop.Cart cannot be cast to class com.acme.shop.Menu",
      jv("java.util.ArrayList.forEach", 1511),
    ),
    jvError(
      "java.lang.ClassCastException",
      "class java.lang.String cannot be cast to class java.lang.Integer",
      jv("java.util.ArrayList.forEach", 1511),
    ),
  ),
  different(
    "Java: fields of two classes that JSON does not know, library frames only",
    jvError(
      "com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException",
      'Unrecognized field "colour" (class com.acme.shop.Order), not marked as ignorable',
      jv("com.fasterxml.jackson.databind.DeserializationContext.handleUnknownProperty", 987),
    ),
    jvError(
      "com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException",
      'Unrecognized field "nick" (class com.acme.shop.User), not marked as ignorable',
      jv("com.fasterxml.jackson.databind.DeserializationContext.handleUnknownProperty", 987),
    ),
  ),
  same(
    "Java: a value JSON cannot read, elsewhere in the text",
    jvError(
      "com.fasterxml.jackson.databind.exc.InvalidFormatException",
      'Cannot deserialize value of type `java.time.LocalDate` from String "12.2.": Text could not be parsed\n at [Source: (String)"{"day":"12.2."}"; line: 1, column: 8]',
      jv("com.fasterxml.jackson.databind.DeserializationContext.weirdStringException", 1900),
    ),
    jvError(
      "com.fasterxml.jackson.databind.exc.InvalidFormatException",
      'Cannot deserialize value of type `java.time.LocalDate` from String "tomorrow": Text could not be parsed\n at [Source: (String)"{"id":4711,"day":"tomorrow"}"; line: 3, column: 77]',
      jv("com.fasterxml.jackson.databind.DeserializationContext.weirdStringException", 1958),
    ),
  ),
  different(
    "Java: two clients' calls, library frames only",
    jvError(
      "feign.FeignException$ServiceUnavailable",
      "[503 Service Unavailable] during [GET] to [http://inventory/api/items/42] [InventoryClient#item(long)]: [down]",
      jv("feign.FeignException.serverErrorStatus", 256),
    ),
    jvError(
      "feign.FeignException$ServiceUnavailable",
      "[503 Service Unavailable] during [GET] to [http://prices/api/quotes/42] [PriceClient#quote(long)]: [down]",
      jv("feign.FeignException.serverErrorStatus", 256),
    ),
  ),
];
