import { java } from "../build.ts";
import type { Case } from "../case.ts";
import { different, same } from "../case.ts";

const NPE = "java.lang.NullPointerException";

/** Scala, Groovy and Clojure, and what frameworks generate on the JVM. */
export const jvmLanguageCases: readonly Case[] = [
  same(
    "Scala's anonymous functions numbered anew",
    java(`${NPE}\ncom.acme.Report.$anonfun$rows$3 @ Report.scala:20`),
    java(`${NPE}\ncom.acme.Report.$anonfun$rows$7 @ Report.scala:31`),
  ),
  same(
    "Scala's anonymous classes numbered anew",
    java(`${NPE}\ncom.acme.Report$$anon$1.compare @ Report.scala:20`),
    java(`${NPE}\ncom.acme.Report$$anon$4.compare @ Report.scala:31`),
  ),
  same(
    "Akka's dispatcher of two versions",
    java(
      `${NPE}\n- akka.dispatch.Mailbox.run @ Mailbox.scala:231\n- akka.actor.ActorCell.invoke @ ActorCell.scala:547\ncom.acme.StockActor.restock @ StockActor.scala:20`,
    ),
    java(
      `${NPE}\n- akka.dispatch.ForkJoinExecutorConfigurator$AkkaForkJoinTask.exec @ ForkJoinExecutorConfigurator.scala:47\n- akka.actor.ActorCell.invoke @ ActorCell.scala:579\ncom.acme.StockActor.restock @ StockActor.scala:20`,
    ),
  ),
  same(
    "Groovy's closures numbered anew",
    java(`${NPE}\ncom.acme.Report$_rows_closure2.doCall @ Report.groovy:20`),
    java(`${NPE}\ncom.acme.Report$_rows_closure12.doCall @ Report.groovy:31`),
  ),
  same(
    "Groovy's call sites around one's own",
    java(
      `${NPE}\n- org.codehaus.groovy.runtime.callsite.CallSiteArray.defaultCall @ CallSiteArray.java:47\ncom.acme.Report.rows @ Report.groovy:9`,
    ),
    java(
      `${NPE}\n- org.codehaus.groovy.vmplugin.v8.IndyInterface.fromCache @ IndyInterface.java:321\ncom.acme.Report.rows @ Report.groovy:9`,
    ),
  ),
  same(
    "Clojure's functions numbered anew",
    java(`${NPE}\nacme.report$rows$fn__1234.invoke @ report.clj:20`),
    java(`${NPE}\nacme.report$rows$fn__5678.invoke @ report.clj:31`),
  ),
  same(
    "Hibernate's proxies with other suffixes",
    java(`${NPE}\n com.acme.Order$HibernateProxy$xK2mQ9bT.getCustomer @\n com.acme.Labels.print @ Labels.java:9`),
    java(`${NPE}\n com.acme.Order$HibernateProxy$pL7vW3zA.getCustomer @\n com.acme.Labels.print @ Labels.java:9`),
  ),
  same(
    "Javassist's proxies with other numbers",
    java(
      `${NPE}\n com.acme.Order_$$_jvst4a7_1c.getCustomer @ Order_$$_jvst4a7_1c.java\n com.acme.Labels.print @ Labels.java:9`,
    ),
    java(`${NPE}\n com.acme.Order_$$_jvstf02_9.getCustomer @ Order_$$_jvstf02_9.java\n com.acme.Labels.print @ Labels.java:9`),
  ),
  same(
    "dynamic proxies with other numbers",
    java(
      `${NPE}\n com.acme.Jobs.start @ Jobs.java:4\n- com.sun.proxy.$Proxy112.close @\n com.acme.Books.close @ Books.java:12`,
    ),
    java(`${NPE}\n com.acme.Jobs.start @ Jobs.java:4\n- jdk.proxy2.$Proxy87.close @\n com.acme.Books.close @ Books.java:12`),
  ),
  same(
    "Micronaut's interceptors",
    java(`${NPE}\n com.acme.$Books$Definition$Intercepted.close @\n com.acme.Books.close @ Books.java:12`),
    java(`${NPE}\n com.acme.$Books$Definition$Intercepted$$exec2.close @\n com.acme.Books.close @ Books.java:12`),
  ),
  same(
    "Kotlin's bridge for default arguments",
    java(`${NPE}\ncom.acme.Prices.load$default @ Prices.kt:20\ncom.acme.Prices.load @ Prices.kt:22`),
    java(`${NPE}\ncom.acme.Prices.load @ Prices.kt:22`),
  ),
  same(
    "Kotlin's accessors of private functions",
    java(`${NPE}\ncom.acme.Prices.access$load @ Prices.kt:1\ncom.acme.Prices.load @ Prices.kt:22`),
    java(`${NPE}\ncom.acme.Prices.load @ Prices.kt:22`),
  ),
  same(
    "Java's accessors of private methods, numbered anew",
    java(`${NPE}\ncom.acme.Prices.access$000 @ Prices.java:1\ncom.acme.Prices.load @ Prices.java:22`),
    java(`${NPE}\ncom.acme.Prices.access$300 @ Prices.java:1\ncom.acme.Prices.load @ Prices.java:22`),
  ),

  different(
    "Scala's anonymous functions of two methods",
    java(`${NPE}\ncom.acme.Report.$anonfun$rows$3 @ Report.scala:20`),
    java(`${NPE}\ncom.acme.Report.$anonfun$totals$3 @ Report.scala:40`),
  ),
  different(
    "a Scala object and another with one method name",
    java(`${NPE}\ncom.acme.Report$.apply @ Report.scala:20`),
    java(`${NPE}\ncom.acme.Invoice$.apply @ Invoice.scala:20`),
  ),
  different(
    "Groovy's closures of two methods",
    java(`${NPE}\ncom.acme.Report$_rows_closure2.doCall @ Report.groovy:20`),
    java(`${NPE}\ncom.acme.Report$_totals_closure2.doCall @ Report.groovy:40`),
  ),
  different(
    "Clojure's functions of two names",
    java(`${NPE}\nacme.report$rows.invoke @ report.clj:20`),
    java(`${NPE}\nacme.report$totals.invoke @ report.clj:40`),
  ),
  different(
    "Clojure's functions of one name in two namespaces",
    java(`${NPE}\nacme.report$rows.invoke @ report.clj:20`),
    java(`${NPE}\nacme.invoice$rows.invoke @ invoice.clj:20`),
  ),
  different(
    "proxies of two entities",
    java(`${NPE}\n com.acme.Order$HibernateProxy$xK2mQ9bT.getOwner @\n`),
    java(`${NPE}\n com.acme.Voucher$HibernateProxy$xK2mQ9bT.getOwner @\n`),
  ),
  different(
    "actors whose methods are all called receive",
    java("java.lang.IllegalStateException: no\ncom.acme.StockActor.receive @ StockActor.scala:20"),
    java("java.lang.IllegalStateException: no\ncom.acme.PriceActor.receive @ PriceActor.scala:20"),
  ),
  different(
    "enums whose constants have a body",
    java(`${NPE}\ncom.acme.Shape$Circle.area @ Shape.java:20`),
    java(`${NPE}\ncom.acme.Shape$Square.area @ Shape.java:30`),
  ),
  different(
    "builders of two classes",
    java(`${NPE}\ncom.acme.Order$Builder.build @ Order.java:90`),
    java(`${NPE}\ncom.acme.Cart$Builder.build @ Cart.java:90`),
  ),
  different(
    "Oracle's errors without a frame of one's own",
    java(
      "java.sql.SQLSyntaxErrorException: ORA-00942: table or view does not exist\n- oracle.jdbc.driver.T4CTTIoer.processError @ T4CTTIoer.java:450",
    ),
    java(
      "java.sql.SQLSyntaxErrorException: ORA-00904: invalid identifier\n- oracle.jdbc.driver.T4CTTIoer.processError @ T4CTTIoer.java:450",
    ),
  ),
  different(
    "Kafka's errors without a frame of one's own",
    java(
      "org.apache.kafka.common.errors.TimeoutException: Topic orders not present in metadata after 60000 ms.\n- org.apache.kafka.clients.producer.KafkaProducer.send @ KafkaProducer.java:900",
    ),
    java(
      "org.apache.kafka.common.errors.TimeoutException: Expiring 3 record(s) for invoices-0: 120000 ms has passed since batch creation\n- org.apache.kafka.clients.producer.KafkaProducer.send @ KafkaProducer.java:900",
    ),
  ),
  different(
    "a cast that failed between two pairs of classes, no frame of one's own",
    java(
      "java.lang.ClassCastException: class com.acme.Order cannot be cast to class com.acme.Refund\n- java.util.ArrayList.forEach @ ArrayList.java:1511",
    ),
    java(
      "java.lang.ClassCastException: class java.lang.String cannot be cast to class java.lang.Integer\n- java.util.ArrayList.forEach @ ArrayList.java:1511",
    ),
  ),
];
