import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const log = (message: string): SdkEvent => ({ platform: "other", level: "error", message });
/** An error without a stack: its text is all that there is. */
const bare = (type: string, value: string): SdkEvent => ({ platform: "other", exception: { values: [{ type, value }] } });

type Texts = readonly [name: string, a: string, b: string];

const ONE: readonly Texts[] = [
  ["a name with an id at its end", "profile of user_10023 is incomplete", "profile of user_77 is incomplete"],
  ["a quoted path", "cannot open '/var/data/17/invoice.pdf'", "cannot open '/var/data/90210/invoice.pdf'"],
  ["an amount of money with a sign in front", "refund of $19.99 refused", "refund of $7.00 refused"],
  ["an amount as Germans write it", "Erstattung über 1.234,50 € abgelehnt", "Erstattung über 7,00 € abgelehnt"],
  ["a request line with an id", "slow: GET /orders/17 HTTP/1.1", "slow: GET /orders/90210 HTTP/1.1"],
  [
    "values in XML",
    "feed refused: <order><id>17</id><qty>2</qty></order>",
    "feed refused: <order><id>90210</id><qty>11</qty></order>",
  ],
  ["a dictionary of Python", "bad row {'id': 17, 'price': 19.99}", "bad row {'id': 90210, 'price': 5.0}"],
  ["a form's body", "cannot read body id=17&name=anna&qty=2", "cannot read body id=90210&name=joe&qty=11"],
  [
    "a data URL",
    "cannot show data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAUA",
    "cannot show data:image/png;base64,R0lGODlhAQABAIAAAAAAAP///yH5",
  ],
  [
    "a checksum that does not match",
    "checksum is d41d8cd98f00b204e9800998ecf8427e",
    "checksum is 9e107d9d372bb6826bd81d3542a419d6",
  ],
  [
    "a trace header",
    "bad header 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "bad header 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
  ],
  [
    "a weekday's date with a zone",
    "run of Mon, 02 Mar 2026 02:00:00 GMT was skipped",
    "run of Tue, 24 Nov 2026 02:00:00 GMT was skipped",
  ],
  ["a time of twelve hours", "shop opens at 9:30 AM but the robot is late", "shop opens at 10:00 PM but the robot is late"],
  ["Unix seconds", "stamp 1761900000 lies before the last one", "stamp 1762800123 lies before the last one"],
  ["Unix milliseconds", "stamp 1761900000123 lies before the last one", "stamp 1762800123456 lies before the last one"],
  ["numbers in scientific notation", "weight 1.5e-07 is below the limit", "weight 2.25E+10 is below the limit"],
  ["a URL of another scheme", "cannot reach amqp://10.0.0.5:5672/shop", "cannot reach amqp://10.0.7.12:5672/shop"],
  ["a list of amounts", "amounts do not add up: 19.99, 5.00, 7.50", "amounts do not add up: 1.00, 2.00"],
  [
    "a hash with a prefix",
    "image sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 is gone",
    "image sha256:60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752 is gone",
  ],
  ["a short commit", "deploy of 9fceb02 was taken back", "deploy of e83c516 was taken back"],
];

const TWO: readonly Texts[] = [
  ["words made of the letters a to f", "the facade failed", "the decade failed"],
  ["services whose names hold digits", "S3 upload was refused", "EC2 upload was refused"],
  ["encodings that differ in their number", "cannot decode as utf-8", "cannot decode as utf-16"],
  ["address families", "no IPv4 route", "no IPv6 route"],
  ["encodings of bytes", "bad Base64 in attachment", "bad Base32 in attachment"],
  ["codecs", "codec h264 is not supported", "codec h265 is not supported"],
  ["media types", "cannot play mp3", "cannot play mp4"],
  ["versions of TLS", "peer wants TLSv1.2", "peer wants TLSv1.0"],
  ["integer types", "value does not fit Int32", "value does not fit Int64"],
  ["a status after a verb", "stock service returned 404 for item 17", "stock service returned 500 for item 17"],
  ["a status in brackets", "stock service failed [503]", "stock service failed [429]"],
  ["error numbers of SQL Server", "Error: 18456, Severity: 14, State: 1", "Error: 4060, Severity: 14, State: 1"],
  ["codes of Node", "bad argument [ERR_INVALID_ARG_TYPE]", "bad argument [ERR_OUT_OF_RANGE]"],
  ["codes of TypeScript", "TS2304: build failed", "TS2345: build failed"],
  ["results of Windows", "HRESULT 0x80004005 from the printer", "HRESULT 0x8007000E from the printer"],
  ["files that somebody named", "cannot read config/mail.yml", "cannot read config/cache.yml"],
  ["commands", "git fetch ended badly", "git push ended badly"],
  ["classes whose names end alike", "no bean PdfInvoiceWriter", "no bean CsvInvoiceWriter"],
  ["camel-cased names of some length", "handler onVoucherRedeemedV2 threw", "handler onCustomerMergedV2 threw"],
  ["constants", "limit MAX_CART_LINES reached", "limit MAX_OPEN_ORDERS reached"],
  ["the two ends of a range", "weight is below the minimum of 5", "weight is above the maximum of 5"],
  ["currencies", "no rate for CHF", "no rate for GBP"],
  ["methods of HTTP", "405 for PUT on carts", "405 for PATCH on carts"],
  ["the unit that is wrong", "weight is in lb", "weight is in oz"],
];

export const lookalikeMessageCases: readonly Case[] = [
  ...ONE.map(([name, a, b]) => same(`messages that differ in ${name}`, log(a), log(b))),
  ...TWO.map(([name, a, b]) => different(`messages that differ in ${name}`, log(a), log(b))),
  ...ONE.slice(0, 6).map(([name, a, b]) =>
    same(`errors without a stack that differ in ${name}`, bare("ShopError", a), bare("ShopError", b)),
  ),
  ...TWO.slice(0, 6).map(([name, a, b]) =>
    different(`errors without a stack that differ in ${name}`, bare("ShopError", a), bare("ShopError", b)),
  ),
];
