import { node, withMechanism } from "../build.ts";
import type { Case } from "../case.ts";
import { different, same } from "../case.ts";

const place = (root: string): string => `TypeError: Cannot read properties of undefined (reading 'toFixed')
  Checkout.place @ ${root}//src/checkout.js:16:14 | return convert(this.total(), currency);
  convert @ ${root}//src/pricing.js:14:45 | return Math.round(cents * rates[currency].toFixed(4));`;

const route = (library: readonly string[], own: string): string => `Error: no such voucher\n${library.join("\n")}\n${own}`;
const redeem = "redeem @ src/routes/vouchers.js:22:11 | throw new Error('no such voucher');";

export const nodeCases: readonly Case[] = [
  same("a container and a developer's machine", node(place("/usr/src/app")), node(place("/Users/mira/code/shop"))),
  same("a Windows machine and Linux", node(place("C:/work/shop")), node(place("/srv/shop"))),
  same("a deploy folder named by a hash", node(place("/srv/releases/9fceb02d")), node(place("/srv/releases/e83c5163"))),
  same(
    "Express 4 and Express 5",
    node(
      route(
        [
          "- Layer.handle [as handle_request] @ node_modules/express/lib/router/layer.js:95:5 | fn(req, res, next);",
          "- next @ node_modules/express/lib/router/route.js:149:13 | layer.handle_request(req, res, next);",
        ],
        redeem,
      ),
    ),
    node(route(["- Layer.handleRequest @ node_modules/router/lib/layer.js:152:17 | const ret = fn(req, res, next);"], redeem)),
  ),
  same(
    "internal frames of Node 18 and 22",
    node(`Error: no room
      - process.processTicksAndRejections @ node:internal/process/task_queues:95:5
      async book @ src/booking.js:9:9 | throw new Error('no room');`),
    node(`Error: no room
      - process.processTicksAndRejections @ node:internal/process/task_queues:105:5
      - runNextTicks @ node:internal/process/task_queues:65:5
      - listOnTimeout @ node:internal/timers:555:9
      async book @ src/booking.js:9:9 | throw new Error('no room');`),
  ),
  same(
    "started through ts-node and compiled",
    node(`Error: no room
      - Module._compile @ node:internal/modules/cjs/loader:1521:14
      - Module.m._compile @ node_modules/ts-node/src/index.ts:1618:23
      book @ src/booking.js:9:9 | throw new Error('no room');`),
    node(`Error: no room
      - Module._compile @ node:internal/modules/cjs/loader:1554:14
      book @ src/booking.js:9:9 | throw new Error('no room');`),
  ),
  same(
    "a bundle of a serverless function with a hash",
    node(`Error: no room
      book @ /var/task//chunks/server-4f3c2a1b.mjs:9:9 | throw new Error('no room');`),
    node(`Error: no room
      book @ /var/task//chunks/server-9d8e7f6a.mjs:9:9 | throw new Error('no room');`),
  ),
  same(
    "a page of Next.js built twice",
    node(`Error: no room
      BookPage @ /app//.next/server/chunks/417.js:9:9 | throw new Error('no room');`),
    node(`Error: no room
      BookPage @ /app//.next/server/chunks/93.js:9:9 | throw new Error('no room');`),
  ),
  same(
    "modules named by URL and by path",
    node(`Error: no room
      book @ file:///srv/app/src/booking.mjs:9:9 | throw new Error('no room');`),
    node(`Error: no room
      book @ /srv/app/src/booking.mjs:9:9 | throw new Error('no room');`),
  ),
  same(
    "handled and unhandled",
    withMechanism(node(place("/srv/app")), { type: "generic", handled: true }),
    withMechanism(node(place("/srv/app")), { type: "auto.node.onunhandledrejection", handled: false }),
  ),
  same(
    "pnpm's folder of another version of the driver",
    node(`MongoServerSelectionError: connection <monitor> to 10.0.0.5:27017 closed
      - Timeout._onTimeout @ node_modules/.pnpm/mongodb@5.9.2/node_modules/mongodb/lib/sdam/topology.js:278:38 | const timeoutError = new MongoServerSelectionError(`),
    node(`MongoServerSelectionError: connection <monitor> to 10.0.3.71:27017 closed
      - Timeout._onTimeout @ node_modules/.pnpm/mongodb@6.3.0/node_modules/mongodb/lib/sdam/topology.js:292:38 | const timeoutError = new MongoServerSelectionError(`),
  ),
  same(
    "a socket that was refused, from another address, without a frame of one's own",
    node(`Error: connect ECONNREFUSED 10.0.0.5:6379
      - TCPConnectWrap.afterConnect [as oncomplete] @ node:net:1595:16`),
    node(`Error: connect ECONNREFUSED 10.0.7.12:6379
      - TCPConnectWrap.afterConnect [as oncomplete] @ node:net:1607:16`),
  ),
  same(
    "recursion over a tree of another depth",
    node(`Error: bad node
      render @ src/tree.js:3:10 | return walk(root);
      ${"walk @ src/tree.js:8:30 | return node.children.map(walk);\n - Array.map @ <anonymous>\n".repeat(4)}
      walk @ src/tree.js:7:20 | if (!node.kind) throw new Error('bad node');`),
    node(`Error: bad node
      render @ src/tree.js:3:10 | return walk(root);
      ${"walk @ src/tree.js:8:30 | return node.children.map(walk);\n - Array.map @ <anonymous>\n".repeat(11)}
      walk @ src/tree.js:7:20 | if (!node.kind) throw new Error('bad node');`),
  ),
  same(
    "members of Promise.all have numbers",
    node(`Error: page is empty
      async Promise.all (index 0) @ <anonymous>
      async crawl @ src/crawl.js:18:5 | if (!page) throw new Error('page is empty');`),
    node(`Error: page is empty
      async Promise.all (index 14) @ <anonymous>
      async crawl @ src/crawl.js:18:5 | if (!page) throw new Error('page is empty');`),
  ),
  same(
    "one process cuts stacks at ten frames, another at fifty",
    node(`Error: bad row
      ${Array.from({ length: 9 }, (_, at) => `step${at} @ src/steps.js:${at + 1}:3 | return step${at + 1}(rows);`).join("\n")}
      check @ src/rows.js:4:9 | throw new Error('bad row');`),
    node(`Error: bad row
      ${Array.from({ length: 5 }, (_, at) => `stage${at} @ src/stages.js:${at + 1}:3 | return stage${at + 1}(rows);`).join("\n")}
      ${Array.from({ length: 9 }, (_, at) => `step${at} @ src/steps.js:${at + 1}:3 | return step${at + 1}(rows);`).join("\n")}
      check @ src/rows.js:4:9 | throw new Error('bad row');`),
  ),

  different(
    "methods of one name on two classes of one file",
    node(`Error: locked
      Cart.save @ src/models.js:20:11 | throw new Error('locked');`),
    node(`Error: locked
      Customer.save @ src/models.js:77:11 | throw new Error('locked');`),
  ),
  different(
    "handlers of one name in two route files",
    node(`TypeError: body is null
      handler @ src/api/orders/handler.js:5:20 | const { id } = body;`),
    node(`TypeError: body is null
      handler @ src/api/refunds/handler.js:5:20 | const { id } = body;`),
  ),
  different(
    "two statements of one function",
    node(`TypeError: Cannot read properties of null (reading 'id')
      load @ src/orders.js:8:20 | const owner = order.customer.id;`),
    node(`TypeError: Cannot read properties of null (reading 'id')
      load @ src/orders.js:11:20 | const depot = order.warehouse.id;`),
  ),
  different(
    "system errors of two kinds without a frame of one's own",
    node(`Error: connect ECONNREFUSED 10.0.0.5:6379
      - TCPConnectWrap.afterConnect [as oncomplete] @ node:net:1595:16`),
    node(`Error: connect ETIMEDOUT 10.0.0.5:6379
      - TCPConnectWrap.afterConnect [as oncomplete] @ node:net:1595:16`),
  ),
  different(
    "modules that are missing, without a frame of one's own",
    node(`Error: Cannot find module 'sharp'
      - Module._resolveFilename @ node:internal/modules/cjs/loader:1077:15`),
    node(`Error: Cannot find module 'canvas'
      - Module._resolveFilename @ node:internal/modules/cjs/loader:1077:15`),
  ),
  different(
    "constraints that a database driver reports without a frame of one's own",
    node(`error: duplicate key value violates unique constraint "users_email_key"
      - Parser.parseErrorMessage @ node_modules/pg-protocol/dist/parser.js:287:98 | new messages_1.DatabaseError(message, length, name)`),
    node(`error: null value in column "total" of relation "orders" violates not-null constraint
      - Parser.parseErrorMessage @ node_modules/pg-protocol/dist/parser.js:287:98 | new messages_1.DatabaseError(message, length, name)`),
  ),
  different(
    "Axios with two statuses and no frame of one's own",
    node(`AxiosError: Request failed with status code 404
      - settle @ node_modules/axios/dist/node/axios.cjs:1967:12 | reject(new AxiosError(`),
    node(`AxiosError: Request failed with status code 500
      - settle @ node_modules/axios/dist/node/axios.cjs:1967:12 | reject(new AxiosError(`),
  ),
  different(
    "two thrown texts with the stack of the SDK alone",
    withMechanism(node("Error: no licence\n- process.emit @ node:events:524:28"), {
      type: "auto.node.onunhandledrejection",
      synthetic: true,
    }),
    withMechanism(node("Error: no printer\n- process.emit @ node:events:524:28"), {
      type: "auto.node.onunhandledrejection",
      synthetic: true,
    }),
  ),
  different(
    "two causes of one error",
    node(
      `Error: socket hang up
        - Socket.socketOnEnd @ node:_http_client:524:23
        charge @ src/gateway.js:9:3 | const answer = await post(cart);`,
      `PaymentError: could not pay
        pay @ src/pay.js:9:11 | throw new PaymentError('could not pay', { cause });`,
    ),
    node(
      `SyntaxError: Unexpected token '<'
        readRates @ src/rates.js:4:15 | return JSON.parse(text);`,
      `PaymentError: could not pay
        pay @ src/pay.js:9:11 | throw new PaymentError('could not pay', { cause });`,
    ),
  ),
  different(
    "anonymous functions of two statements",
    node(`TypeError: Cannot read properties of undefined (reading 'sku')
      - Array.map @ <anonymous>
       @ src/feed.js:9:33 | const skus = lines.map(line => line.item.sku);`),
    node(`TypeError: Cannot read properties of undefined (reading 'sku')
      - Array.map @ <anonymous>
       @ src/feed.js:20:33 | const first = boxes.map(box => box.lines[0].sku);`),
  ),
  different(
    "another type thrown by one function",
    node(`RangeError: bad page
      list @ src/list.js:5:11 | throw failure;`),
    node(`TypeError: bad page
      list @ src/list.js:5:11 | throw failure;`),
  ),
  different(
    "two resolvers that GraphQL calls in one way",
    node(`Error: not found
      - field.resolve @ node_modules/graphql/execution/execute.js:500:18 | const result = resolveFn(source, args, contextValue, info);
      order @ src/resolvers/order.js:6:11 | throw new Error('not found');`),
    node(`Error: not found
      - field.resolve @ node_modules/graphql/execution/execute.js:500:18 | const result = resolveFn(source, args, contextValue, info);
      customer @ src/resolvers/customer.js:6:11 | throw new Error('not found');`),
  ),
];
