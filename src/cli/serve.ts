import { pino } from "pino";
import { readConfig } from "../config.ts";
import { startCulprit } from "../main.ts";
import { ensurePage, PAGE_DIRECTORY } from "./build-page.ts";

/** `culprit serve`: runs until SIGTERM or SIGINT, then finishes what is under way. */
export async function serve(): Promise<number> {
  const read = readConfig(process.env);
  if (!read.ok) {
    for (const { name, text } of read.problem) console.error(`${name} ${text}`);
    return 1;
  }
  const config = read.value;
  const logger = pino({ level: config.logLevel, base: undefined }, pino.destination({ dest: 2, sync: true }));
  await ensurePage((line) => console.log(line));

  const ended = Promise.withResolvers<number>();
  const running = await startCulprit(config, PAGE_DIRECTORY, logger, (error) => {
    logger.fatal({ err: error }, "cannot go on; everything accepted is in the log and is taken up at the next start");
    process.exit(1);
  });
  const shownUrl = config.port === 0 ? `http://localhost:${running.address.port}` : config.url;
  console.log(`Culprit serves ${shownUrl} (data in ${config.dataDirectory})`);
  if (running.setupLink !== undefined) console.log(`\nSet it up here, once, within a day:\n\n  ${running.setupLink}\n`);

  const stop = (signal: NodeJS.Signals): void => {
    logger.info(`${signal}: finishing what is under way`);
    void running.stop().then(() => ended.resolve(0), ended.reject);
  };
  process.once("SIGTERM", stop);
  process.once("SIGINT", stop);
  return ended.promise;
}
