import type { DocumentNode, FragmentDefinitionNode, SelectionSetNode } from "graphql";
import { Kind } from "graphql";

/** What a query may ask for at once. GitLab's own limit for people who are signed in is 250. */
export const MAX_COST = 250;
/** The introspection that tools send is 15 deep. */
export const MAX_DEPTH = 16;

/** Fields that read the store, a Sentry or a code host. All others are names of what was read. */
const DEAR: ReadonlyMap<string, number> = new Map([
  ["errors", 20],
  ["detailedError", 20],
  ["sentryDetailedError", 20],
  ["errorStackTrace", 20],
  ["__schema", 50],
  ["__type", 25],
]);
/** Lists of the introspection: within each other they multiply. Its other fields cost nothing, and tools ask for hundreds. */
const LISTS = new Set(["types", "fields", "args", "inputFields", "enumValues", "possibleTypes", "interfaces", "directives"]);
const LIST_COST = 5;

type Size = { readonly cost: number; readonly depth: number };
const NOTHING: Size = { cost: 0, depth: 0 };

type Fragments = {
  readonly nodes: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Those measured already. */
  readonly sizes: Map<string, Size>;
};

/**
 * What a document costs with its fragments written out, and how deep it goes. Each fragment is measured once, so that fragments of
 * fragments cost no time here; what goes round in a circle is refused by the rules that come after.
 */
export function sizeOf(document: DocumentNode): Size {
  const nodes = new Map<string, FragmentDefinitionNode>();
  for (const node of document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) nodes.set(node.name.value, node);
  }
  const fragments: Fragments = { nodes, sizes: new Map() };
  const sizes = document.definitions.map((node) =>
    node.kind === Kind.OPERATION_DEFINITION ? sizeOfSelection(node.selectionSet, false, fragments) : NOTHING,
  );
  return together(sizes);
}

function sizeOfSelection(set: SelectionSetNode | undefined, isOfSchema: boolean, fragments: Fragments): Size {
  const sizes = (set?.selections ?? []).map((node): Size => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return sizeOfFragment(node.name.value, fragments);
    if (node.kind === Kind.INLINE_FRAGMENT) return sizeOfSelection(node.selectionSet, isOfSchema, fragments);
    const name = node.name.value;
    const inner = sizeOfSelection(node.selectionSet, isOfSchema || name.startsWith("__"), fragments);
    const own = isOfSchema ? (LISTS.has(name) ? LIST_COST : 0) : (DEAR.get(name) ?? 1);
    return { cost: inner.cost + own, depth: inner.depth + 1 };
  });
  return together(sizes);
}

function sizeOfFragment(name: string, fragments: Fragments): Size {
  const known = fragments.sizes.get(name);
  if (known !== undefined) return known;
  // Stands for itself while it is measured.
  fragments.sizes.set(name, NOTHING);
  const node = fragments.nodes.get(name);
  const size = sizeOfSelection(node?.selectionSet, node?.typeCondition.name.value.startsWith("__") === true, fragments);
  fragments.sizes.set(name, size);
  return size;
}

function together(sizes: readonly Size[]): Size {
  return {
    cost: sizes.reduce((sum, { cost }) => sum + cost, 0),
    depth: sizes.reduce((max, { depth }) => Math.max(max, depth), 0),
  };
}
