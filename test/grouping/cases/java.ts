import { java, withMechanism, withoutInApp } from "../build.ts";
import type { Case } from "../case.ts";
import { different, same } from "../case.ts";

const SPRING_5 = `- org.springframework.web.method.support.InvocableHandlerMethod.doInvoke @ InvocableHandlerMethod.java:205
  - org.springframework.web.servlet.DispatcherServlet.doDispatch @ DispatcherServlet.java:1067
  - javax.servlet.http.HttpServlet.service @ HttpServlet.java:655`;
const SPRING_6 = `- org.springframework.web.method.support.InvocableHandlerMethod.doInvoke @ InvocableHandlerMethod.java:259
  - org.springframework.web.servlet.FrameworkServlet.processRequest @ FrameworkServlet.java:1014
  - jakarta.servlet.http.HttpServlet.service @ HttpServlet.java:590
  - org.apache.catalina.core.ApplicationFilterChain.internalDoFilter @ ApplicationFilterChain.java:195`;

const lost = "com.acme.depot.StockController.show @ StockController.java:31\ncom.acme.depot.Stock.find @ Stock.java:18";
const hikari = (text: string): string => `java.sql.SQLTransientConnectionException: ${text}
  - com.zaxxer.hikari.pool.HikariPool.createTimeoutException @ HikariPool.java:696`;

