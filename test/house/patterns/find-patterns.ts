import type { ESTree } from "vite";
import { parseSync } from "vite";

/** A regular expression in a source file. `pattern` is undefined where it is put together of what only a run knows. */
export type FoundPattern = {
  readonly file: string;
  readonly line: number;
  readonly pattern: string | undefined;
  readonly flags: string;
  /** As it stands in the source. */
  readonly text: string;
};

type Node = ESTree.Node;
type Constants = ReadonlyMap<string, Node>;

/** What stands before a literal, where a slash is no division and ends no comment: most files need no parsing. No statement begins with one. */
const MAY_HOLD_ONE =
  /RegExp|(?:[([{,;=:!&|?+~^<>%-]|\b(?:return|typeof|case|of|in|do|else|yield|await|void|throw))\s*\/(?![/*])/;

/** Every literal and every `RegExp(…)` of a file. Throws when the file cannot be parsed. */
export function findPatterns(file: string, source: string): FoundPattern[] {
  if (!MAY_HOLD_ONE.test(source)) return [];
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const constants = new Map<string, Node>();
  visit(program, (node) => {
    if (node.type !== "VariableDeclaration" || node.kind !== "const") return;
    for (const { id, init } of node.declarations) if (id.type === "Identifier" && init !== null) constants.set(id.name, init);
  });

  const found: FoundPattern[] = [];
  const add = (node: Node, pattern: string | undefined, flags: string): void => {
    const line = source.slice(0, node.start).split("\n").length;
    found.push({ file, line, pattern, flags, text: source.slice(node.start, node.end) });
  };
  visit(program, (node) => {
    if (node.type === "Literal" && "regex" in node && node.regex !== undefined && node.regex !== null) {
      add(node, node.regex.pattern, node.regex.flags);
    }
    if (node.type !== "NewExpression" && node.type !== "CallExpression") return;
    if (node.callee.type !== "Identifier" || node.callee.name !== "RegExp") return;
    const [pattern, flags] = node.arguments;
    const known = flags === undefined ? "" : textOf(flags, constants);
    add(node, pattern === undefined || known === undefined ? undefined : textOf(pattern, constants), known ?? "");
  });
  return found;
}

function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) visit(child, see);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** What an expression is, where it is made of constants of its file alone. */
function textOf(node: Node, constants: Constants): string | undefined {
  const value = valueOf(node, constants);
  return typeof value === "string" ? value : undefined;
}

function valueOf(node: Node, constants: Constants): string | readonly string[] | undefined {
  switch (node.type) {
    case "Literal":
      if ("regex" in node && node.regex !== undefined && node.regex !== null) return undefined;
      return typeof node.value === "string" || typeof node.value === "number" ? String(node.value) : undefined;
    case "TSAsExpression":
    case "ParenthesizedExpression":
      return valueOf(node.expression, constants);
    case "Identifier": {
      const constant = constants.get(node.name);
      return constant === undefined ? undefined : valueOf(constant, constants);
    }
    case "BinaryExpression": {
      const [left, right] = [textOf(node.left, constants), textOf(node.right, constants)];
      return node.operator === "+" && left !== undefined && right !== undefined ? left + right : undefined;
    }
    case "TemplateLiteral":
      return templateOf(node, constants, (quasi) => quasi.value.cooked ?? undefined);
    case "TaggedTemplateExpression":
      return isMember(node.tag, "raw") ? templateOf(node.quasi, constants, (quasi) => quasi.value.raw) : undefined;
    case "ArrayExpression": {
      const items = node.elements.map((item) => (item === null ? undefined : textOf(item, constants)));
      return items.every((item) => item !== undefined) ? items : undefined;
    }
    case "CallExpression":
      return callOf(node, constants);
    default:
      return undefined;
  }
}

function callOf(node: ESTree.CallExpression, constants: Constants): string | readonly string[] | undefined {
  if (node.callee.type !== "MemberExpression") return undefined;
  const of = valueOf(node.callee.object, constants);
  const between = node.arguments[0] === undefined ? undefined : textOf(node.arguments[0], constants);
  if (of === undefined || between === undefined) return undefined;
  if (isMember(node.callee, "join") && typeof of !== "string") return of.join(between);
  return isMember(node.callee, "split") && typeof of === "string" ? of.split(between) : undefined;
}

function isMember(node: Node, name: string): boolean {
  return node.type === "MemberExpression" && node.property.type === "Identifier" && node.property.name === name;
}

function templateOf(
  node: ESTree.TemplateLiteral,
  constants: Constants,
  partOf: (quasi: ESTree.TemplateElement) => string | undefined,
): string | undefined {
  let text = "";
  for (const [index, quasi] of node.quasis.entries()) {
    const part = partOf(quasi);
    const inner = node.expressions[index];
    const value = inner === undefined ? "" : textOf(inner, constants);
    if (part === undefined || value === undefined) return undefined;
    text += part + value;
  }
  return text;
}
