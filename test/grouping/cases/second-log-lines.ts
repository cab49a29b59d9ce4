import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

/** Lines of many loggers, sent whole. */
const log = (message: string): SdkEvent => ({ platform: "other", level: "error", message });

type Texts = readonly [name: string, a: string, b: string];

const ONE: readonly Texts[] = [
  [
    "glog's line of another day and thread",
    "E0301 02:00:00.123456    4711 feeds.cc:88] feed refused by depot 17",
    "E1124 17:45:12.004201   90210 feeds.cc:88] feed refused by depot 4",
  ],
  [
    "klog's structured line",
    'E0301 02:00:00.123456       1 controller.go:114] "Reconciler error" err="lane is busy" namespace="depot" name="lane-17" reconcileID="8c7b2d1e-4f5a-6b90-aaaa-bbbbccccdddd"',
    'E1124 17:45:12.004201       1 controller.go:114] "Reconciler error" err="lane is busy" namespace="depot" name="lane-4" reconcileID="f0a1b2c3-d4e5-f6a7-dddd-eeeeffff0000"',
  ],
  [
    "log4j's pattern with thread and class",
    "2026-03-01 02:00:00,123 [pool-3-thread-7] ERROR com.depot.Feeds - feed refused",
    "2026-11-24 17:45:12,999 [pool-12-thread-41] ERROR com.depot.Feeds - feed refused",
  ],
  [
    "a line of java.util.logging on two lines",
    "Mar 01, 2026 2:00:00 AM com.depot.Feeds read\nSEVERE: feed refused",
    "Nov 24, 2026 5:45:12 PM com.depot.Feeds read\nSEVERE: feed refused",
  ],
  [
    "a line of Python's default format",
    "ERROR:depot.feeds:feed 17 refused after 3 tries",
    "ERROR:depot.feeds:feed 90210 refused after 1 tries",
  ],
  [
    "gunicorn's line",
    "[2026-03-01 02:00:00 +0000] [4711] [CRITICAL] WORKER TIMEOUT (pid:4712)",
    "[2026-11-24 17:45:12 +0000] [17] [CRITICAL] WORKER TIMEOUT (pid:90210)",
  ],
  [
    "a tagged line of Rails",
    "[8c7b2d1e-4f5a-6b90-aaaa-bbbbccccdddd] [10.0.3.17] feed refused",
    "[f0a1b2c3-d4e5-f6a7-dddd-eeeeffff0000] [192.168.17.4] feed refused",
  ],
  [
    "a line of Ruby's logger",
    "E, [2026-03-01T02:00:00.123456 #4711] ERROR -- : feed refused",
    "E, [2026-11-24T17:45:12.000042 #17] ERROR -- : feed refused",
  ],
  [
    "zap's console line with tabs",
    '2026-03-01T02:00:00.123Z\terror\tfeeds/read.go:88\tfeed refused\t{"depot": 17, "tries": 3}',
    '2026-11-24T17:45:12.999Z\terror\tfeeds/read.go:91\tfeed refused\t{"depot": 4, "tries": 1}',
  ],
  [
    "Go's standard logger",
    "2026/03/01 02:00:00 feeds.go:88: feed refused: depot 17",
    "2026/11/24 17:45:12 feeds.go:88: feed refused: depot 4",
  ],
  [
    "pino's line",
    '{"level":50,"time":1761900000123,"pid":4711,"hostname":"api-7d9c6bb5f4-x2x9z","depot":17,"msg":"feed refused"}',
    '{"level":50,"time":1762800456789,"pid":17,"hostname":"api-5c8f7d6b99-k7q4m","depot":4,"msg":"feed refused"}',
  ],
  [
    "Serilog's compact line",
    '{"@t":"2026-03-01T02:00:00.123Z","@mt":"feed {Depot} refused","@l":"Error","Depot":17}',
    '{"@t":"2026-11-24T17:45:12.999Z","@mt":"feed {Depot} refused","@l":"Error","Depot":4}',
  ],
  [
    "a line of GELF",
    '{"version":"1.1","host":"api-1","short_message":"feed refused","timestamp":1761900000.123,"level":3,"_depot":17}',
    '{"version":"1.1","host":"api-22","short_message":"feed refused","timestamp":1762800456.789,"level":3,"_depot":4}',
  ],
  [
    "the line of a Lambda with its request",
    "2026-03-01T02:00:00.123Z\t8c7b2d1e-4f5a-6b90-aaaa-bbbbccccdddd\tERROR\tfeed refused",
    "2026-11-24T17:45:12.999Z\tf0a1b2c3-d4e5-f6a7-dddd-eeeeffff0000\tERROR\tfeed refused",
  ],
  [
    "a Lambda that took too long",
    "2026-03-01T02:00:03.004Z 8c7b2d1e-4f5a-6b90-aaaa-bbbbccccdddd Task timed out after 3.00 seconds",
    "2026-11-24T17:45:42.031Z f0a1b2c3-d4e5-f6a7-dddd-eeeeffff0000 Task timed out after 30.03 seconds",
  ],
  [
    "a router's line with one code",
    'at=error code=H12 desc="Request timeout" method=GET path="/parcels/17" request_id=8c7b2d1e-4f5a-6b90-aaaa-bbbbccccdddd fwd="10.0.3.17" dyno=web.1 connect=1ms service=30000ms status=503 bytes=0',
    'at=error code=H12 desc="Request timeout" method=GET path="/parcels/90210" request_id=f0a1b2c3-d4e5-f6a7-dddd-eeeeffff0000 fwd="192.168.17.4" dyno=web.3 connect=0ms service=30001ms status=503 bytes=0',
  ],
  [
    "a line of Apache with module, process and client",
    "[Sun Mar 01 02:00:00.123456 2026] [proxy:error] [pid 4711:tid 139982] (111)Connection refused: AH00957: HTTP: attempt to connect to 10.0.3.17:8080 failed",
    "[Tue Nov 24 17:45:12.000042 2026] [proxy:error] [pid 17:tid 140211] (111)Connection refused: AH00957: HTTP: attempt to connect to 10.0.8.2:8080 failed",
  ],
  [
    "a line of a container's engine",
    'time="2026-03-01T02:00:00.123456789Z" level=error msg="Handler for POST /containers/3f9a1c2b7d8e/start returned error: port is already allocated"',
    'time="2026-11-24T17:45:12.000000042Z" level=error msg="Handler for POST /containers/b07c44d19e5f/start returned error: port is already allocated"',
  ],
  [
    "systemd's line",
    "Mar  1 02:00:00 api-1 systemd[1]: depot-feeds.service: Main process exited, code=exited, status=1/FAILURE",
    "Nov 24 17:45:12 api-22 systemd[1]: depot-feeds.service: Main process exited, code=exited, status=1/FAILURE",
  ],
  [
    "a line of the kernel's killer",
    "Out of memory: Killed process 4711 (depot-api) total-vm:8120344kB, anon-rss:4011232kB, file-rss:0kB",
    "Out of memory: Killed process 902 (depot-api) total-vm:6120001kB, anon-rss:3900120kB, file-rss:120kB",
  ],
  [
    "an emoji and a level in front of the text",
    "🔥 [ERROR] 02:00:00 feed refused (depot=17)",
    "🔥 [ERROR] 17:45:12 feed refused (depot=4)",
  ],
  [
    "a line whose level is written in another colour and case of brackets",
    "\u001B[31merror\u001B[39m: feed refused depot=17",
    "\u001B[91merror\u001B[0m: feed refused depot=4",
  ],
  [
    "a trace of Python inside a message, from other lines",
    'feed refused\nTraceback (most recent call last):\n  File "/srv/depot/feeds.py", line 88, in read\n    row["zip"]\nKeyError: \'zip\'',
    'feed refused\nTraceback (most recent call last):\n  File "/srv/depot/feeds.py", line 91, in read\n    row["zip"]\nKeyError: \'zip\'',
  ],
  [
    "a trace of Java inside a message, from other lines",
    "feed refused\njava.lang.NullPointerException\n\tat com.depot.Feeds.read(Feeds.java:88)\n\tat java.base/java.lang.Thread.run(Thread.java:840)",
    "feed refused\njava.lang.NullPointerException\n\tat com.depot.Feeds.read(Feeds.java:91)\n\tat java.base/java.lang.Thread.run(Thread.java:1583)",
  ],
  [
    "a trace of Node inside a message, in another folder",
    "Error: feed refused\n    at readFeed (/srv/releases/20260301/src/feeds.js:88:11)\n    at async run (/srv/releases/20260301/src/run.js:9:3)",
    "Error: feed refused\n    at readFeed (/srv/releases/20261124/src/feeds.js:91:11)\n    at async run (/srv/releases/20261124/src/run.js:9:3)",
  ],
  [
    "a cron's line with its duration",
    "cron(nightly-bill) finished with errors in 00:12:41, 17 of 4,150 invoices skipped",
    "cron(nightly-bill) finished with errors in 01:02:09, 3 of 12,007 invoices skipped",
  ],
];

