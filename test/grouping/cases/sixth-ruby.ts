import type { Case, SdkEvent, SdkFrame } from "../case.ts";
import { different, same } from "../case.ts";
import { error, thrown } from "../raw.ts";

function rb(fn: string, path: string, lineno: number, context = "", root = "/app"): SdkFrame {
  const isGem = path.includes("/gems/");
  const place = {
    abs_path: isGem ? path : `${root}/${path}`,
    filename: isGem ? path.replace(/^.*\/gems\/[^/]+\/lib\//, "") : path,
    project_root: root,
  };
  return {
    ...place,
    function: fn,
    lineno,
    in_app: !isGem,
    ...(context !== "" && { pre_context: ["\n"], context_line: `${context}\n`, post_context: [] }),
  };
}

function rbError(type: string, value: string, ...frames: readonly SdkFrame[]): SdkEvent {
  return error("ruby", thrown(type, value, frames, { module: type.split("::").slice(0, -1).join("::"), thread_id: 4711 }), {
    server_name: "web.1",
  });
}

const GEMS = "/usr/local/bundle/ruby/3.3.0/gems";

export const sixthRubyCases: readonly Case[] = [
  same(
    "Ruby: labels with class names since 3.4, another root, another quote in the text",
    rbError(
      "NoMethodError",
      "undefined method `price' for nil:NilClass",
      rb("each", `${GEMS}/activerecord-7.0.4/lib/active_record/relation/delegation.rb`, 88),
      rb("block in total", "app/models/cart.rb", 17, "    sum += item.price"),
      rb("add", "app/models/cart.rb", 30, "    a + b.price"),
    ),
    rbError(
      "NoMethodError",
      "undefined method 'price' for nil",
      rb("Array#each", `${GEMS}/activerecord-8.0.1/lib/active_record/relation/delegation.rb`, 101),
      rb("block in Cart#total", "app/models/cart.rb", 19, "    sum += item.price", "/var/www/shop/releases/20240101120000"),
      rb("Cart#add", "app/models/cart.rb", 33, "    a + b.price", "/var/www/shop/releases/20240101120000"),
    ),
  ),
  same(
    "Ruby: blocks within blocks of one method",
    rbError("KeyError", "key not found: :sku", rb("block in import", "app/jobs/feed.rb", 17, "      row.fetch(:sku)")),
    rbError(
      "KeyError",
      "key not found: :sku",
      rb("block (2 levels) in import", "app/jobs/feed.rb", 19, "        row.fetch(:sku)"),
    ),
  ),
  different(
    "Ruby: methods of one name in two classes",
    rbError("KeyError", "key not found: :sku", rb("perform", "app/jobs/feed_job.rb", 17, "    run")),
    rbError("KeyError", "key not found: :sku", rb("perform", "app/jobs/mail_job.rb", 17, "    run")),
  ),
  same(
    "Ruby: a compiled template of two boots within the template's wrapper",
    error("ruby", [
      thrown("NoMethodError", "undefined method `name' for nil:NilClass", [
        rb(
          "_app_views_carts_show_html_erb___1234567890123_47120",
          "app/views/carts/show.html.erb",
          3,
          "<%= @cart.owner.name %>",
        ),
      ]),
      thrown("ActionView::Template::Error", "undefined method `name' for nil:NilClass", [
        rb(
          "_app_views_carts_show_html_erb___1234567890123_47120",
          "app/views/carts/show.html.erb",
          3,
          "<%= @cart.owner.name %>",
        ),
      ]),
    ]),
    error("ruby", [
      thrown("NoMethodError", "undefined method `name' for nil:NilClass", [
        rb("_app_views_carts_show_html_erb__987654321098_11840", "app/views/carts/show.html.erb", 5, "<%= @cart.owner.name %>"),
      ]),
      thrown("ActionView::Template::Error", "undefined method `name' for nil:NilClass", [
        rb("_app_views_carts_show_html_erb__987654321098_11840", "app/views/carts/show.html.erb", 5, "<%= @cart.owner.name %>"),
      ]),
    ]),
  ),
  different(
    "Ruby: records of two models that are not there, library frames only",
    rbError(
      "ActiveRecord::RecordNotFound",
      "Couldn't find Order with 'id'=42",
      rb("find", `${GEMS}/activerecord-7.0.4/lib/active_record/core.rb`, 284),
    ),
    rbError(
      "ActiveRecord::RecordNotFound",
      "Couldn't find User with 'id'=42",
      rb("find", `${GEMS}/activerecord-7.0.4/lib/active_record/core.rb`, 284),
    ),
  ),
  same(
    "Ruby: two records of one model that are not there, library frames only",
    rbError(
      "ActiveRecord::RecordNotFound",
      "Couldn't find Order with 'id'=42",
      rb("find", `${GEMS}/activerecord-7.0.4/lib/active_record/core.rb`, 284),
    ),
    rbError(
      "ActiveRecord::RecordNotFound",
      "Couldn't find Order with 'id'=981237",
      rb("find", `${GEMS}/activerecord-7.1.2/lib/active_record/core.rb`, 290),
    ),
  ),
  same(
    "Ruby: a socket's address in a time-out",
    rbError("Net::ReadTimeout", "Net::ReadTimeout with #<TCPSocket:0x00007f8a1c0b2a40>"),
    rbError("Net::ReadTimeout", "Net::ReadTimeout with #<TCPSocket:0x00007f1122334455>"),
  ),
];
