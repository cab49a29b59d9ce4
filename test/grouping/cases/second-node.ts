import { node, withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const express = (version: string): string =>
  `- next @ node_modules/.pnpm/express@${version}/node_modules/express/lib/router/index.js:280:10 | self.process_params(layer, paramcalled, req, res, function (err) {`;
/** Prisma's client throws all its errors from one place. */
const prisma = (text: string): SdkEvent =>
  node(`PrismaClientKnownRequestError: ${text}
    - RequestHandler.handleRequestError @ node_modules/@prisma/client/runtime/library.js:121:7749
    - RequestHandler.request @ node_modules/@prisma/client/runtime/library.js:121:6943`);
const dynamo = (head: string): SdkEvent =>
  node(`${head}
    - throwDefaultError @ node_modules/@smithy/smithy-client/dist-cjs/index.js:388:20 | throw decorateServiceException(response, parsedBody);
    - process.processTicksAndRejections @ node:internal/process/task_queues:95:5`);

export const secondNodeCases: readonly Case[] = [
  same(
    "Nest's frames of two versions around one provider",
    node(`TypeError: Cannot read properties of null (reading 'lanes')
      - RouterExecutionContext.create @ node_modules/@nestjs/core/router/router-execution-context.js:38:29 | const result = await handler(...args);
      RoutesController.plan @ dist/routes/routes.controller.js:41:20 | return this.planner.plan(dto);
      Planner.plan @ dist/routes/planner.js:18:33 | const lanes = depot.lanes.filter(isOpen);`),
    node(`TypeError: Cannot read properties of null (reading 'lanes')
      - ExternalContextCreator.create @ node_modules/@nestjs/core/helpers/external-context-creator.js:15:3 | return target(...args);
      - RouterExecutionContext.create @ node_modules/@nestjs/core/router/router-execution-context.js:46:28 | const result = await handler(...args);
      RoutesController.plan @ dist/routes/routes.controller.js:44:20 | return this.planner.plan(dto);
      Planner.plan @ dist/routes/planner.js:20:33 | const lanes = depot.lanes.filter(isOpen);`),
  ),
  same(
    "pnpm's folder of Express in two versions",
    node(`Error: bad weight\n${express("4.18.2")}\nweigh @ src/parcels/weigh.js:9:9 | throw new Error("bad weight");`),
    node(`Error: bad weight\n${express("4.21.1")}\nweigh @ src/parcels/weigh.js:12:9 | throw new Error("bad weight");`),
  ),
  same(
    "a function of Vercel in two deployments",
    node(`Error: no tariff
      GET @ /var/task/.next/server/app/api/tariffs/route.js:1:5120
      pickTariff @ /var/task/.next/server/chunks/482.js:1:20991`),
    node(`Error: no tariff
      GET @ /var/task/.next/server/app/api/tariffs/route.js:1:5301
      pickTariff @ /var/task/.next/server/chunks/917.js:1:1880`),
  ),
  same(
    "a Cloudflare worker with and without the engine's prefix, built again",
    node("Error: no tariff\nfetch @ worker.js:5102:11\npickTariff @ worker.js:4880:9"),
    node("Error: no tariff\nObject.fetch @ worker.js:5230:11\npickTariff @ worker.js:4991:9"),
  ),
  same(
    "Deno and its compiled program",
    node('Error: no tariff\npickTariff @ file:///home/mira/depot/tariffs.ts:14:9 | throw new Error("no tariff");'),
    node('Error: no tariff\npickTariff @ file:///tmp/deno-compile-depot/depot/tariffs.ts:14:9 | throw new Error("no tariff");'),
  ),
  same(
    "Deno's standard modules of two versions",
    node(`Error: no tariff
      - serve @ https://deno.land/std@0.177.0/http/server.ts:201:30
      answer @ file:///srv/depot/main.ts:20:9 | return pickTariff(await request.json());`),
    node(`Error: no tariff
      - serve @ https://deno.land/std@0.224.0/http/server.ts:233:30
      answer @ file:///srv/depot/main.ts:22:9 | return pickTariff(await request.json());`),
  ),
  same(
    "Electron's archive on Windows and on a Mac",
    node(`Error: printer not found
      printLabel @ C:/Users/anna/AppData/Local/Programs/Depot/resources/app.asar/dist/print.js:30:11 | throw new Error("printer not found");`),
    node(`Error: printer not found
      printLabel @ /Applications/Depot.app/Contents/Resources/app.asar/dist/print.js:30:11 | throw new Error("printer not found");`),
  ),
  same(
    "Bun and Node",
    node(`TypeError: undefined is not an object (evaluating 'row.cents')
      sumRows @ /srv/depot/src/sums.ts:8:20 | total += row.cents;
      closeDay @ /srv/depot/src/day.ts:30:9 | return sumRows(rows);
      - processTicksAndRejections @ native:7:39`),
    node(`TypeError: Cannot read properties of undefined (reading 'cents')
      sumRows @ /srv/depot/src/sums.ts:8:24 | total += row.cents;
      closeDay @ /srv/depot/src/day.ts:30:16 | return sumRows(rows);`),
  ),
  same(
    "a unique field of Prisma, whose text names the release folder and line that called",
    prisma(
      "Invalid `prisma.client.create()` invocation in\\n/srv/releases/20260301/src/clients.js:40:31\\n\\nUnique constraint failed on the fields: (`email`)",
    ),
    prisma(
      "Invalid `prisma.client.create()` invocation in\\n/srv/releases/20261124/src/clients.js:52:31\\n\\nUnique constraint failed on the fields: (`email`)",
    ),
  ),
  same(
    "DynamoDB's refusal with another request id, no frame of one's own",
    dynamo("ConditionalCheckFailedException: The conditional request failed (RequestId 8C7B2D1E4F5A6B90AAAA)"),
    dynamo("ConditionalCheckFailedException: The conditional request failed (RequestId F0A1B2C3D4E5F6A7BBBB)"),
  ),
  same(
    "a name that DNS does not know, under two versions of Node, no frame of one's own",
    node("Error: getaddrinfo ENOTFOUND redis.depot.internal\n- GetAddrInfoReqWrap.onlookup [as oncomplete] @ node:dns:107:26"),
    node(
      "Error: getaddrinfo ENOTFOUND redis.depot.internal\n- GetAddrInfoReqWrap.onlookupall [as oncomplete] @ node:dns:122:26",
    ),
  ),
  same(
    "an agent of a tracing vendor between one's own frames",
    node('Error: late\nsyncStock @ src/stock.js:9:9 | await pull();\npull @ src/stock.js:30:9 | throw new Error("late");'),
    node(`Error: late
      syncStock @ src/stock.js:9:9 | await pull();
      - AsyncLocalStorage.run @ node:async_hooks:338:14
      - NodeTracerProvider.startActiveSpan @ node_modules/@opentelemetry/sdk-trace-base/build/src/Tracer.js:122:20 | return api.context.with(contextWithSpanSet, fn, undefined, span);
      pull @ src/stock.js:30:9 | throw new Error("late");`),
  ),
  same(
    "a job's data in the text of its error",
    node(
      "UnrecoverableError: job 4711 of depot Köln-Nord stalled 3 times\nfailStalled @ src/queue/stalled.js:20:9 | throw new UnrecoverableError(text);",
    ),
    node(
      "UnrecoverableError: job 90210 of depot Lyon stalled 5 times\nfailStalled @ src/queue/stalled.js:20:9 | throw new UnrecoverableError(text);",
    ),
  ),
  same(
    "an error of validation whose text is the list of all its faults",
    node(
      `ZodError: [{"code":"too_small","minimum":1,"path":["items",0,"qty"],"message":"Too small"}]\nreadOrder @ src/orders/read.ts:11:20 | const order = Order.parse(body);`,
    ),
    node(
      `ZodError: [{"code":"invalid_type","expected":"string","path":["city"],"message":"Required"},{"code":"too_small","minimum":1,"path":["zip"],"message":"Too small"}]\nreadOrder @ src/orders/read.ts:11:20 | const order = Order.parse(body);`,
    ),
  ),
  different(
    "two requests that Prisma refuses, no frame of one's own",
    prisma("Invalid `prisma.client.create()` invocation:\\n\\nUnique constraint failed on the fields: (`email`)"),
    prisma(
      "Invalid `prisma.client.delete()` invocation:\\n\\nForeign key constraint failed on the field: `parcel_clientId_fkey (index)`",
    ),
  ),
  different(
    "two refusals of DynamoDB, no frame of one's own",
    dynamo(
      "ProvisionedThroughputExceededException: The level of configured provisioned throughput for the table was exceeded.",
    ),
    dynamo("ResourceNotFoundException: Requested resource not found"),
  ),
  different(
    "handlers of GET and POST of one route in Nuxt",
    node('Error: no basket\n @ .output/server/chunks/routes/api/basket.get.mjs:20:9 | throw new Error("no basket");'),
    node('Error: no basket\n @ .output/server/chunks/routes/api/basket.post.mjs:31:9 | throw new Error("no basket");'),
  ),
  different(
    "Lambda handlers of two folders",
    node('Error: no body\nhandler @ /var/task/functions/label/index.js:9:9 | throw new Error("no body");'),
    node('Error: no body\nhandler @ /var/task/functions/invoice/index.js:12:9 | throw new Error("no body");'),
  ),
  different(
    "a worker's fetch and its scheduled run",
    node("Error: no tariff\nfetch @ worker.js:5102:11"),
    node("Error: no tariff\nscheduled @ worker.js:6020:11"),
  ),
  different(
    "asserts of Node in two functions",
    node(`AssertionError: The expression evaluated to a falsy value:\\n\\n  assert(lane.open)
      closeLane @ src/lanes.js:8:3 | assert(lane.open);`),
    node(`AssertionError: The expression evaluated to a falsy value:\\n\\n  assert(lane.depot)
      moveLane @ src/lanes.js:22:3 | assert(lane.depot);`),
  ),
  different(
    "emitters that nobody listens to, of two kinds of error",
    node(
      "Error: Parse Error: Header overflow\n- TLSSocket.socketOnData @ node:_http_client:523:22\n- TLSSocket.emit @ node:events:518:28",
    ),
    node(
      "Error: socket hang up\n- connResetException @ node:internal/errors:720:14\n- TLSSocket.socketOnEnd @ node:_http_client:525:23\n- TLSSocket.emit @ node:events:518:28",
    ),
  ),
  different(
    "certificates that are too old and that nobody signed",
    node(
      "Error: certificate has expired\n- TLSSocket.onConnectSecure @ node:_tls_wrap:1674:34\n- TLSSocket.emit @ node:events:518:28",
    ),
    node(
      "Error: self-signed certificate in certificate chain\n- TLSSocket.onConnectSecure @ node:_tls_wrap:1674:34\n- TLSSocket.emit @ node:events:518:28",
    ),
  ),
  different(
    "server actions of two files",
    node(
      'Error: not signed in\nsave @ webpack-internal:///(rsc)/./src/app/clients/actions.ts:12:9 | if (!user) throw new Error("not signed in");',
    ),
    node(
      'Error: not signed in\nsave @ webpack-internal:///(rsc)/./src/app/trucks/actions.ts:20:9 | if (!user) throw new Error("not signed in");',
    ),
  ),
  different(
    "migrations of two days that fail at their query",
    node(
      'QueryFailedError: relation "lane" already exists\nAddLane1761900000000.up @ dist/migrations/1761900000000-AddLane.js:6:27 | await queryRunner.query(`CREATE TABLE lane (id int)`);',
    ),
    node(
      'QueryFailedError: relation "truck" already exists\nAddTruck1762800000000.up @ dist/migrations/1762800000000-AddTruck.js:6:27 | await queryRunner.query(`CREATE TABLE truck (id int)`);',
    ),
  ),
  different(
    "one error class that wraps two failures of a store",
    node(
      'MongoServerError: E11000 duplicate key error collection: depot.clients index: email_1 dup key: { email: "a@b.example" }\n- Connection.sendCommand @ node_modules/mongodb/lib/cmap/connection.js:290:20 | throw new MongoServerError(document);',
      'StoreError: could not store\nsaveClient @ src/store.js:20:9 | throw new StoreError("could not store", { cause });',
    ),
    node(
      "MongoServerSelectionError: connect ETIMEDOUT 10.0.0.9:27017\n- Topology.selectServer @ node_modules/mongodb/lib/sdam/topology.js:321:38 | return await promise;",
      'StoreError: could not store\nsaveClient @ src/store.js:20:9 | throw new StoreError("could not store", { cause });',
    ),
  ),
  different(
    "consumers of two topics below one library",
    node(
      "TypeError: Cannot read properties of undefined (reading 'id')\n- Runner.processEachMessage @ node_modules/kafkajs/src/consumer/runner.js:231:20 | await this.eachMessage({\nonParcel @ src/consumers.js:14:30 | await parcels.touch(event.parcel.id);",
    ),
    node(
      "TypeError: Cannot read properties of undefined (reading 'id')\n- Runner.processEachMessage @ node_modules/kafkajs/src/consumer/runner.js:231:20 | await this.eachMessage({\nonRefund @ src/consumers.js:40:30 | await refunds.touch(event.refund.id);",
    ),
  ),
  different(
    "a main process and a preload script of Electron",
    withMechanism(node('Error: no window\nopen @ app.asar/dist/main.js:30:11 | throw new Error("no window");'), {
      type: "onuncaughtexception",
      handled: false,
    }),
    withMechanism(node('Error: no window\nopen @ app.asar/dist/preload.js:8:11 | throw new Error("no window");'), {
      type: "onuncaughtexception",
      handled: false,
    }),
  ),
];
