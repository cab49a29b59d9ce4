import { java, withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const looper = (line: number): string => `- com.android.internal.os.ZygoteInit.main @ ZygoteInit.java:${line}
  - android.app.ActivityThread.main @ ActivityThread.java:${line + 6000}
  - android.os.Looper.loop @ Looper.java:${line - 700}
  - android.os.Handler.dispatchMessage @ Handler.java:${line - 800}`;
const newPhone = `- com.android.internal.os.RuntimeInit$MethodAndArgsCaller.run @ RuntimeInit.java:554
  - android.app.ActivityThread.main @ ActivityThread.java:8177
  - android.os.Looper.loop @ Looper.java:288
  - android.os.Looper.loopOnce @ Looper.java:201
  - android.os.Handler.handleCallback @ Handler.java:942`;

/** The main thread did not answer: what it was doing is the stack of the thread. */
function notResponding(own: string): SdkEvent {
  const event = java(`io.sentry.android.core.ApplicationNotResponding: ANR for at least 5000 ms.\n${looper(900)}\n${own}`);
  return withMechanism(event, { type: "ANR", handled: false });
}

export const kotlinAndroidCases: readonly Case[] = [
  same(
    "phones with other Androids below the same handler",
    java(`java.lang.IllegalStateException: no cart\n${looper(900)}\ncom.acme.app.CartFragment.onPay @ CartFragment.kt:40`),
    java(`java.lang.IllegalStateException: no cart\n${newPhone}\ncom.acme.app.CartFragment.onPay @ CartFragment.kt:40`),
  ),
  same(
    "phones of a vendor that has its own frames",
    java(`java.lang.IllegalStateException: no cart
      - android.view.View.performClick @ View.java:7448
      com.acme.app.CartFragment.onPay @ CartFragment.kt:40`),
    java(`java.lang.IllegalStateException: no cart
      - com.samsung.android.view.SemView.click @ SemView.java:44
      - android.view.View.performClickInternal @ View.java:7424
      - android.view.View.performClick @ View.java:7506
      com.acme.app.CartFragment.onPay @ CartFragment.kt:40`),
  ),
  same(
    "coroutines that the compiler numbered anew",
    java(`java.io.IOException: no route
      - kotlinx.coroutines.scheduling.CoroutineScheduler$Worker.run @ CoroutineScheduler.kt:570
      com.acme.app.SyncModel$refresh$1.invokeSuspend @ SyncModel.kt:31
      com.acme.app.SyncApi.load @ SyncApi.kt:12`),
    java(`java.io.IOException: no route
      - kotlinx.coroutines.scheduling.CoroutineScheduler$Worker.run @ CoroutineScheduler.kt:684
      com.acme.app.SyncModel$refresh$3.invokeSuspend @ SyncModel.kt:38
      com.acme.app.SyncApi.load @ SyncApi.kt:12`),
  ),
  same(
    "lambda classes of Kotlin numbered anew",
    java("java.lang.NullPointerException\ncom.acme.app.Menu$show$2.invoke @ Menu.kt:20"),
    java("java.lang.NullPointerException\ncom.acme.app.Menu$show$4.invoke @ Menu.kt:26"),
  ),
  same(
    "lambdas of R8 with other numbers",
    java(`java.lang.NullPointerException
      com.acme.app.Menu$$ExternalSyntheticLambda3.run @ D8$$SyntheticClass
      com.acme.app.Menu.open @ Menu.kt:15`),
    java(`java.lang.NullPointerException
      com.acme.app.Menu$$ExternalSyntheticLambda7.run @ D8$$SyntheticClass
      com.acme.app.Menu.open @ Menu.kt:15`),
  ),
  same(
    "listeners as anonymous classes with other numbers",
    java("java.lang.IndexOutOfBoundsException: Index: 3, Size: 3\ncom.acme.app.ListScreen$2.onClick @ ListScreen.java:50"),
    java("java.lang.IndexOutOfBoundsException: Index: 7, Size: 2\ncom.acme.app.ListScreen$5.onClick @ ListScreen.java:66"),
  ),
  same(
    "a suspending function resumed on another dispatcher",
    java(`java.lang.IllegalStateException: no rate
      - kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith @ ContinuationImpl.kt:33
      - kotlinx.coroutines.DispatchedTask.run @ DispatchedTask.kt:106
      com.acme.app.Rates.of @ Rates.kt:9`),
    java(`java.lang.IllegalStateException: no rate
      - kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith @ ContinuationImpl.kt:46
      - kotlinx.coroutines.UndispatchedCoroutine.afterResume @ CoroutineContext.kt:266
      - android.os.Handler.dispatchMessage @ Handler.java:106
      com.acme.app.Rates.of @ Rates.kt:9`),
  ),
  same(
    "one slow call that made the application not respond, twice",
    notResponding(
      "com.acme.app.Images.decode @ Images.kt:30\n- android.graphics.BitmapFactory.nativeDecodeStream @ BitmapFactory.java",
    ),
    notResponding(
      "com.acme.app.Images.decode @ Images.kt:33\n- android.graphics.BitmapFactory.nativeDecodeStream @ BitmapFactory.java",
    ),
  ),
  same(
    "an activity that could not be started, in two of its instances",
    java(
      "java.lang.NullPointerException\ncom.acme.app.DetailActivity.onCreate @ DetailActivity.kt:22",
      `java.lang.RuntimeException: Unable to start activity ComponentInfo{com.acme.app/com.acme.app.DetailActivity}: java.lang.NullPointerException
        - android.app.ActivityThread.performLaunchActivity @ ActivityThread.java:3449`,
    ),
    java(
      "java.lang.NullPointerException\ncom.acme.app.DetailActivity.onCreate @ DetailActivity.kt:22",
      `java.lang.RuntimeException: Unable to start activity ComponentInfo{com.acme.app.beta/com.acme.app.DetailActivity}: java.lang.NullPointerException
        - android.app.ActivityThread.performLaunchActivity @ ActivityThread.java:3782`,
    ),
  ),
  same(
    "RxJava's wrapper around an error nobody took, and another version of it",
    java(
      "java.io.IOException: no route\ncom.acme.app.Api.call @ Api.kt:8",
      `io.reactivex.exceptions.UndeliverableException: The exception could not be delivered to the consumer: java.io.IOException: no route
        - io.reactivex.plugins.RxJavaPlugins.onError @ RxJavaPlugins.java:367`,
    ),
    java(
      "java.io.IOException: no route\ncom.acme.app.Api.call @ Api.kt:8",
      `io.reactivex.rxjava3.exceptions.UndeliverableException: The exception could not be delivered to the consumer: java.io.IOException: no route
        - io.reactivex.rxjava3.plugins.RxJavaPlugins.onError @ RxJavaPlugins.java:372`,
    ),
  ),
  same(
    "a bad window of a dialog, with other addresses and no frame of one's own",
    java(`android.view.WindowManager$BadTokenException: Unable to add window -- android.os.BinderProxy@3f2a1b0 is not valid; is your activity running?
      - android.view.ViewRootImpl.setView @ ViewRootImpl.java:1147`),
    java(`android.view.WindowManager$BadTokenException: Unable to add window -- android.os.BinderProxy@c81d9e4 is not valid; is your activity running?
      - android.view.ViewRootImpl.setView @ ViewRootImpl.java:1147`),
  ),
  same(
    "recompositions of another depth",
    java(`java.lang.IllegalStateException: no price
      - androidx.compose.runtime.ComposerImpl.recompose @ Composer.kt:3280
      com.acme.app.PriceTagKt.PriceTag @ PriceTag.kt:18`),
    java(`java.lang.IllegalStateException: no price
      - androidx.compose.runtime.ComposerImpl.recompose @ Composer.kt:3280
      - androidx.compose.runtime.RecomposeScopeImpl.compose @ RecomposeScopeImpl.kt:145
      - androidx.compose.runtime.ComposerImpl.recompose @ Composer.kt:3312
      com.acme.app.PriceTagKt.PriceTag @ PriceTag.kt:18`),
  ),

  different(
    "two handlers below the same frames of Android",
    java(`java.lang.IllegalStateException: no cart\n${newPhone}\ncom.acme.app.CartFragment.onPay @ CartFragment.kt:40`),
    java(`java.lang.IllegalStateException: no cart\n${newPhone}\ncom.acme.app.CartFragment.onVoucher @ CartFragment.kt:60`),
  ),
  different(
    "onCreate of two activities",
    java("java.lang.NullPointerException\ncom.acme.app.DetailActivity.onCreate @ DetailActivity.kt:22"),
    java("java.lang.NullPointerException\ncom.acme.app.SettingsActivity.onCreate @ SettingsActivity.kt:22"),
  ),
  different(
    "coroutines of two functions",
    java("java.io.IOException: no route\ncom.acme.app.SyncModel$refresh$1.invokeSuspend @ SyncModel.kt:31"),
    java("java.io.IOException: no route\ncom.acme.app.SyncModel$upload$1.invokeSuspend @ SyncModel.kt:77"),
  ),
  different(
    "lambdas of two classes",
    java("java.lang.NullPointerException\ncom.acme.app.Menu$show$2.invoke @ Menu.kt:20"),
    java("java.lang.NullPointerException\ncom.acme.app.Basket$show$2.invoke @ Basket.kt:20"),
  ),
  different(
    "another type in one coroutine",
    java("java.io.IOException: no route\ncom.acme.app.SyncModel$refresh$1.invokeSuspend @ SyncModel.kt:31"),
    java("java.lang.SecurityException: no route\ncom.acme.app.SyncModel$refresh$1.invokeSuspend @ SyncModel.kt:31"),
  ),
  different(
    "two slow calls that made the application not respond",
    notResponding("com.acme.app.Images.decode @ Images.kt:30"),
    notResponding("com.acme.app.Prefs.load @ Prefs.kt:12"),
  ),
  different(
    "a remote service without a frame of one's own, other texts",
    java(`java.lang.IllegalStateException: Can not perform this action after onSaveInstanceState
      - androidx.fragment.app.FragmentManager.checkStateLoss @ FragmentManager.java:1844`),
    java(`java.lang.IllegalStateException: FragmentManager has been destroyed
      - androidx.fragment.app.FragmentManager.enqueueAction @ FragmentManager.java:1869`),
  ),
  different(
    "foreground services that did not start, without a frame of one's own",
    java(`android.app.RemoteServiceException: Context.startForegroundService() did not then call Service.startForeground(): ServiceRecord{c0ffee1 u0 com.acme.app/.SyncService}
      - android.app.ActivityThread$H.handleMessage @ ActivityThread.java:1983`),
    java(`android.app.RemoteServiceException: Bad notification for startForeground: invalid channel for service notification
      - android.app.ActivityThread$H.handleMessage @ ActivityThread.java:1983`),
  ),
  different(
    "an activity that could not be started for two reasons",
    java(
      "java.lang.NullPointerException\ncom.acme.app.DetailActivity.onCreate @ DetailActivity.kt:22",
      "java.lang.RuntimeException: Unable to start activity\n- android.app.ActivityThread.performLaunchActivity @ ActivityThread.java:3449",
    ),
    java(
      "android.view.InflateException: Binary XML file line #17\ncom.acme.app.DetailActivity.onCreate @ DetailActivity.kt:19",
      "java.lang.RuntimeException: Unable to start activity\n- android.app.ActivityThread.performLaunchActivity @ ActivityThread.java:3449",
    ),
  ),
  different(
    "minified names without a mapping, other texts",
    java("java.lang.IllegalStateException: no cart\na.b.c.a @ SourceFile:1\na.b.d.b @ SourceFile:4"),
    java("java.lang.IllegalStateException: no account\na.b.c.a @ SourceFile:1\na.b.d.b @ SourceFile:4"),
  ),
  different(
    "composables of one name in two files",
    java("java.lang.IllegalStateException: no price\ncom.acme.app.cart.RowKt.Row @ Row.kt:18"),
    java("java.lang.IllegalStateException: no price\ncom.acme.app.search.RowKt.Row @ Row.kt:18"),
  ),
  different(
    "view holders of two adapters",
    java(
      "java.lang.IndexOutOfBoundsException: Index: 3, Size: 3\ncom.acme.app.CartAdapter.onBindViewHolder @ CartAdapter.kt:30",
    ),
    java(
      "java.lang.IndexOutOfBoundsException: Index: 3, Size: 3\ncom.acme.app.WishAdapter.onBindViewHolder @ WishAdapter.kt:30",
    ),
  ),
  different(
    "companion objects of two classes",
    java("java.lang.IllegalArgumentException: bad\ncom.acme.app.Price$Companion.parse @ Price.kt:9"),
    java("java.lang.IllegalArgumentException: bad\ncom.acme.app.Weight$Companion.parse @ Weight.kt:9"),
  ),
];