export const javaCases: readonly Case[] = [
  same(
    "lines moved and an id in the text",
    java("java.lang.IllegalStateException: order 17 is closed\ncom.acme.shop.Order.add @ Order.java:40"),
    java("java.lang.IllegalStateException: order 90210 is closed\ncom.acme.shop.Order.add @ Order.java:58"),
  ),
  same(
    "Spring 5 with javax and Spring 6 with jakarta",
    java(`java.lang.NullPointerException\n${SPRING_5}\n${lost}`),
    java(`java.lang.NullPointerException\n${SPRING_6}\n${lost}`),
  ),
  same(
    "lambdas that the compiler numbered anew",
    java(`java.lang.ArithmeticException: / by zero
      com.acme.shop.Report.rows @ Report.java:22
      - java.util.stream.ReferencePipeline$3$1.accept @ ReferencePipeline.java:197
      com.acme.shop.Report.lambda$rows$0 @ Report.java:23`),
    java(`java.lang.ArithmeticException: / by zero
      com.acme.shop.Report.rows @ Report.java:27
      - java.util.stream.ReferencePipeline$3$1.accept @ ReferencePipeline.java:212
      com.acme.shop.Report.lambda$rows$4 @ Report.java:28`),
  ),
  same(
    "anonymous classes that the compiler numbered anew",
    java("java.lang.ClassCastException: bad cell\ncom.acme.shop.Grid$1.compare @ Grid.java:50"),
    java("java.lang.ClassCastException: bad cell\ncom.acme.shop.Grid$3.compare @ Grid.java:71"),
  ),
  same(
    "proxies of CGLIB with other suffixes",
    java(`java.lang.IllegalStateException: no period
      - com.acme.ledger.Books$$EnhancerBySpringCGLIB$$8f1c2a3b.close @ <generated>
      com.acme.ledger.Books.close @ Books.java:12`),
    java(`java.lang.IllegalStateException: no period
      - com.acme.ledger.Books$$EnhancerBySpringCGLIB$$d04e9f77.close @ <generated>
      com.acme.ledger.Books.close @ Books.java:12`),
  ),
  same(
    "proxies of Spring 6 that the SDK takes for one's own",
    java(`java.lang.IllegalStateException: no period
      com.acme.ledger.Books$$SpringCGLIB$$0.close @ <generated>
      com.acme.ledger.Books.close @ Books.java:12`),
    java(`java.lang.IllegalStateException: no period
      com.acme.ledger.Books$$SpringCGLIB$$2.close @ <generated>
      com.acme.ledger.Books.close @ Books.java:12`),
  ),
  same(
    "accessors that reflection generated",
    java(`java.lang.IllegalStateException: no period
      - jdk.internal.reflect.GeneratedMethodAccessor117.invoke @
      - java.lang.reflect.Method.invoke @ Method.java:566
      com.acme.ledger.Books.close @ Books.java:12`),
    java(`java.lang.IllegalStateException: no period
      - jdk.internal.reflect.DirectMethodHandleAccessor.invoke @ DirectMethodHandleAccessor.java:103
      - java.lang.reflect.Method.invoke @ Method.java:580
      com.acme.ledger.Books.close @ Books.java:12`),
  ),
  same(
    "hidden classes of lambdas with their addresses",
    java(`java.lang.IllegalStateException: no period
      com.acme.ledger.Jobs.start @ Jobs.java:8
      com.acme.ledger.Jobs$$Lambda$412/0x0000000800d1a840.run @
      com.acme.ledger.Books.close @ Books.java:12`),
    java(`java.lang.IllegalStateException: no period
      com.acme.ledger.Jobs.start @ Jobs.java:8
      com.acme.ledger.Jobs$$Lambda$97/0x00007f2c3c1b2000.run @
      com.acme.ledger.Books.close @ Books.java:12`),
  ),
  same(
    "the message of a null pointer with and without the JVM's help",
    java("java.lang.NullPointerException\ncom.acme.shop.Cart.total @ Cart.java:30"),
    java(`java.lang.NullPointerException: Cannot invoke "com.acme.shop.Line.cents()" because "line" is null
      com.acme.shop.Cart.total @ Cart.java:30`),
  ),
  same(
    "a pool thread and a virtual thread",
    java(`java.lang.IllegalStateException: no period
      - java.util.concurrent.ThreadPoolExecutor.runWorker @ ThreadPoolExecutor.java:1136
      - java.util.concurrent.FutureTask.run @ FutureTask.java:264
      com.acme.ledger.Books.close @ Books.java:12`),
    java(`java.lang.IllegalStateException: no period
      - java.lang.VirtualThread.run @ VirtualThread.java:309
      com.acme.ledger.Books.close @ Books.java:12`),
  ),
  same(
    "stack overflow at another depth",
    java(`java.lang.StackOverflowError
      com.acme.tree.Walker.start @ Walker.java:4
      ${"com.acme.tree.Node.visit @ Node.java:9\n com.acme.tree.Node.children @ Node.java:15\n".repeat(18)}`),
    java(`java.lang.StackOverflowError
      com.acme.tree.Walker.start @ Walker.java:4
      ${"com.acme.tree.Node.visit @ Node.java:9\n com.acme.tree.Node.children @ Node.java:15\n".repeat(41)}`),
  ),
  same(
    "an SDK that was told no packages, after an upgrade of Spring",
    withoutInApp(java(`java.lang.NullPointerException\n${SPRING_5}\n${lost}`)),
    withoutInApp(java(`java.lang.NullPointerException\n${SPRING_6}\n${lost}`)),
  ),
  same(
    "an ExecutionException around the error, and the error itself",
    java(
      "com.acme.shop.PriceException: no price\ncom.acme.shop.Prices.load @ Prices.java:9",
      `java.util.concurrent.ExecutionException: com.acme.shop.PriceException: no price
        - java.util.concurrent.FutureTask.report @ FutureTask.java:122`,
    ),
    java("com.acme.shop.PriceException: no price\ncom.acme.shop.Prices.load @ Prices.java:9"),
  ),
  same(
    "a pool that ran dry, with other numbers and no frame of one's own",
    java(hikari("HikariPool-1 - Connection is not available, request timed out after 30000ms.")),
    java(hikari("HikariPool-1 - Connection is not available, request timed out after 30012ms.")),
  ),
  same(
    "caught by hand and by the handler of uncaught exceptions",
    withMechanism(java(`java.lang.NullPointerException\n${lost}`), { type: "HandlerExceptionResolver", handled: false }),
    withMechanism(java(`java.lang.NullPointerException\n${lost}`), { type: "UncaughtExceptionHandler", handled: false }),
  ),

  different(
    "another type from the same line",
    java("java.lang.IllegalStateException: no\ncom.acme.shop.Order.add @ Order.java:40"),
    java("java.lang.IllegalArgumentException: no\ncom.acme.shop.Order.add @ Order.java:40"),
  ),
  different(
    "methods of one name in two classes",
    java("java.lang.NullPointerException\ncom.acme.shop.OrderMapper.toDto @ OrderMapper.java:12"),
    java("java.lang.NullPointerException\ncom.acme.shop.CustomerMapper.toDto @ CustomerMapper.java:12"),
  ),
  different(
    "classes of one name in two packages",
    java("java.lang.NullPointerException\ncom.acme.orders.Mapper.toDto @ Mapper.java:12"),
    java("java.lang.NullPointerException\ncom.acme.billing.Mapper.toDto @ Mapper.java:12"),
  ),
  different(
    "two methods of one class",
    java("java.lang.NullPointerException\ncom.acme.shop.Cart.total @ Cart.java:30"),
    java("java.lang.NullPointerException\ncom.acme.shop.Cart.weight @ Cart.java:44"),
  ),
  different(
    "lambdas of two methods",
    java(`java.lang.NullPointerException
      com.acme.shop.Report.lambda$rows$0 @ Report.java:23`),
    java(`java.lang.NullPointerException
      com.acme.shop.Report.lambda$totals$1 @ Report.java:40`),
  ),
  different(
    "named inner classes",
    java("java.lang.NullPointerException\ncom.acme.shop.Export$CsvWriter.write @ Export.java:30"),
    java("java.lang.NullPointerException\ncom.acme.shop.Export$PdfWriter.write @ Export.java:80"),
  ),
  different(
    "one service exception for two causes",
    java(
      "java.net.SocketTimeoutException: Read timed out\ncom.acme.pay.Gateway.post @ Gateway.java:70",
      "com.acme.pay.PaymentException: could not pay\ncom.acme.pay.Payments.pay @ Payments.java:22",
    ),
    java(
      "com.fasterxml.jackson.core.JsonParseException: Unexpected character\ncom.acme.pay.Answer.read @ Answer.java:15",
      "com.acme.pay.PaymentException: could not pay\ncom.acme.pay.Payments.pay @ Payments.java:22",
    ),
  ),
  different(
    "an ExecutionException around two errors",
    java(
      "java.lang.IllegalStateException: no rate\ncom.acme.shop.Rates.of @ Rates.java:9",
      "java.util.concurrent.ExecutionException: java.lang.IllegalStateException: no rate\n- java.util.concurrent.FutureTask.report @ FutureTask.java:122",
    ),
    java(
      "java.io.IOException: disk\ncom.acme.shop.Images.store @ Images.java:40",
      "java.util.concurrent.ExecutionException: java.io.IOException: disk\n- java.util.concurrent.FutureTask.report @ FutureTask.java:122",
    ),
  ),
  different(
    "Hibernate without a frame of one's own, other constraints",
    java(`org.hibernate.exception.ConstraintViolationException: could not execute statement [ERROR: duplicate key value violates unique constraint "uk_email"]
      - org.hibernate.exception.internal.SQLStateConversionDelegate.convert @ SQLStateConversionDelegate.java:109`),
    java(`org.hibernate.exception.ConstraintViolationException: could not execute statement [ERROR: null value in column "total" violates not-null constraint]
      - org.hibernate.exception.internal.SQLStateConversionDelegate.convert @ SQLStateConversionDelegate.java:109`),
  ),
  different(
    "Feign without a frame of one's own, other statuses",
    java(`feign.FeignException$NotFound: [404 Not Found] during [GET] to [http://stock/items/17]
      - feign.FeignException.errorStatus @ FeignException.java:194`),
    java(`feign.FeignException$InternalServerError: [500] during [GET] to [http://stock/items/17]
      - feign.FeignException.errorStatus @ FeignException.java:194`),
  ),
  different(
    "beans that Spring cannot make",
    java(`org.springframework.beans.factory.NoSuchBeanDefinitionException: No qualifying bean of type 'com.acme.mail.Sender' available
      - org.springframework.beans.factory.support.DefaultListableBeanFactory.raiseNoMatchingBeanFound @ DefaultListableBeanFactory.java:1790`),
    java(`org.springframework.beans.factory.NoSuchBeanDefinitionException: No qualifying bean of type 'com.acme.pay.Gateway' available
      - org.springframework.beans.factory.support.DefaultListableBeanFactory.raiseNoMatchingBeanFound @ DefaultListableBeanFactory.java:1790`),
  ),
  different(
    "classes that are missing, without a frame of one's own",
    java("java.lang.NoClassDefFoundError: com/acme/pdf/Renderer\n- java.lang.Class.forName0 @ Class.java"),
    java("java.lang.NoClassDefFoundError: com/acme/mail/Template\n- java.lang.Class.forName0 @ Class.java"),
  ),
  different(
    "two controllers below the same frames of Spring",
    java(`java.lang.IllegalStateException: no\n${SPRING_6}\ncom.acme.shop.OrderController.list @ OrderController.java:10`),
    java(`java.lang.IllegalStateException: no\n${SPRING_6}\ncom.acme.shop.RefundController.list @ RefundController.java:10`),
  ),
  different(
    "memory that ran out in two ways",
    java("java.lang.OutOfMemoryError: Java heap space\n- java.util.Arrays.copyOf @ Arrays.java:3236"),
    java(
      "java.lang.OutOfMemoryError: unable to create native thread: possibly out of memory\n- java.lang.Thread.start0 @ Thread.java",
    ),
  ),
];
