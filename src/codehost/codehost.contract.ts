import { after, test } from "node:test";
import { codeContract } from "./code.contract.ts";
import { issueContract } from "./issue.contract.ts";
import { repositoryContract } from "./repository.contract.ts";
import type { HostTest, TestHost } from "./test-host.ts";
import { hostTests } from "./test-host.ts";
import { webhookContract } from "./webhook.contract.ts";

/**
 * What every CodeHost keeps to. Each adapter's test file calls this with a host that holds what `TestHost` says; `name` stands
 * before the tests' names. The tests share the host and make issues of their own. `skip` says why it cannot be had here.
 */
export function codeHostContract(name: string, open: () => Promise<TestHost>, skip?: string): void {
  if (skip !== undefined) {
    test(`${name}: the contract of code hosts`, { skip });
    return;
  }
  let opened: Promise<TestHost> | undefined;
  const atHost: HostTest = hostTests(name, async () => await (opened ??= open()));
  repositoryContract(atHost);
  issueContract(atHost);
  codeContract(atHost);
  webhookContract(atHost);
  after(async () => await (await opened)?.close());
}
