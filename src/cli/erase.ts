import { setTimeout as sleep } from "node:timers/promises";
import { personBody } from "../api/erasures.ts";
import { serialiseErasure } from "../api/serialise-erasure.ts";
import type { Organization, Project } from "../project/project.ts";
import type { Erasure } from "../retention/erasure.ts";
import type { Person } from "../retention/person.ts";
import { hashOfPerson, PERSON_KINDS } from "../retention/person.ts";
import type { Arguments } from "./usage.ts";
import { readArguments, UsageError } from "./usage.ts";
import type { OpenStore } from "./with-store.ts";
import { chosenOrganization, withStore } from "./with-store.ts";

const USAGE =
  "Write: culprit erase --email ada@example.org (or --id, --username, --ip), with --project SLUG for one project alone";
const LOOK_EVERY_MS = 200;
/** How long a slice may work where no server waits for the store. */
const SLICE_MS = 50;

/**
 * `culprit erase --email E | --id I | --username U | --ip A [--project P] [--organization O] [--json]`: takes away what is stored of one
 * person, waits for the end and prints the receipt. Without a server it does the work itself, but for what lies in the log: that is
 * looked through once a server has digested it.
 */
export async function erase(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv, [...PERSON_KINDS, "project", "organization"]);
  const person = personIn(args);
  return withStore(async (store) => {
    const organization = await chosenOrganization(store.reader, args.option("organization"));
    const project = await chosenProject(store, organization, args.option("project"));
    const id = await ask(store, { organization, project, person });
    const receipt = await untilDone(store, organization, id);
    if (args.has("json")) console.log(JSON.stringify(serialiseErasure(receipt)));
    else console.log(wordsOf(receipt, project?.slug));
    return 0;
  });
}

function personIn(args: Arguments): Person {
  const given = PERSON_KINDS.filter((kind) => args.option(kind) !== undefined);
  const [kind] = given;
  if (kind === undefined || given.length > 1 || args.words.length > 0) throw new UsageError(USAGE);
  const parsed = personBody.safeParse({ kind, value: args.option(kind) });
  if (!parsed.success) throw new UsageError(`--${kind} ${parsed.error.issues[0]?.message ?? "is not valid"}`);
  return parsed.data;
}

async function chosenProject(
  { reader }: OpenStore,
  organization: Organization,
  slug: string | undefined,
): Promise<Project | undefined> {
  if (slug === undefined) return undefined;
  const all = await reader.projects.listProjects([organization.id]);
  const found = all.find((project) => project.slug === slug);
  if (found !== undefined) return found;
  throw new Error(`There is no project "${slug}" in ${organization.slug}. There are: ${all.map((one) => one.slug).join(", ")}`);
}

type Wish = { readonly organization: Organization; readonly project: Project | undefined; readonly person: Person };

async function ask({ commands, secretKey, alone }: OpenStore, { organization, project, person }: Wish): Promise<number> {
  const asked = {
    organizationId: organization.id,
    projectId: project?.id,
    person,
    personHash: hashOfPerson(person, secretKey()),
    byUserId: undefined,
    askedBy: "command line",
    // A running server fills it in.
    ...(alone !== undefined && { untilPosition: await alone.logEnd() }),
  };
  const entry = {
    organizationId: organization.id,
    userId: undefined,
    actor: "command line",
    ip: "",
    action: project === undefined ? "erasures.create" : "projects.erasures.create",
    target: "command line",
    note: person.kind,
  };
  const { answer } = await commands.noted({ name: "erasePerson", args: asked, entries: [entry] });
  return Number(Object(answer).id);
}

/** A receipt that waits is the end where no server digests what it waits for. */
async function untilDone({ reader, alone }: OpenStore, { id: organizationId }: Organization, id: number): Promise<Erasure> {
  for (;;) {
    while (alone?.erase(SLICE_MS) === true);
    const receipt = (await reader.erasures.listErasures({ organizationId })).find((erasure) => erasure.id === id);
    if (receipt === undefined) throw new Error("The receipt is gone. Look into the project's settings, Erase a person.");
    if (receipt.state === "finished" || alone !== undefined) return receipt;
    await sleep(LOOK_EVERY_MS);
  }
}

function wordsOf(receipt: Erasure, project: string | undefined): string {
  const { events, attachments, reports, texts, personHash, state } = receipt;
  const where = project === undefined ? "all projects" : project;
  const what = `${events} events, ${attachments} files, ${reports} reports, ${texts} texts`;
  const end =
    state === "finished"
      ? `Erased from ${where}: ${what}.`
      : `Erased from ${where} so far: ${what}. The log holds requests that are not digested: start the server, which ends it.`;
  const { notReached } = serialiseErasure(receipt);
  return `${end}\nReceipt ${receipt.id}, of the person with the hash ${personHash}.\n${notReached}`;
}
