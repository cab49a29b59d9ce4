import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { ReadWebhook } from "./codehost.ts";
import type { Delivery, HostTest } from "./test-host.ts";
import { openReceiver, valueOf } from "./test-host.ts";

/** Webhooks, sent by the host itself to an address of this machine. */
export function webhookContract(atHost: HostTest): void {
  atHost("tells by a signed webhook that an issue was closed and reopened", async (host, codeHost) => {
    const receiver = await openReceiver();
    try {
      const secret = randomBytes(32).toString("hex");
      const first = valueOf(await codeHost.ensureWebhook(host.shop, receiver.url, "the secret of before"));
      const second = valueOf(await codeHost.ensureWebhook(host.shop, receiver.url, secret));
      assert.deepEqual([first.created, second.created], [true, false]);

      const { number } = valueOf(await codeHost.createIssue(host.shop, { title: "An issue", body: "" }));
      const ids = new Set<string>();
      for (const state of ["closed", "open"] as const) {
        const news = await newsOf(receiver, host.readWebhook, secret, () => host.setState(number, state), state);
        assert.deepEqual([news.repositoryId, news.issueNumber], [host.shop.id, number]);
        assert.match(news.deliveryId, /^[\x21-\x7e]{8,100}$/);
        ids.add(news.deliveryId);
      }
      assert.equal(ids.size, 2);
      const last = receiver.deliveries.at(-1);
      assert.ok(last !== undefined);
      refusesForgeries(host.readWebhook, last, secret);
    } finally {
      await receiver.close();
    }
  });
}

type Receiver = Awaited<ReturnType<typeof openReceiver>>;

/** The news that follows upon an act; what the host tells of other things is passed over. */
async function newsOf(
  receiver: Receiver,
  read: ReadWebhook,
  secret: string,
  act: () => Promise<void>,
  state: string,
): Promise<{ readonly deliveryId: string; readonly repositoryId: string; readonly issueNumber: number }> {
  let count = receiver.deliveries.length;
  await act();
  for (;;) {
    const delivery = await receiver.next(count);
    count += 1;
    const answer = read({ ...delivery, secret });
    assert.ok(answer.ok, answer.ok ? "" : answer.problem.message);
    if (answer.value !== "not-about-issues" && answer.value.state === state) return answer.value;
  }
}

function refusesForgeries(read: ReadWebhook, { headers, body }: Delivery, secret: string): void {
  const kindOf = (request: Parameters<ReadWebhook>[0]): string => {
    const answer = read(request);
    return answer.ok ? "accepted" : answer.problem.kind;
  };
  const plain = Object.fromEntries(Object.entries(headers).filter(([name]) => !/signature|token/.test(name)));
  assert.equal(kindOf({ headers, body, secret }), "accepted");
  assert.equal(kindOf({ headers, body, secret: `${secret}0` }), "wrong-signature");
  assert.equal(kindOf({ headers, body, secret: "" }), "wrong-signature");
  assert.equal(kindOf({ headers: plain, body, secret }), "unsigned");
  assert.equal(kindOf({ headers: {}, body: new Uint8Array(), secret }), "unsigned");
}
