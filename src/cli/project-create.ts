import { dsnOf } from "../project/dsn.ts";
import { readArguments, UsageError } from "./usage.ts";
import { chosenOrganization, withStore } from "./with-store.ts";

/** `culprit project create NAME [--slug S] [--platform P] [--organization O] [--json]` */
export async function createProject(argv: readonly string[]): Promise<number> {
  const args = readArguments(argv, ["slug", "platform", "organization"]);
  const [name] = args.words;
  if (name === undefined || args.words.length > 1) throw new UsageError('Write: culprit project create "Shop web"');

  return withStore(async ({ config, commands, reader }) => {
    const organization = await chosenOrganization(reader, args.option("organization"));
    const made = await commands.createProject({
      organizationId: organization.id,
      name,
      slug: args.option("slug"),
      platform: args.option("platform"),
    });
    if ("problem" in made) throw new Error(wordsOf(made.problem.kind));
    const shown = {
      id: String(made.project.id),
      slug: made.project.slug,
      organization: organization.slug,
      dsn: dsnOf(config.url, made.key.publicKey, made.project.id),
      publicKey: made.key.publicKey,
    };
    console.log(
      args.has("json") ? JSON.stringify(shown) : `Made project ${shown.organization}/${shown.slug}.\nDSN: ${shown.dsn}`,
    );
    return 0;
  });
}

function wordsOf(kind: "slug-taken" | "not-found" | "invalid-name"): string {
  switch (kind) {
    case "slug-taken":
      return "That slug is taken; choose another with --slug.";
    case "not-found":
      return "That organization is gone.";
    case "invalid-name":
      return "The name needs a letter or digit, and at most 64 characters.";
  }
}
