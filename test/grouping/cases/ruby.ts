import { ruby, withMechanism, withoutInApp } from "../build.ts";
import type { Case } from "../case.ts";
import { different, same } from "../case.ts";

const rails = (
  gems: string,
  version: string,
): string => `- block in call @ ${gems}/railties-${version}/lib/rails/engine.rb:535 | app.call req.env
  - process_action @ ${gems}/actionpack-${version}/lib/action_controller/metal/rendering.rb:165 | super`;
const show = "show @ app/controllers/orders_controller.rb:12 | @total = @order.lines.sum(&:cents) / @order.parts";

const template = (id: string, label: string): string => `ActionView::Template::Error: undefined method 'name' for nil
  ${label}__${id} @ app/views/orders/show.html.erb:4 | <td><%= @order.customer.name %></td>`;

export const rubyCases: readonly Case[] = [
  same(
    "Rails 6 and Rails 7",
    ruby(`ZeroDivisionError: divided by 0\n${rails("/usr/local/bundle/gems", "6.1.7")}\n${show}`),
    ruby(`ZeroDivisionError: divided by 0\n${rails("/usr/local/bundle/gems", "7.1.3")}\n${show}`),
  ),
  same(
    "gems of rbenv and of a container",
    ruby(
      `ZeroDivisionError: divided by 0\n${rails("/home/mira/.rbenv/versions/3.1.2/lib/ruby/gems/3.1.0/gems", "7.0.4")}\n${show}`,
    ),
    ruby(`ZeroDivisionError: divided by 0\n${rails("/usr/local/bundle/gems", "7.0.4")}\n${show}`),
  ),
  same(
    "a release folder of Capistrano",
    ruby(`ZeroDivisionError: divided by 0\n${show.replace("app/", "/srv/shop/releases/20261101093000//app/")}`),
    ruby(`ZeroDivisionError: divided by 0\n${show.replace("app/", "/srv/shop/releases/20261108101500//app/")}`),
  ),
  same(
    "labels with the class since Ruby 3.4",
    ruby(`Shop::PriceError: discount 130% out of range
      total @ lib/shop/checkout.rb:12 | lines.sum { |line| line_total(line, percent) }
      block in total @ lib/shop/checkout.rb:12 | lines.sum { |line| line_total(line, percent) }
      discount @ lib/shop/pricing.rb:15 | raise PriceError, message if percent > 100`),
    ruby(`Shop::PriceError: discount 130% out of range
      Shop::Checkout#total @ lib/shop/checkout.rb:12 | lines.sum { |line| line_total(line, percent) }
      block in Shop::Checkout#total @ lib/shop/checkout.rb:12 | lines.sum { |line| line_total(line, percent) }
      Shop::Pricing#discount @ lib/shop/pricing.rb:15 | raise PriceError, message if percent > 100`),
  ),
  same(
    "blocks that lie one level deeper",
    ruby(`KeyError: key not found: "EUR"
      block in sync @ app/jobs/rate_sync.rb:9 | rates.fetch(code)`),
    ruby(`KeyError: key not found: "CHF"
      block (2 levels) in sync @ app/jobs/rate_sync.rb:11 | rates.fetch(code)`),
  ),
  same(
    "a compiled template with another number",
    ruby(template("4023948239482_70123", "_app_views_orders_show_html_erb")),
    ruby(template("1198237498123_52840", "_app_views_orders_show_html_erb")),
  ),
  same(
    "the text of a missing method in Ruby 3.3 and 3.4",
    ruby(`NoMethodError: undefined method \`price' for nil:NilClass
      label @ app/models/item.rb:8 | "#{name}: #{offer.price}"`),
    ruby(`NoMethodError: undefined method 'price' for nil
      label @ app/models/item.rb:8 | "#{name}: #{offer.price}"`),
  ),
  same(
    "an object printed with its address, no frame of one's own",
    ruby(`NoMethodError: undefined method 'fetch' for #<Faraday::Response:0x00007f8a1c0b2d90>
      - parse @ /usr/local/bundle/gems/geo-2.1.0/lib/geo/client.rb:30 | response.fetch("lat")`),
    ruby(`NoMethodError: undefined method 'fetch' for #<Faraday::Response:0x00007fcc44aa1f08>
      - parse @ /usr/local/bundle/gems/geo-2.1.0/lib/geo/client.rb:30 | response.fetch("lat")`),
  ),
  same(
    "a record that is not there, with another id and no frame of one's own",
    ruby(`ActiveRecord::RecordNotFound: Couldn't find Order with 'id'=17
      - find @ /usr/local/bundle/gems/activerecord-7.0.4/lib/active_record/core.rb:284 | raise RecordNotFound`),
    ruby(`ActiveRecord::RecordNotFound: Couldn't find Order with 'id'=90210
      - find @ /usr/local/bundle/gems/activerecord-7.0.4/lib/active_record/core.rb:284 | raise RecordNotFound`),
  ),
  same(
    "Sidekiq and a console",
    ruby(`RuntimeError: no stock
      - execute_job @ /usr/local/bundle/gems/sidekiq-6.5.8/lib/sidekiq/processor.rb:202 | inst.perform(*cloned_args)
      perform @ app/jobs/restock_job.rb:7 | raise "no stock"`),
    ruby(`RuntimeError: no stock
      - process @ /usr/local/bundle/gems/sidekiq-7.2.0/lib/sidekiq/processor.rb:211 | dispatch(job_hash, queue, jobstr)
      - execute_job @ /usr/local/bundle/gems/sidekiq-7.2.0/lib/sidekiq/processor.rb:220 | instance.perform(*args)
      perform @ app/jobs/restock_job.rb:7 | raise "no stock"`),
  ),
  same(
    "stack too deep, at another depth",
    ruby(`SystemStackError: stack level too deep
      ${"children @ app/models/tree.rb:9 | parent.children\n parent @ app/models/tree.rb:14 | children.first.parent\n".repeat(9)}`),
    ruby(`SystemStackError: stack level too deep
      ${"children @ app/models/tree.rb:9 | parent.children\n parent @ app/models/tree.rb:14 | children.first.parent\n".repeat(22)}`),
  ),
  same(
    "a client without in_app flags, Rails 6 and Rails 7",
    withoutInApp(ruby(`ZeroDivisionError: divided by 0\n${rails("/usr/local/bundle/gems", "6.1.7")}\n${show}`)),
    withoutInApp(ruby(`ZeroDivisionError: divided by 0\n${rails("/usr/local/bundle/gems", "7.1.3")}\n${show}`)),
  ),
  same(
    "caught by Rack and by hand",
    withMechanism(ruby(`RuntimeError: x\n${show}`), { type: "rack", handled: false }),
    withMechanism(ruby(`RuntimeError: x\n${show}`), { type: "generic", handled: true }),
  ),

  different(
    "another type from one line",
    ruby(`ZeroDivisionError: divided by 0\n${show}`),
    ruby(`FloatDomainError: divided by 0\n${show}`),
  ),
  different(
    "actions of one name in two controllers",
    ruby(`NoMethodError: undefined method 'id' for nil
      show @ app/controllers/orders_controller.rb:12 | render json: record.id`),
    ruby(`NoMethodError: undefined method 'id' for nil
      show @ app/controllers/refunds_controller.rb:12 | render json: record.id`),
  ),
  different(
    "jobs whose methods are all called perform",
    ruby(`RuntimeError: empty
      perform @ app/jobs/restock_job.rb:7 | raise "empty"`),
    ruby(`RuntimeError: empty
      perform @ app/jobs/invoice_job.rb:7 | raise "empty"`),
  ),
  different(
    "two statements of one method",
    ruby(`NoMethodError: undefined method 'name' for nil
      to_s @ app/models/label.rb:9 | line1 = order.customer.name`),
    ruby(`NoMethodError: undefined method 'code' for nil
      to_s @ app/models/label.rb:10 | line2 = order.depot.code`),
  ),
  different(
    "blocks in two methods",
    ruby(`KeyError: key not found: "EUR"
      block in sync @ app/jobs/rate_sync.rb:9 | rates.fetch(code)`),
    ruby(`KeyError: key not found: "EUR"
      block in check @ app/jobs/rate_sync.rb:30 | limits.fetch(code)`),
  ),
  different(
    "two templates",
    ruby(template("4023948239482_70123", "_app_views_orders_show_html_erb")),
    ruby(`ActionView::Template::Error: undefined method 'name' for nil
      _app_views_carts_edit_html_erb__1198237498123_52840 @ app/views/carts/edit.html.erb:4 | <td><%= @cart.owner.name %></td>`),
  ),
  different(
    "two models that are not found, no frame of one's own",
    ruby(`ActiveRecord::RecordNotFound: Couldn't find Order with 'id'=17
      - find @ /usr/local/bundle/gems/activerecord-7.0.4/lib/active_record/core.rb:284 | raise RecordNotFound`),
    ruby(`ActiveRecord::RecordNotFound: Couldn't find Customer with 'id'=17
      - find @ /usr/local/bundle/gems/activerecord-7.0.4/lib/active_record/core.rb:284 | raise RecordNotFound`),
  ),
  different(
    "validations of two attributes, no frame of one's own",
    ruby(`ActiveRecord::RecordInvalid: Validation failed: Email has already been taken
      - raise_validation_error @ /usr/local/bundle/gems/activerecord-7.0.4/lib/active_record/validations.rb:80 | raise(RecordInvalid.new(self))`),
    ruby(`ActiveRecord::RecordInvalid: Validation failed: Weight must be greater than 0
      - raise_validation_error @ /usr/local/bundle/gems/activerecord-7.0.4/lib/active_record/validations.rb:80 | raise(RecordInvalid.new(self))`),
  ),
  different(
    "two causes of one error",
    ruby(
      `KeyError: key not found: "GBP"
        convert @ lib/shop/pricing.rb:10 | rate = @rates.fetch(currency)`,
      `Shop::CheckoutError: cannot place order
        place @ lib/shop/checkout.rb:18 | raise CheckoutError, "cannot place order"`,
    ),
    ruby(
      `Net::ReadTimeout: Net::ReadTimeout
        charge @ lib/shop/gateway.rb:31 | http.request(post)`,
      `Shop::CheckoutError: cannot place order
        place @ lib/shop/checkout.rb:18 | raise CheckoutError, "cannot place order"`,
    ),
  ),
  different(
    "constants that are missing, no frame of one's own",
    ruby(`NameError: uninitialized constant Invoice::Pdf
      - constantize @ /usr/local/bundle/gems/activesupport-7.0.4/lib/active_support/inflector/methods.rb:280 | Object.const_get(camel_cased_word)`),
    ruby(`NameError: uninitialized constant Mailer::Welcome
      - constantize @ /usr/local/bundle/gems/activesupport-7.0.4/lib/active_support/inflector/methods.rb:280 | Object.const_get(camel_cased_word)`),
  ),
  different(
    "methods of one name of two classes in one file, as Ruby 3.4 says them",
    ruby(`ArgumentError: bad
      Shop::Csv#row @ lib/shop/export.rb:9 | raise ArgumentError, "bad" if cells.empty?`),
    ruby(`ArgumentError: bad
      Shop::Xml#row @ lib/shop/export.rb:49 | raise ArgumentError, "bad" unless node.element?`),
  ),
  different(
    "system errors of two kinds, no frame of one's own",
    ruby("Errno::ENOSPC: No space left on device @ io_write\n- write @ /usr/lib/ruby/3.1.0/fileutils.rb:1384 | s.write(buf)"),
    ruby("Errno::EACCES: Permission denied @ rb_sysopen\n- write @ /usr/lib/ruby/3.1.0/fileutils.rb:1384 | s.write(buf)"),
  ),
];
