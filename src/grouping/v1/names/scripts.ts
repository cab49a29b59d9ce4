import type { Name } from "./name.ts";
import type { GroupingFrame } from "../../input.ts";

/** Python inlines comprehensions since 3.12; `<module>` is whatever stands at the top of a file. */
export function pythonName({ function: raw = "" }: GroupingFrame): Name {
  if (/^<(?:list|dict|set)comp>$|\.<(?:list|dict|set)comp>$/.test(raw))
    return { name: raw, hidden: "a comprehension, which newer versions inline" };
  const name = raw.slice(raw.lastIndexOf("<locals>.") + (raw.includes("<locals>.") ? "<locals>.".length : 1));
  return { name: name === "<unknown>" ? "" : name };
}

/** Methods of the language that call a block back; versions differ in whether, where and with which class they show. */
const RUBY_CALLERS =
  /^(?:each(?:_\w+)?|map|flat_map|collect|select|filter(?:_map)?|reject|inject|reduce|times|upto|downto|loop|tap|yield_self|instance_(?:eval|exec)|class_(?:eval|exec)|module_eval|public_send|__send__|synchronize|catch|sort_by|group_by|zip|transform_(?:values|keys))$/;
/** Compiled templates: `_app_views_orders_show_html_erb__4152_9080`. */
const RUBY_TEMPLATE = /^(_\w{1,300}?)__+-?\d+_-?\d+$/;

/** Ruby: "block (2 levels) in total" is code of `total`; since 3.4 the class stands before it. */
export function rubyName({ function: raw = "" }: GroupingFrame): Name {
  const inner = raw.trim().replace(/^(?:(?:block|rescue|ensure)(?: \(\d+ levels\))? in )+/, "");
  const template = RUBY_TEMPLATE.exec(inner)?.[1] ?? inner;
  const name = template.replace(/^.*[#.](?=[^#.]+$)/, "");
  if (inner === raw.trim() && RUBY_CALLERS.test(name)) return { name, hidden: "a method of the language that calls back" };
  return { name: /^<(?:main|top \(required\)|compiled|class:.*|module:.*|singleton class)>$/.test(name) ? "" : name };
}

/** PHP: closures carry their line since 8.4, classes without a name their file. */
export function phpName({ function: raw = "" }: GroupingFrame): Name {
  if (raw.startsWith("[Anonymous")) return { name: "" };
  const name = raw
    .replace(/^.{0,300}?@anonymous.{0,400}?(?=::[A-Za-z_]|$)/s, "class@anonymous")
    .replace(/__TwigTemplate_[0-9a-f]{32,64}(?:___\d+)?/, "__TwigTemplate")
    .replace(/^.{0,400}\{closure(?::.{0,400})?\}$/s, "{closure}");
  return { name };
}

/** Dart: closures belong to what they are written in, whatever the compiler calls them. */
export function dartName({ function: raw = "" }: GroupingFrame): Name {
  if (raw === "<asynchronous suspension>" || raw === "asynchronous suspension")
    return { name: raw, hidden: "a gap between asynchronous calls" };
  const name = raw
    .replace(/^(?:new |static |async )/, "")
    .replace(/(?:\.?<(?:anonymous closure|fn|closure)>|\.\$\d+|\$\d+)+/g, "")
    .replace(/\.call$/, "");
  return { name };
}

/** Elixir and Erlang: functions without a name belong to what they are written in. */
export function elixirName(frame: GroupingFrame): Name {
  const module = (frame.module ?? "").replace(/^Elixir\./, "");
  const raw = (frame.function ?? "").replace(/^anonymous fn\/\d+ in /, "").replace(/^Elixir\./, "");
  const own = module !== "" && raw.startsWith(`${module}.`) ? raw.slice(module.length + 1) : raw;
  const name = own
    .replace(/"([^"]{1,300})"/, "$1")
    .replace(/(^|\.)-(?:fun\.)?([^-]{1,200}\/\d+)-.{0,80}$/, "$1$2")
    .replace(/^-?fun\.(.{1,200}\/\d+)-?$/, "$1");
  return { name, ...(module !== "" && { module }) };
}
