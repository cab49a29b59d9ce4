import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

/** Errors of clients, queues and file systems whose text is all there is; `Type: text` is an exception, else a message. */
function said(text: string): SdkEvent {
  const [, type, value] = /^([A-Z]\w*(?:Error|Exception)): ([^]*)$/.exec(text) ?? [];
  if (type === undefined) return { platform: "other", level: "error", message: text };
  return { platform: "other", level: "error", exception: { values: [{ type, value }] } };
}

type Texts = readonly [name: string, a: string, b: string];

const ONE: readonly Texts[] = [
  [
    "an object of S3 that is not there",
    "NoSuchKey: The specified key does not exist. Key: labels/2026/03/01/17.zpl, RequestId: 4442587FB7D0A2F9, HostId: k9Mtd2gDcgGq8/Xp4RwZ71bbVn0",
    "NoSuchKey: The specified key does not exist. Key: labels/2026/11/24/90210.zpl, RequestId: F0A1B2C3D4E5F6A7, HostId: ZZq81mmX0abcd/8f3kd92aLLpq1",
  ],
  [
    "a role that may not act, in another session",
    "AccessDenied: User: arn:aws:sts::123456789012:assumed-role/depot-api/i-0a1b2c3d4e5f60718 is not authorized to perform: s3:PutObject",
    "AccessDenied: User: arn:aws:sts::123456789012:assumed-role/depot-api/i-0918273645afbecd0 is not authorized to perform: s3:PutObject",
  ],
  [
    "a message of SQS whose receipt ran out",
    "ReceiptHandleIsInvalid: The input receipt handle AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a is invalid",
    "ReceiptHandleIsInvalid: The input receipt handle AQEBzbVQqB3zPq8d1mNcXoQ0vTfYh7LwKs is invalid",
  ],
  [
    "Azure's blob with request and time",
    "BlobNotFound: The specified blob does not exist.\nRequestId:8c7b2d1e-4f5a-6b90-aaaa-bbbbccccdddd\nTime:2026-03-01T02:00:00.1234567Z",
    "BlobNotFound: The specified blob does not exist.\nRequestId:f0a1b2c3-d4e5-f6a7-dddd-eeeeffff0000\nTime:2026-11-24T17:45:12.7654321Z",
  ],
  [
    "Google's quota of another minute",
    "RESOURCE_EXHAUSTED: Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service 'sheets.googleapis.com' for consumer 'project_number:123456789012'.",
    "RESOURCE_EXHAUSTED: Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service 'sheets.googleapis.com' for consumer 'project_number:987654321098'.",
  ],
  [
    "a customer that the payment service does not know",
    "StripeInvalidRequestError: No such customer: 'cus_NffrFeUfNV2Hib'",
    "StripeInvalidRequestError: No such customer: 'cus_9s6XKzkNRiz8i3'",
  ],
  [
    "a limit that ends in other seconds",
    "RateLimitError: Rate limit reached for requests. Limit: 500 / min. Please try again in 120ms.",
    "RateLimitError: Rate limit reached for requests. Limit: 500 / min. Please try again in 6s.",
  ],
  [
    "a model's context that is too long",
    "BadRequestError: This model's maximum context length is 8192 tokens. However, your messages resulted in 9120 tokens.",
    "BadRequestError: This model's maximum context length is 8192 tokens. However, your messages resulted in 12003 tokens.",
  ],
  [
    "a chat that the bot was thrown out of",
    "ApiError: Forbidden: bot was kicked from the chat -1001234567890",
    "ApiError: Forbidden: bot was kicked from the chat -1009876543210",
  ],
  [
    "a mailbox that is unknown to the mail server",
    "SMTP error: 550 5.1.1 <anna@shop.example>: Recipient address rejected: User unknown in virtual mailbox table",
    "SMTP error: 550 5.1.1 <joe@post.example>: Recipient address rejected: User unknown in virtual mailbox table",
  ],
  [
    "a partition of Kafka that lost its leader",
    "Failed to send message to topic parcels partition 3 after 5 attempts: leader not available",
    "Failed to send message to topic parcels partition 11 after 2 attempts: leader not available",
  ],
  [
    "a consumer group of another generation",
    "Heartbeat failed for group billing: generation 17, member consumer-billing-1-8c7b2d1e-4f5a-6b90-aaaa-bbbbccccdddd",
    "Heartbeat failed for group billing: generation 412, member consumer-billing-3-f0a1b2c3-d4e5-f6a7-dddd-eeeeffff0000",
  ],
  [
    "a channel of RabbitMQ that closes over one tag",
    'Channel closed by server: 406 (PRECONDITION-FAILED) with message "PRECONDITION_FAILED - unknown delivery tag 17"',
    'Channel closed by server: 406 (PRECONDITION-FAILED) with message "PRECONDITION_FAILED - unknown delivery tag 90210"',
  ],
  [
    "an upload that is too large",
    "Request body of 10485761 bytes exceeds the limit of 10485760 bytes",
    "Request body of 52428800 bytes exceeds the limit of 10485760 bytes",
  ],
  [
    "a file that a system call did not find",
    "ENOENT: no such file or directory, open '/srv/depot/uploads/17/label.zpl'",
    "ENOENT: no such file or directory, open '/srv/depot/uploads/90210/label.zpl'",
  ],
  [
    "a file of Windows that another process holds",
    "The process cannot access the file 'C:\\Depot\\Spool\\job-17.prn' because it is being used by another process.",
    "The process cannot access the file 'C:\\Depot\\Spool\\job-90210.prn' because it is being used by another process.",
  ],
  [
    "an archive entry that is damaged",
    "bad CRC-32 for entry 'scans/17.png': 8f1c2a3b != d04e9f77",
    "bad CRC-32 for entry 'scans/90210.png': 00ab12cd != 7f3e9a01",
  ],
  [
    "a page that was visited, in another browser",
    "blocked request by Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "blocked request by Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Safari/605.1.15",
  ],
  [
    "an account number that is not valid",
    "ValidationError: IBAN DE89370400440532013000 has a wrong check digit",
    "ValidationError: IBAN FR7630006000011234567890189 has a wrong check digit",
  ],
  [
    "a telephone number that is not valid",
    "ValidationError: +49 221 1234567 is not a mobile number",
    "ValidationError: +33 6 12 34 56 78 is not a mobile number",
  ],
  [
    "coordinates outside the region",
    "point (50.9375, 6.9603) lies outside the delivery area",
    "point (45.7640, 4.8357) lies outside the delivery area",
  ],
  [
    "a pipeline's run in another folder",
    "step 'build' failed in /home/runner/work/_temp/8c7b2d1e-4f5a-6b90-aaaa-bbbbccccdddd.sh",
    "step 'build' failed in /home/runner/work/_temp/f0a1b2c3-d4e5-f6a7-dddd-eeeeffff0000.sh",
  ],
  [
    "a certificate that ran out on another day",
    "x509: certificate has expired or is not yet valid: current time 2026-03-01T02:00:00Z is after 2026-02-28T23:59:59Z",
    "x509: certificate has expired or is not yet valid: current time 2026-11-24T17:45:12Z is after 2026-11-24T00:00:00Z",
  ],
  [
    "a base64 text that breaks",
    "cannot decode token ZGVwb3Q6MTc6YW5uYUBzaG9wLmV4YW1wbGU=: padding",
    "cannot decode token am9lQHBvc3QuZXhhbXBsZTo5MDIxMDpkZXBvdA==: padding",
  ],
];