const TWO: readonly Texts[] = [
  [
    "glog's lines of two files",
    "E0301 02:00:00.123456    4711 feeds.cc:88] cannot read header",
    "E0301 02:00:00.123456    4711 labels.cc:88] cannot read header",
  ],
  [
    "klog's errors of one controller",
    'E0301 02:00:00.123456       1 controller.go:114] "Reconciler error" err="lane is busy" namespace="depot"',
    'E0301 02:00:00.123456       1 controller.go:114] "Reconciler error" err="depot is closed" namespace="depot"',
  ],
  [
    "classes of log4j with one text",
    "2026-03-01 02:00:00,123 [main] ERROR com.depot.Feeds - giving up",
    "2026-03-01 02:00:00,123 [main] ERROR com.depot.Mailer - giving up",
  ],
  ["loggers of Python with one text", "ERROR:depot.feeds:giving up", "ERROR:depot.mailer:giving up"],
  [
    "a worker that took too long and one that was killed",
    "[2026-03-01 02:00:00 +0000] [4711] [CRITICAL] WORKER TIMEOUT (pid:4712)",
    "[2026-03-01 02:00:00 +0000] [4711] [ERROR] Worker (pid:4712) was sent SIGKILL! Perhaps out of memory?",
  ],
  [
    "texts of pino",
    '{"level":50,"time":1761900000123,"pid":17,"hostname":"api-1","msg":"feed refused"}',
    '{"level":50,"time":1761900000123,"pid":17,"hostname":"api-1","msg":"label refused"}',
  ],
  [
    "errors below one text of pino",
    '{"level":50,"msg":"request failed","err":{"type":"TypeError","message":"fetch failed"}}',
    '{"level":50,"msg":"request failed","err":{"type":"ZodError","message":"invalid body"}}',
  ],
  [
    "templates of Serilog",
    '{"@t":"2026-03-01T02:00:00.123Z","@mt":"feed {Depot} refused","@l":"Error","Depot":17}',
    '{"@t":"2026-03-01T02:00:00.123Z","@mt":"label {Parcel} refused","@l":"Error","Parcel":17}',
  ],
  [
    "codes of a router",
    'at=error code=H12 desc="Request timeout" method=GET path="/parcels/17" status=503',
    'at=error code=H10 desc="App crashed" method=GET path="/parcels/17" status=503',
  ],
  [
    "codes of Apache",
    "[Sun Mar 01 02:00:00.123456 2026] [proxy:error] [pid 17] (111)Connection refused: AH00957: HTTP: attempt to connect to 10.0.3.17:8080 failed",
    "[Sun Mar 01 02:00:00.123456 2026] [ssl:error] [pid 17] AH02032: Hostname provided via SNI and hostname provided via HTTP are different",
  ],
  [
    "services of systemd",
    "depot-feeds.service: Main process exited, code=exited, status=1/FAILURE",
    "depot-mailer.service: Main process exited, code=exited, status=1/FAILURE",
  ],
  [
    "ends of one service",
    "depot-feeds.service: Failed with result 'oom-kill'.",
    "depot-feeds.service: Failed with result 'start-limit-hit'.",
  ],
  [
    "programs that the kernel killed",
    "Out of memory: Killed process 4711 (depot-api) total-vm:8120344kB",
    "Out of memory: Killed process 4711 (postgres) total-vm:8120344kB",
  ],
  [
    "traces of Python inside one text",
    'job failed\nTraceback (most recent call last):\n  File "/srv/depot/feeds.py", line 88, in read\n    row["zip"]\nKeyError: \'zip\'',
    'job failed\nTraceback (most recent call last):\n  File "/srv/depot/mail.py", line 12, in send\n    smtp.connect()\nConnectionRefusedError: [Errno 111] Connection refused',
  ],
  [
    "traces of Java inside one text",
    "job failed\njava.lang.NullPointerException\n\tat com.depot.Feeds.read(Feeds.java:88)",
    "job failed\njava.io.FileNotFoundException: labels.zpl\n\tat com.depot.Labels.print(Labels.java:20)",
  ],
  [
    "actions that one text names in words",
    "cron(nightly-bill) finished with errors",
    "cron(nightly-archive) finished with errors",
  ],
  ["components in square brackets", "[billing] giving up", "[mailing] giving up"],
  ["assertions that a device logs", "ASSERT failed: queue != NULL in queue_push", "ASSERT failed: len <= MAX_LEN in zpl_write"],
  [
    "events of one structured line in logfmt",
    "level=error component=sync event=feed_refused depot=17",
    "level=error component=sync event=depot_unknown depot=17",
  ],
  [
    "errors in one structured line in logfmt",
    'level=error msg="sync failed" error="certificate has expired" depot=17',
    'level=error msg="sync failed" error="connection refused" depot=17',
  ],
  [
    "causes behind an arrow",
    "sync failed -> pull failed -> certificate has expired",
    "sync failed -> push failed -> disk is full",
  ],
  [
    "two levels of nesting in a JSON text",
    '{"error":{"code":"PARCEL_LOCKED","message":"parcel is locked"},"status":409}',
    '{"error":{"code":"PARCEL_GONE","message":"parcel is gone"},"status":410}',
  ],
  [
    "texts of a SOAP fault",
    "<soap:Fault><faultcode>soap:Client</faultcode><faultstring>unknown parcel</faultstring></soap:Fault>",
    "<soap:Fault><faultcode>soap:Server</faultcode><faultstring>out of service</faultstring></soap:Fault>",
  ],
  [
    "elements that two feeds miss",
    "line 12: element 'weight' is missing below 'parcel'",
    "line 12: element 'plate' is missing below 'truck'",
  ],
];

export const secondLogLinesCases: readonly Case[] = [
  ...ONE.map(([name, a, b]) => same(name, log(a), log(b))),
  ...TWO.map(([name, a, b]) => different(name, log(a), log(b))),
];
