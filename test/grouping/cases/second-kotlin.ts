import { java, withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const NPE = "java.lang.NullPointerException";
const android = (level: number): string => `- com.android.internal.os.ZygoteInit.main @ ZygoteInit.java:${900 + level}
  - android.os.Looper.loop @ Looper.java:${200 + level}
  - android.os.Handler.dispatchMessage @ Handler.java:${90 + level}`;
/** Coroutines resume below the dispatcher's own frames. */
const resumed = (
  version: number,
): string => `- kotlinx.coroutines.scheduling.CoroutineScheduler$Worker.run @ CoroutineScheduler.kt:${version}
  - kotlinx.coroutines.DispatchedTask.run @ DispatchedTask.kt:${version - 500}
  - kotlin.coroutines.jvm.internal.BaseContinuationImpl.resumeWith @ ContinuationImpl.kt:33`;
const binder = (text: string): SdkEvent =>
  java(`${text}\n- android.os.Parcel.readException @ Parcel.java:2013\n- android.os.Parcel.createException @ Parcel.java:2029`);
const sqlite = (text: string): SdkEvent =>
  java(
    `android.database.sqlite.SQLiteException: ${text}\n- android.database.sqlite.SQLiteConnection.nativePrepareStatement @ SQLiteConnection.java`,
  );

export const secondKotlinCases: readonly Case[] = [
  same(
    "a suspending lambda numbered anew under two versions of the scheduler",
    java(
      `java.io.IOException: unexpected end of stream\n${resumed(793)}\ncom.depot.app.SyncWorker$doWork$2.invokeSuspend @ SyncWorker.kt:31\ncom.depot.app.Api.pull @ Api.kt:60`,
    ),
    java(
      `java.io.IOException: unexpected end of stream\n${resumed(697)}\ncom.depot.app.SyncWorker$doWork$3.invokeSuspend @ SyncWorker.kt:35\ncom.depot.app.Api.pull @ Api.kt:62`,
    ),
  ),
  same(
    "a flow's collector, whose classes the compiler numbered anew",
    java(
      `${NPE}\n- kotlinx.coroutines.flow.StateFlowImpl.collect @ StateFlow.kt:396\ncom.depot.app.MapViewModel$special$$inlined$map$1$2.emit @ Emitters.kt:50\ncom.depot.app.MapViewModel.pinsOf @ MapViewModel.kt:22`,
    ),
    java(
      `${NPE}\n- kotlinx.coroutines.flow.StateFlowImpl.collect @ StateFlow.kt:401\ncom.depot.app.MapViewModel$special$$inlined$map$2$2.emit @ Emitters.kt:219\ncom.depot.app.MapViewModel.pinsOf @ MapViewModel.kt:25`,
    ),
  ),
  same(
    "Compose's own frames of two versions around a click",
    java(`java.lang.IllegalStateException: no scanner
      - androidx.compose.foundation.ClickablePointerInputNode$pointerInput$3.invoke-k-4lQ0M @ Clickable.kt:987
      com.depot.app.ScanScreenKt.ScanScreen$lambda$4 @ ScanScreen.kt:51
      com.depot.app.Scanner.open @ Scanner.kt:18`),
    java(`java.lang.IllegalStateException: no scanner
      - androidx.compose.foundation.ClickableNode$clickPointerInput$3.invoke-k-4lQ0M @ Clickable.kt:639
      com.depot.app.ScanScreenKt.ScanScreen$lambda$6 @ ScanScreen.kt:58
      com.depot.app.Scanner.open @ Scanner.kt:18`),
  ),
  same(
    "classes that R8 synthesised for lambdas, in two builds with the mapping applied",
    java(
      `${NPE}\n${android(3)}\ncom.depot.app.LoginActivity$$ExternalSyntheticLambda2.onClick @ D8$$SyntheticClass\ncom.depot.app.LoginActivity.signIn @ LoginActivity.kt:44`,
    ),
    java(
      `${NPE}\n${android(41)}\ncom.depot.app.LoginActivity$$ExternalSyntheticLambda5.onClick @ R8$$SyntheticClass\ncom.depot.app.LoginActivity.signIn @ LoginActivity.kt:46`,
    ),
  ),
  same(
    "an intent that nobody takes, with another file, no frame of one's own",
    java(
      "android.content.ActivityNotFoundException: No Activity found to handle Intent { act=android.intent.action.VIEW dat=content://example.depot.files/17.pdf typ=application/pdf }\n- android.app.Instrumentation.checkStartActivityResult @ Instrumentation.java:2067",
    ),
    java(
      "android.content.ActivityNotFoundException: No Activity found to handle Intent { act=android.intent.action.VIEW dat=content://example.depot.files/90210.pdf typ=application/pdf }\n- android.app.Instrumentation.checkStartActivityResult @ Instrumentation.java:2239",
    ),
  ),
  same(
    "a parcel too large by another size, no frame of one's own",
    binder("android.os.TransactionTooLargeException: data parcel size 1053304 bytes"),
    binder("android.os.TransactionTooLargeException: data parcel size 547120 bytes"),
  ),
  same(
    "a default-argument method beside the one it calls",
    java(
      "java.lang.IllegalArgumentException: no unit\ncom.depot.app.Format.weight$default @ Format.kt:9\ncom.depot.app.Format.weight @ Format.kt:11",
    ),
    java(
      "java.lang.IllegalArgumentException: no unit\ncom.depot.app.Format.weight$default @ Format.kt:14\ncom.depot.app.Format.weight @ Format.kt:16",
    ),
  ),
  same(
    "a main thread that waits at one place, reported twice with other times",
    withMechanism(
      java(
        `io.sentry.android.core.ApplicationNotResponding: ANR for at least 5000 ms.\n${android(3)}\ncom.depot.app.Prefs.load @ Prefs.kt:12\n- android.app.SharedPreferencesImpl.awaitLoadedLocked @ SharedPreferencesImpl.java:288`,
      ),
      { type: "ANR" },
    ),
    withMechanism(
      java(
        `io.sentry.android.core.ApplicationNotResponding: ANR for at least 10000 ms.\n${android(55)}\ncom.depot.app.Prefs.load @ Prefs.kt:15\n- android.app.SharedPreferencesImpl.awaitLoadedLocked @ SharedPreferencesImpl.java:301`,
      ),
      { type: "AppExitInfo" },
    ),
  ),
  same(
    "a fiber of cats-effect in two versions",
    java(`java.util.NoSuchElementException: None.get
      - cats.effect.IOFiber.runLoop @ IOFiber.scala:1190
      - cats.effect.unsafe.WorkerThread.run @ WorkerThread.scala:588
      com.depot.Plan$.laneOf @ Plan.scala:20`),
    java(`java.util.NoSuchElementException: None.get
      - cats.effect.IOFiber.succeeded @ IOFiber.scala:1265
      - cats.effect.IOFiber.runLoop @ IOFiber.scala:261
      - cats.effect.unsafe.WorkerThread.run @ WorkerThread.scala:917
      com.depot.Plan$.laneOf @ Plan.scala:24`),
  ),
  same(
    "Spark's task on another executor, stage and try",
    java(
      "org.apache.spark.SparkException: Job aborted due to stage failure: Task 17 in stage 3.0 failed 4 times, most recent failure: Lost task 17.3 in stage 3.0 (TID 211) (10.0.3.17 executor 2): ExecutorLostFailure",
    ),
    java(
      "org.apache.spark.SparkException: Job aborted due to stage failure: Task 4 in stage 12.0 failed 4 times, most recent failure: Lost task 4.3 in stage 12.0 (TID 9021) (10.0.8.2 executor 31): ExecutorLostFailure",
    ),
  ),
  different(
    "suspending lambdas of two workers",
    java(`java.io.IOException: closed\n${resumed(793)}\ncom.depot.app.SyncWorker$doWork$2.invokeSuspend @ SyncWorker.kt:31`),
    java(
      `java.io.IOException: closed\n${resumed(793)}\ncom.depot.app.UploadWorker$doWork$2.invokeSuspend @ UploadWorker.kt:31`,
    ),
  ),
  different(
    "view models whose blocks are both called init",
    java(`${NPE}\ncom.depot.app.MapViewModel$1.invokeSuspend @ MapViewModel.kt:12`),
    java(`${NPE}\ncom.depot.app.ChatViewModel$1.invokeSuspend @ ChatViewModel.kt:12`),
  ),
  different(
    "properties that were read before they were set, no frame of one's own",
    java(
      "kotlin.UninitializedPropertyAccessException: lateinit property printer has not been initialized\n- kotlin.jvm.internal.Intrinsics.throwUninitializedPropertyAccessException @ Intrinsics.java:53",
    ),
    java(
      "kotlin.UninitializedPropertyAccessException: lateinit property session has not been initialized\n- kotlin.jvm.internal.Intrinsics.throwUninitializedPropertyAccessException @ Intrinsics.java:53",
    ),
  ),
  different(
    "parameters that may not be null, of two functions, where only Kotlin's check is on the stack",
    java(
      "java.lang.NullPointerException: Parameter specified as non-null is null: method com.depot.app.Labels.print, parameter text\n- kotlin.jvm.internal.Intrinsics.throwParameterIsNullNPE @ Intrinsics.java:130",
    ),
    java(
      "java.lang.NullPointerException: Parameter specified as non-null is null: method com.depot.app.Maps.open, parameter city\n- kotlin.jvm.internal.Intrinsics.throwParameterIsNullNPE @ Intrinsics.java:130",
    ),
  ),
  different(
    "tables and columns that SQLite lacks, no frame of one's own",
    sqlite("no such table: parcel (code 1 SQLITE_ERROR): , while compiling: SELECT * FROM parcel"),
    sqlite("no such column: lane_id (code 1 SQLITE_ERROR): , while compiling: SELECT lane_id FROM truck"),
  ),
  different(
    "broadcast receivers of two kinds",
    java(`java.lang.SecurityException: not allowed\n${android(3)}\ncom.depot.app.BootReceiver.onReceive @ BootReceiver.kt:14`),
    java(`java.lang.SecurityException: not allowed\n${android(3)}\ncom.depot.app.SmsReceiver.onReceive @ SmsReceiver.kt:14`),
  ),
  different(
    "refusals across processes, no frame of one's own",
    binder("java.lang.SecurityException: Permission Denial: starting Intent requires android.permission.CAMERA"),
    binder(
      "java.lang.SecurityException: Permission Denial: reading MediaProvider requires android.permission.READ_EXTERNAL_STORAGE",
    ),
  ),
  different(
    "views that a layout and a theme cannot make, the cause below",
    java(
      "java.lang.ClassNotFoundException: com.depot.app.SlotView\n- dalvik.system.BaseDexClassLoader.findClass @ BaseDexClassLoader.java:259",
      "android.view.InflateException: Binary XML file line #12: Error inflating class com.depot.app.SlotView\n- android.view.LayoutInflater.inflate @ LayoutInflater.java:656",
    ),
    java(
      "android.content.res.Resources$NotFoundException: Drawable example.depot:drawable/ic_lane\n- android.content.res.ResourcesImpl.loadDrawable @ ResourcesImpl.java:937",
      "android.view.InflateException: Binary XML file line #12: Error inflating class ImageView\n- android.view.LayoutInflater.inflate @ LayoutInflater.java:656",
    ),
  ),
  different(
    "sealed branches that nobody handled, in two functions",
    java("kotlin.NoWhenBranchMatchedException\ncom.depot.app.StateText.of @ StateText.kt:9"),
    java("kotlin.NoWhenBranchMatchedException\ncom.depot.app.StateIcon.of @ StateIcon.kt:9"),
  ),
  different(
    "extension functions of one name in two files",
    java(`${NPE}\ncom.depot.app.ParcelExtensionsKt.title @ ParcelExtensions.kt:7`),
    java(`${NPE}\ncom.depot.app.TruckExtensionsKt.title @ TruckExtensions.kt:7`),
  ),
  different(
    "controllers of Play whose actions have one name",
    java(`${NPE}
      - play.api.mvc.ActionBuilder.$anonfun$apply$14 @ Action.scala:477
      com.depot.controllers.ParcelController.$anonfun$show$1 @ ParcelController.scala:20`),
    java(`${NPE}
      - play.api.mvc.ActionBuilder.$anonfun$apply$14 @ Action.scala:477
      com.depot.controllers.TruckController.$anonfun$show$1 @ TruckController.scala:20`),
  ),
  different(
    "minified classes without a mapping, of two types of error",
    java("java.lang.ClassCastException: a cannot be cast to b\na.b.c.d @ SourceFile:3\na.b.e.f @ SourceFile:9"),
    java("java.lang.IllegalStateException: no scanner\na.b.c.d @ SourceFile:3\na.b.e.f @ SourceFile:9"),
  ),
];
