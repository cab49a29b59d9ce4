import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";

/** Serves what was built, as a shop's own server would. */
export async function serveFolder(folder: string): Promise<{ readonly url: string; readonly close: () => void }> {
  const shop = http.createServer((request, response) => {
    const file = path.join(folder, path.normalize((request.url ?? "/").replace(/\?.*$/s, "").replace(/\/$/, "/index.html")));
    if (!existsSync(file)) return response.writeHead(404).end();
    const type = file.endsWith(".js") ? "text/javascript" : "text/html";
    return response.writeHead(200, { "Content-Type": type }).end(readFileSync(file));
  });
  shop.listen(0, "127.0.0.1");
  await once(shop, "listening");
  const address = shop.address();
  const port = typeof address === "object" ? address?.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      shop.closeAllConnections();
      shop.close();
    },
  };
}