const TWO: readonly Texts[] = [
  [
    "permissions that a role lacks",
    "AccessDenied: User: arn:aws:iam::123456789012:user/depot is not authorized to perform: s3:PutObject",
    "AccessDenied: User: arn:aws:iam::123456789012:user/depot is not authorized to perform: kms:Decrypt",
  ],
  [
    "keys and buckets that are not there",
    "NoSuchKey: The specified key does not exist.",
    "NoSuchBucket: The specified bucket does not exist.",
  ],
  [
    "cards that were refused for two reasons",
    "StripeCardError: Your card was declined. code=insufficient_funds",
    "StripeCardError: Your card was declined. code=expired_card",
  ],
  [
    "objects of two kinds that the payment service does not know",
    "StripeInvalidRequestError: No such customer: 'cus_NffrFeUfNV2Hib'",
    "StripeInvalidRequestError: No such price: 'price_1MoBy5LkdIwHu7ix'",
  ],
  [
    "answers of a mail server",
    "SMTP error: 550 5.1.1 Recipient address rejected",
    "SMTP error: 421 4.7.0 Try again later, closing connection",
  ],
  [
    "a topic that lost its leader and one that nobody made",
    "Failed to send message to topic parcels: leader not available",
    "Failed to send message to topic parcels: unknown topic or partition",
  ],
  [
    "queues that RabbitMQ does not have and that differ in their options",
    "Channel closed by server: 404 (NOT-FOUND) with message \"NOT_FOUND - no queue 'parcels' in vhost '/'\"",
    "Channel closed by server: 406 (PRECONDITION-FAILED) with message \"PRECONDITION_FAILED - inequivalent arg 'durable' for queue 'parcels' in vhost '/'\"",
  ],
  [
    "calls of the system on one file",
    "EACCES: permission denied, open '/srv/depot/spool/lock'",
    "EACCES: permission denied, unlink '/srv/depot/spool/lock'",
  ],
  ["disks that are full and that only read", "ENOSPC: no space left on device, write", "EROFS: read-only file system, write"],
  ["statuses of one service", "rates service answered 401", "rates service answered 503"],
  ["statuses in words of HTTP", "Request failed with status code 413", "Request failed with status code 429"],
  ["methods that are not allowed", "Method POST is not allowed for /labels", "Method DELETE is not allowed for /labels"],
  [
    "endpoints of one interface that time out",
    "timeout of 5000ms exceeded: POST /v1/labels/print",
    "timeout of 5000ms exceeded: POST /v1/routes/plan",
  ],
  [
    "handshakes that failed by name and by age",
    "certificate verify failed: hostname mismatch",
    "certificate verify failed: certificate has expired",
  ],
  ["grants of OAuth that were refused", "OAuth error: invalid_grant", "OAuth error: invalid_client"],
  ["claims that are missing from a token", "JWTClaimError: missing claim 'aud'", "JWTClaimError: missing claim 'exp'"],
  [
    "rules that two fields break",
    "ValidationError: postcode must be a string",
    "ValidationError: weight must be a positive number",
  ],
  [
    "rules that one field breaks",
    "ValidationError: weight must be a positive number",
    "ValidationError: weight must not be empty",
  ],
  ["algorithms that are not supported", "digest sha1 is not supported", "digest sha256 is not supported"],
  ["codecs of video that are not supported", "no decoder for h264", "no decoder for h265"],
  [
    "processes that two signals killed",
    "worker was terminated by signal 9 (SIGKILL)",
    "worker was terminated by signal 11 (SIGSEGV)",
  ],
  [
    "pods that end for two reasons",
    "pod checkout-7d9c6bb5f4-x2x9z failed: OOMKilled",
    "pod checkout-7d9c6bb5f4-x2x9z failed: ImagePullBackOff",
  ],
  ["codes of Windows' status", "process ended with status 0xC0000005", "process ended with status 0xC0000374"],
  [
    "fields of GraphQL that two types lack",
    'GraphQLError: Cannot query field "colour" on type "Parcel".',
    'GraphQLError: Cannot query field "axles" on type "Truck".',
  ],
  [
    "a version of TLS and a cipher that are not shared",
    "SSL routines: tls_process_server_hello: unsupported protocol",
    "SSL routines: ssl3_read_bytes: sslv3 alert handshake failure",
  ],
  [
    "a flag that is not known and a stream of flags that closed",
    "feature flag service: unknown flag",
    "feature flag service: stream closed",
  ],
];

export const secondClientsAndQueuesCases: readonly Case[] = [
  ...ONE.map(([name, a, b]) => same(name, said(a), said(b))),
  ...TWO.map(([name, a, b]) => different(name, said(a), said(b))),
];
