import { java, withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const NPE = "java.lang.NullPointerException";
const tomcat = (line: number): string => `- java.lang.Thread.run @ Thread.java:${line}
  - org.apache.tomcat.util.threads.TaskThread$WrappingRunnable.run @ TaskThread.java:63
  - org.apache.catalina.core.StandardWrapperValve.invoke @ StandardWrapperValve.java:${line - 560}`;
const undertow = `- java.lang.Thread.run @ Thread.java:1583
  - org.xnio.XnioWorker$WorkerThreadFactory$1$1.run @ XnioWorker.java:1282
  - io.undertow.server.Connectors.executeRootHandler @ Connectors.java:393`;
const grpc = (text: string): SdkEvent =>
  java(`io.grpc.StatusRuntimeException: ${text}
    - io.grpc.stub.ClientCalls.blockingUnaryCall @ ClientCalls.java:165
    - io.grpc.stub.ClientCalls.getUnchecked @ ClientCalls.java:268
    - io.grpc.stub.ClientCalls.toStatusRuntimeException @ ClientCalls.java:287`);
const kafka = (type: string, text: string): SdkEvent => java(`org.apache.kafka.common.errors.${type}: ${text}`);
const hibernate = (type: string, text: string): SdkEvent =>
  java(`org.hibernate.${type}: ${text}
    - org.hibernate.internal.ExceptionConverterImpl.convert @ ExceptionConverterImpl.java:165
    - org.springframework.orm.jpa.SharedEntityManagerCreator$SharedEntityManagerInvocationHandler.invoke @ SharedEntityManagerCreator.java:315`);
const oracle = (text: string): SdkEvent =>
  java(`java.sql.SQLException: ${text}\n- oracle.jdbc.driver.T4CTTIoer11.processError @ T4CTTIoer11.java:509`);

export const secondJavaCases: readonly Case[] = [
  same(
    "Tomcat and Undertow below one controller",
    java(`${NPE}\n${tomcat(840)}\ncom.depot.web.LabelController.print @ LabelController.java:44`),
    java(`${NPE}\n${undertow}\ncom.depot.web.LabelController.print @ LabelController.java:47`),
  ),
  same(
    "Reactor's operators in two versions around one's own mapper",
    java(`java.lang.IllegalArgumentException: no zone
      - reactor.core.publisher.FluxMap$MapSubscriber.onNext @ FluxMap.java:106
      - reactor.core.publisher.MonoFlatMap$FlatMapMain.onNext @ MonoFlatMap.java:132
      com.depot.tariff.TariffService.zoneOf @ TariffService.java:31`),
    java(`java.lang.IllegalArgumentException: no zone
      - reactor.core.publisher.FluxMapFuseable$MapFuseableSubscriber.onNext @ FluxMapFuseable.java:113
      - reactor.core.publisher.FluxOnAssembly$OnAssemblySubscriber.onNext @ FluxOnAssembly.java:539
      com.depot.tariff.TariffService.zoneOf @ TariffService.java:34`),
  ),
  same(
    "a fork-join pool and a plain pool run one task",
    java(`java.io.UncheckedIOException: java.io.IOException: short read
      - java.util.concurrent.ForkJoinWorkerThread.run @ ForkJoinWorkerThread.java:165
      - java.util.concurrent.CompletableFuture$AsyncSupply.run @ CompletableFuture.java:1768
      com.depot.img.Thumbnails.scale @ Thumbnails.java:27`),
    java(`java.io.UncheckedIOException: java.io.IOException: short read
      - java.lang.Thread.run @ Thread.java:840
      - java.util.concurrent.ThreadPoolExecutor$Worker.run @ ThreadPoolExecutor.java:635
      - java.util.concurrent.CompletableFuture$AsyncSupply.run @ CompletableFuture.java:1768
      com.depot.img.Thumbnails.scale @ Thumbnails.java:29`),
  ),
  same(
    "a CompletionException around the error, and the error itself",
    java("com.depot.StockException: empty\ncom.depot.Stock.take @ Stock.java:12"),
    java(
      "com.depot.StockException: empty\ncom.depot.Stock.take @ Stock.java:12",
      "java.util.concurrent.CompletionException: com.depot.StockException: empty\n- java.util.concurrent.CompletableFuture.encodeThrowable @ CompletableFuture.java:332",
    ),
  ),
  same(
    "methods that AspectJ wove and numbered anew",
    java(`${NPE}
      com.depot.Ledger.close @ Ledger.java:20
      com.depot.Ledger$AjcClosure3.run @ Ledger.java:1
      - org.aspectj.runtime.reflect.JoinPointImpl.proceed @ JoinPointImpl.java:101
      com.depot.Ledger.close_aroundBody2 @ Ledger.java:50`),
    java(`${NPE}
      com.depot.Ledger.close @ Ledger.java:20
      com.depot.Ledger$AjcClosure7.run @ Ledger.java:1
      - org.aspectj.runtime.reflect.JoinPointImpl.proceed @ JoinPointImpl.java:102
      com.depot.Ledger.close_aroundBody6 @ Ledger.java:52`),
  ),
  same(
    "classes that Quarkus generated and numbered anew around one's own method",
    java(`${NPE}
      com.depot.LabelResource_Subclass.print @ <generated>
      com.depot.LabelResource_Subclass$$function$$4.apply @ <generated>
      com.depot.LabelResource_Subclass.print$$superforward1 @ <generated>
      com.depot.LabelResource.print @ LabelResource.java:30`),
    java(`${NPE}
      com.depot.LabelResource_Subclass.print @ <generated>
      com.depot.LabelResource_Subclass$$function$$9.apply @ <generated>
      com.depot.LabelResource_Subclass.print$$superforward2 @ <generated>
      com.depot.LabelResource.print @ LabelResource.java:33`),
  ),
  same(
    "a lambda class whose number and address follow the start of the process",
    java(`${NPE}
      com.depot.Router.open @ Router.java:12
      - com.depot.Router$$Lambda$482/0x0000000800d1a440.apply @ <generated>
      com.depot.Router.laneOf @ Router.java:40`),
    java(`${NPE}
      com.depot.Router.open @ Router.java:12
      - com.depot.Router$$Lambda/0x00007f3c014a8c28.apply @ <generated>
      com.depot.Router.laneOf @ Router.java:41`),
  ),
  same(
    "a broker's lag with other offsets, no stack",
    kafka("OffsetOutOfRangeException", "Fetch position FetchPosition{offset=4711} is out of range for partition parcels-3"),
    kafka("OffsetOutOfRangeException", "Fetch position FetchPosition{offset=902103} is out of range for partition parcels-11"),
  ),
  same(
    "a deadline of gRPC with other durations, no frame of one's own",
    grpc("DEADLINE_EXCEEDED: deadline exceeded after 4.999786312s. [remote_addr=10.0.3.17/10.0.3.17:9090]"),
    grpc("DEADLINE_EXCEEDED: deadline exceeded after 1.982004551s. [remote_addr=10.0.8.2/10.0.8.2:9090]"),
  ),
  same(
    "a unique constraint of Oracle, with another error's link",
    oracle("ORA-00001: unique constraint (DEPOT.PK_PARCEL) violated"),
    java(
      "java.sql.SQLException: ORA-00001: unique constraint (DEPOT.PK_PARCEL) violated\n- oracle.jdbc.driver.T4CTTIoer11.processError @ T4CTTIoer11.java:629",
    ),
  ),
  same(
    "a stale row with another id, no frame of one's own",
    hibernate(
      "StaleObjectStateException",
      "Row was updated or deleted by another transaction (or unsaved-value mapping was incorrect) : [com.depot.Parcel#17]",
    ),
    hibernate(
      "StaleObjectStateException",
      "Row was updated or deleted by another transaction (or unsaved-value mapping was incorrect) : [com.depot.Parcel#90210]",
    ),
  ),
  same(
    "log4j's appender and the handler of uncaught errors",
    withMechanism(java("java.lang.IllegalStateException: closed\ncom.depot.Feed.read @ Feed.java:12"), {
      type: "LogbackSentryAppender",
      handled: true,
    }),
    withMechanism(java("java.lang.IllegalStateException: closed\ncom.depot.Feed.read @ Feed.java:12"), {
      type: "UncaughtExceptionHandler",
      handled: false,
    }),
  ),
  different(
    "two reactive handlers below the same operators",
    java(
      `${NPE}\n- reactor.core.publisher.FluxMap$MapSubscriber.onNext @ FluxMap.java:106\ncom.depot.web.ParcelHandler.toDto @ ParcelHandler.java:30`,
    ),
    java(
      `${NPE}\n- reactor.core.publisher.FluxMap$MapSubscriber.onNext @ FluxMap.java:106\ncom.depot.web.TruckHandler.toDto @ TruckHandler.java:30`,
    ),
  ),
  different(
    "codes of gRPC, no frame of one's own",
    grpc("UNAVAILABLE: io exception"),
    grpc("PERMISSION_DENIED: not the owner"),
  ),
  different(
    "codes of Oracle, no frame of one's own",
    oracle("ORA-00001: unique constraint (DEPOT.PK_PARCEL) violated"),
    oracle("ORA-12519: TNS:no appropriate service handler found"),
  ),
  different(
    "constraints of one code of Oracle, no frame of one's own",
    oracle("ORA-00001: unique constraint (DEPOT.PK_PARCEL) violated"),
    oracle("ORA-00001: unique constraint (DEPOT.UQ_CLIENT_MAIL) violated"),
  ),
  different(
    "exceptions of Kafka without a stack",
    kafka("RecordTooLargeException", "The message is 1048700 bytes when serialized"),
    kafka("TopicAuthorizationException", "Not authorized to access topics: [parcels]"),
  ),
  different(
    "collections that were loaded too late, of two entities, no frame of one's own",
    hibernate(
      "LazyInitializationException",
      "failed to lazily initialize a collection of role: com.depot.Client.parcels: could not initialize proxy - no Session",
    ),
    hibernate(
      "LazyInitializationException",
      "failed to lazily initialize a collection of role: com.depot.Truck.stops: could not initialize proxy - no Session",
    ),
  ),
  different(
    "enum constants that two enums lack, no frame of one's own",
    java(
      "java.lang.IllegalArgumentException: No enum constant com.depot.ParcelState.LOST\n- java.lang.Enum.valueOf @ Enum.java:293",
    ),
    java(
      "java.lang.IllegalArgumentException: No enum constant com.depot.TruckKind.SPRINTER\n- java.lang.Enum.valueOf @ Enum.java:293",
    ),
  ),
  different(
    "overloads' neighbours: methods whose names one letter divides",
    java(`${NPE}\ncom.depot.Ledger.postAll @ Ledger.java:30`),
    java(`${NPE}\ncom.depot.Ledger.pushAll @ Ledger.java:60`),
  ),
  different(
    "constructors of two classes",
    java("java.lang.IllegalArgumentException: blank\ncom.depot.Zip.<init> @ Zip.java:9"),
    java("java.lang.IllegalArgumentException: blank\ncom.depot.Mail.<init> @ Mail.java:9"),
  ),
  different(
    "a constructor and the static block of one class",
    java(`${NPE}\ncom.depot.Rates.<init> @ Rates.java:20`),
    java(`${NPE}\ncom.depot.Rates.<clinit> @ Rates.java:8`),
  ),
  different(
    "initialisers of two classes that failed, the cause below",
    java(
      `${NPE}\ncom.depot.Zones.<clinit> @ Zones.java:8`,
      "java.lang.ExceptionInInitializerError\ncom.depot.Main.main @ Main.java:12",
    ),
    java(
      `${NPE}\ncom.depot.Fees.<clinit> @ Fees.java:8`,
      "java.lang.ExceptionInInitializerError\ncom.depot.Main.main @ Main.java:12",
    ),
  ),
  different(
    "scheduled methods of one bean",
    java(
      `java.lang.ArithmeticException: / by zero\n- org.springframework.scheduling.support.ScheduledMethodRunnable.run @ ScheduledMethodRunnable.java:84\ncom.depot.Nightly.bill @ Nightly.java:20`,
    ),
    java(
      `java.lang.ArithmeticException: / by zero\n- org.springframework.scheduling.support.ScheduledMethodRunnable.run @ ScheduledMethodRunnable.java:84\ncom.depot.Nightly.archive @ Nightly.java:44`,
    ),
  ),
  different(
    "properties that Jackson does not know, of two types, no frame of one's own",
    java(
      'com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException: Unrecognized field "colour" (class com.depot.ParcelDto), not marked as ignorable\n- com.fasterxml.jackson.databind.DeserializationContext.handleUnknownProperty @ DeserializationContext.java:1132',
    ),
    java(
      'com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException: Unrecognized field "axles" (class com.depot.TruckDto), not marked as ignorable\n- com.fasterxml.jackson.databind.DeserializationContext.handleUnknownProperty @ DeserializationContext.java:1132',
    ),
  ),
  different(
    "a handshake that failed by the certificate and by the protocol, no frame of one's own",
    java(
      "javax.net.ssl.SSLHandshakeException: PKIX path building failed: unable to find valid certification path to requested target\n- sun.security.ssl.Alert.createSSLException @ Alert.java:131",
    ),
    java(
      "javax.net.ssl.SSLHandshakeException: Received fatal alert: protocol_version\n- sun.security.ssl.Alert.createSSLException @ Alert.java:131",
    ),
  ),
];
