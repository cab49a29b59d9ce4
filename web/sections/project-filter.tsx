import type { Project } from "../data/types.ts";
import { plural } from "../data/words.ts";
import { Icon } from "../primitives/icon.tsx";
import { Menu } from "../primitives/menu.tsx";

type Props = { projects: readonly Project[]; chosen: readonly string[]; onChoose: (slugs: readonly string[]) => void };

/** Which projects a list is of: all, or those that are ticked. */
export function ProjectFilter({ projects, chosen, onChoose }: Props) {
  const [only] = chosen;
  const words =
    only === undefined
      ? "All projects"
      : chosen.length === 1
        ? (projects.find(({ slug }) => slug === only)?.name ?? only)
        : plural(chosen.length, "project");
  return (
    <Menu
      class="project-filter"
      label={
        <>
          <span class="sr">Projects: </span>
          <bdi class="cut">{words}</bdi> <Icon name="down" />
        </>
      }
    >
      {projects.map(({ slug, name }) => (
        <label key={slug} class="check">
          <input
            type="checkbox"
            checked={chosen.includes(slug)}
            onChange={({ currentTarget: { checked } }) =>
              onChoose(checked ? [...chosen, slug] : chosen.filter((other) => other !== slug))
            }
          />
          <bdi>{name}</bdi>
        </label>
      ))}
      {chosen.length > 0 && (
        <button type="button" onClick={() => onChoose([])}>
          All projects
        </button>
      )}
    </Menu>
  );
}
