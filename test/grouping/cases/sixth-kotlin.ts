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

const PRESS = jv("android.view.View.performClick", 7506);

export const sixthKotlinCases: readonly Case[] = [
  same(
    "Kotlin: a coroutine under two versions of its machinery",
    jvError(
      "java.io.IOException",
      "unexpected end of stream",
      jv("java.util.concurrent.ThreadPoolExecutor.runWorker", 1137),
      jv("kotlinx.coroutines.DispatchedTask.run", 106, "DispatchedTask.kt"),
      jv("kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith", 33, "ContinuationImpl.kt"),
      jv("com.acme.shop.CartRepository$load$2.invokeSuspend", 40, "CartRepository.kt"),
      jv("com.acme.shop.CartRepository.access$fetch", 12, "CartRepository.kt"),
      jv("com.acme.shop.CartRepository.fetch", 60, "CartRepository.kt"),
    ),
    jvError(
      "java.io.IOException",
      "unexpected end of stream on https://api.example.com/...",
      jv("kotlinx.coroutines.scheduling.CoroutineScheduler$Worker.run", 684, "CoroutineScheduler.kt"),
      jv("kotlinx.coroutines.internal.LimitedDispatcher$Worker.run", 115, "LimitedDispatcher.kt"),
      jv("kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith", 46, "ContinuationImpl.kt"),
      jv("com.acme.shop.CartRepository$load$3.invokeSuspend", 44, "CartRepository.kt"),
      jv("com.acme.shop.CartRepository.fetch", 66, "CartRepository.kt"),
    ),
  ),
  different(
    "Kotlin: coroutines of two functions",
    jvError("java.io.IOException", "closed", jv("com.acme.shop.CartRepository$load$2.invokeSuspend", 40, "CartRepository.kt")),
    jvError("java.io.IOException", "closed", jv("com.acme.shop.CartRepository$save$2.invokeSuspend", 90, "CartRepository.kt")),
  ),
  same(
    "Kotlin: a composable's lambda, numbered anew",
    jvError(
      "java.lang.IllegalArgumentException",
      "Key was already used",
      jv("androidx.compose.runtime.ComposerImpl.doCompose", 3300, "Composer.kt"),
      jv("com.acme.shop.ui.CartScreenKt.CartScreen$lambda$3", 40, "CartScreen.kt"),
    ),
    jvError(
      "java.lang.IllegalArgumentException",
      "Key was already used",
      jv("androidx.compose.runtime.ComposerImpl.doCompose", 3411, "Composer.kt"),
      jv("com.acme.shop.ui.CartScreenKt.CartScreen$lambda$11", 47, "CartScreen.kt"),
    ),
  ),
  same(
    "Android: names that R8 made in two builds, one text",
    jvError(
      "java.lang.IllegalStateException",
      "Fragment CartFragment not attached to an activity.",
      PRESS,
      jv("a.a.b.c", 3, "SourceFile"),
      jv("o.q4.d", 12, "SourceFile"),
    ),
    jvError(
      "java.lang.IllegalStateException",
      "Fragment CartFragment not attached to an activity.",
      PRESS,
      jv("b.c.e.a", 3, "SourceFile"),
      jv("o.r7.f", 9, "SourceFile"),
    ),
  ),
  different(
    "Android: names that R8 made, two texts",
    jvError(
      "java.lang.IllegalStateException",
      "Fragment CartFragment not attached to an activity.",
      PRESS,
      jv("a.a.b.c", 3, "SourceFile"),
    ),
    jvError("java.lang.IllegalStateException", "Room cannot verify the data integrity.", PRESS, jv("a.a.b.c", 3, "SourceFile")),
  ),
  same(
    "Android: not responding, other times, other frames of the system",
    jvError(
      "io.sentry.android.core.ApplicationNotResponding",
      "ANR for at least 5000 ms.",
      jv("android.app.ActivityThread.main", 7664),
      jv("com.acme.shop.db.Migration.run", 30),
      jv("android.database.sqlite.SQLiteConnection.nativeExecute", 0),
    ),
    jvError(
      "io.sentry.android.core.ApplicationNotResponding",
      "ANR for at least 10000 ms.",
      jv("com.android.internal.os.RuntimeInit$MethodAndArgsCaller.run", 548),
      jv("com.acme.shop.db.Migration.run", 33),
      jv("android.database.sqlite.SQLiteConnection.nativeExecuteForLong", 0),
    ),
  ),
  different(
    "Android: not responding at two works",
    jvError(
      "io.sentry.android.core.ApplicationNotResponding",
      "ANR for at least 5000 ms.",
      jv("android.app.ActivityThread.main", 7664),
      jv("com.acme.shop.db.Migration.run", 30),
    ),
    jvError(
      "io.sentry.android.core.ApplicationNotResponding",
      "ANR for at least 5000 ms.",
      jv("android.app.ActivityThread.main", 7664),
      jv("com.acme.shop.image.Resizer.scale", 77),
    ),
  ),
  different(
    "Android: two errors of the database's compiler, frames of the system only",
    jvError(
      "android.database.sqlite.SQLiteException",
      "no such table: cart (code 1 SQLITE_ERROR): , while compiling: SELECT * FROM cart",
      jv("android.database.sqlite.SQLiteConnection.nativePrepareStatement", 0),
    ),
    jvError(
      "android.database.sqlite.SQLiteException",
      "no such column: price (code 1 SQLITE_ERROR): , while compiling: SELECT price FROM items",
      jv("android.database.sqlite.SQLiteConnection.nativePrepareStatement", 0),
    ),
  ),
  same(
    "Scala: an anonymous function with another number",
    jvError(
      "scala.MatchError",
      "None (of class scala.None$)",
      jv("scala.collection.immutable.List.foreach", 333, "List.scala"),
      jv("com.acme.shop.Feed$.$anonfun$run$1", 20, "Feed.scala"),
    ),
    jvError(
      "scala.MatchError",
      "None (of class scala.None$)",
      jv("scala.collection.immutable.List.foreach", 334, "List.scala"),
      jv("com.acme.shop.Feed$.$anonfun$run$4", 29, "Feed.scala"),
    ),
  ),
];
