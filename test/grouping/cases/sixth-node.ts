import type { Case, SdkEvent, SdkFrame } from "../case.ts";
import { different, same } from "../case.ts";
import { error, thrown } from "../raw.ts";

function node(fn: string, path: string, lineno: number, module?: string): SdkFrame {
  const inApp = !path.startsWith("node:") && !path.includes("node_modules");
  return { filename: path, function: fn, lineno, colno: 11, in_app: inApp, ...(module !== undefined && { module }) };
}

function nodeError(type: string, value: string, ...frames: readonly SdkFrame[]): SdkEvent {
  return error("node", thrown(type, value, frames, { mechanism: { type: "auto.node.onuncaughtexception", handled: false } }), {
    contexts: { runtime: { name: "node", version: "v22.3.0" } },
  });
}

export const sixthNodeCases: readonly Case[] = [
  same(
    "Node: loader frames of two versions, release folders of two deploys",
    nodeError(
      "Error",
      "Missing DATABASE_URL",
      node("Function.executeUserEntryPoint [as runMain]", "node:internal/modules/run_main", 128),
      node("Module._load", "node:internal/modules/cjs/loader", 1012),
      node("Object.<anonymous>", "/srv/releases/20240101120000/dist/main.js", 9, "main"),
      node("readConfig", "/srv/releases/20240101120000/dist/config.js", 30, "config"),
    ),
    nodeError(
      "Error",
      "Missing DATABASE_URL",
      node("wrapModuleLoad", "node:internal/modules/cjs/loader", 235),
      node("TracingChannel.traceSync", "node:diagnostics_channel", 322),
      node("Object.<anonymous>", "/srv/releases/20240212093000/dist/main.js", 11, "main"),
      node("readConfig", "/srv/releases/20240212093000/dist/config.js", 34, "config"),
    ),
  ),
  same(
    "Node: one handler under express of npm and of pnpm",
    nodeError(
      "TypeError",
      "Cannot destructure property 'sku' of 'req.body' as it is undefined.",
      node("Layer.handle [as handle_request]", "/app/node_modules/express/lib/router/layer.js", 95, "express.lib.router:layer"),
      node("addToCart", "/app/src/routes/cart.js", 17, "routes:cart"),
    ),
    nodeError(
      "TypeError",
      "Cannot destructure property 'sku' of 'req.body' as it is undefined.",
      node(
        "Layer.handleRequest",
        "/app/node_modules/.pnpm/router@2.0.0/node_modules/router/lib/layer.js",
        152,
        "router.lib:layer",
      ),
      node("addToCart", "/app/src/routes/cart.js", 20, "routes:cart"),
    ),
  ),
  different(
    "Node: anonymous handlers of two routers",
    nodeError(
      "TypeError",
      "Cannot read properties of null (reading 'id')",
      node("next", "/app/node_modules/express/lib/router/route.js", 149),
      node("<anonymous>", "/app/src/routes/cart.js", 17, "routes:cart"),
    ),
    nodeError(
      "TypeError",
      "Cannot read properties of null (reading 'id')",
      node("next", "/app/node_modules/express/lib/router/route.js", 149),
      node("<anonymous>", "/app/src/routes/menu.js", 17, "routes:menu"),
    ),
  ),
  same(
    "Node: an async function with and without its prefix, above ticks",
    nodeError(
      "Error",
      "no stock",
      node("process.processTicksAndRejections", "node:internal/process/task_queues", 95),
      node("async reserve", "/app/src/stock.js", 40),
      node("async Promise.all", "index 3", 0),
      node("takeOne", "/app/src/stock.js", 60),
    ),
    nodeError("Error", "no stock", node("reserve", "/app/src/stock.js", 42), node("takeOne", "/app/src/stock.js", 66)),
  ),
  different(
    "Node: a host that is not there and a resolver that does not answer",
    nodeError(
      "Error",
      "getaddrinfo ENOTFOUND payments.example.com",
      node("GetAddrInfoReqWrap.onlookupall [as oncomplete]", "node:dns", 118),
    ),
    nodeError(
      "Error",
      "getaddrinfo EAI_AGAIN payments.example.com",
      node("GetAddrInfoReqWrap.onlookupall [as oncomplete]", "node:dns", 118),
    ),
  ),
  same(
    "Node: one cache refused by two hosts",
    nodeError(
      "Error",
      "connect ECONNREFUSED 10.0.0.5:6379",
      node("TCPConnectWrap.afterConnect [as oncomplete]", "node:net", 1555),
    ),
    nodeError(
      "Error",
      "connect ECONNREFUSED 10.0.12.9:6379",
      node("TCPConnectWrap.afterConnect [as oncomplete]", "node:net", 1607),
    ),
  ),
  different(
    "Node: duplicate keys of two collections",
    nodeError(
      "MongoServerError",
      'E11000 duplicate key error collection: shop.users index: email_1 dup key: { email: "a@example.com" }',
      node("Connection.onMessage", "/app/node_modules/mongodb/lib/cmap/connection.js", 230),
    ),
    nodeError(
      "MongoServerError",
      'E11000 duplicate key error collection: shop.orders index: ref_1 dup key: { ref: "A-17" }',
      node("Connection.onMessage", "/app/node_modules/mongodb/lib/cmap/connection.js", 230),
    ),
  ),
  same(
    "Node: one unique index, two values",
    nodeError(
      "MongoServerError",
      'E11000 duplicate key error collection: shop.users index: email_1 dup key: { email: "a@example.com" }',
      node("Connection.onMessage", "/app/node_modules/mongodb/lib/cmap/connection.js", 230),
    ),
    nodeError(
      "MongoServerError",
      'E11000 duplicate key error collection: shop.users index: email_1 dup key: { email: "bea.long@mail.example.org" }',
      node("Connection.sendCommand", "/app/node_modules/mongodb/lib/cmap/connection.js", 290),
    ),
  ),
  different(
    "Node: invocations of two models that Prisma refused",
    nodeError(
      "PrismaClientKnownRequestError",
      "\nInvalid `prisma.user.create()` invocation:\n\n\nUnique constraint failed on the fields: (`email`)",
      node("$n.handleRequestError", "/app/node_modules/@prisma/client/runtime/library.js", 121),
    ),
    nodeError(
      "PrismaClientKnownRequestError",
      "\nInvalid `prisma.order.update()` invocation:\n\n\nAn operation failed because it depends on one or more records that were required but not found.",
      node("$n.handleRequestError", "/app/node_modules/@prisma/client/runtime/library.js", 121),
    ),
  ),
  same(
    "Node: a limit of time, set anew",
    nodeError("AxiosError", "timeout of 5000ms exceeded"),
    nodeError("AxiosError", "timeout of 10000ms exceeded"),
  ),
  different(
    "Node: two statuses of a client's answer without a stack",
    nodeError("AxiosError", "Request failed with status code 404"),
    nodeError("AxiosError", "Request failed with status code 503"),
  ),
];
