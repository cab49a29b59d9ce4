import { ruby, withMechanism } from "../build.ts";
import type { Case, SdkEvent } from "../case.ts";
import { different, same } from "../case.ts";

const GEMS = "/usr/local/bundle/gems";
const puma = (
  version: string,
): string => `- process_client @ ${GEMS}/puma-${version}/lib/puma/server.rb:443 | case handle_request(client, requests + 1)
  - call @ ${GEMS}/railties-7.1.3/lib/rails/engine.rb:536 | app.call req.env`;
const NIL = "NoMethodError: undefined method 'name' for nil";
/** Active Record alone, as a job of a library raises it. */
const record = (type: string, text: string): SdkEvent =>
  ruby(
    `${type}: ${text}\n- exec_no_cache @ ${GEMS}/activerecord-7.1.3/lib/active_record/connection_adapters/postgresql_adapter.rb:710 | conn.exec_params(sql, type_casted_binds)`,
  );
const faraday = (text: string, type: string): SdkEvent =>
  ruby(`${type}: ${text}\n- on_complete @ ${GEMS}/faraday-2.9.0/lib/faraday/response/raise_error.rb:15 | case env[:status]`);

export const secondRubyCases: readonly Case[] = [
  same(
    "Puma of two versions, with the process's own number in the thread",
    ruby(`${NIL}\n${puma("5.6.8")}\nprint @ app/controllers/labels_controller.rb:20 | @depot = parcel.depot.name`),
    ruby(`${NIL}\n${puma("6.4.2")}\nprint @ app/controllers/labels_controller.rb:24 | @depot = parcel.depot.name`),
  ),
  same(
    "gems of Bundler's deployment folder and of the system",
    ruby(
      "KeyError: key not found: :zone\n- fetch @ /srv/depot/vendor/bundle/ruby/3.2.0/gems/activesupport-7.0.8/lib/active_support/ordered_options.rb:41 | super\nzone @ app/models/tariff.rb:9 | config.fetch(:zone)",
    ),
    ruby(
      "KeyError: key not found: :zone\n- fetch @ /usr/local/lib/ruby/gems/3.3.0/gems/activesupport-7.1.3/lib/active_support/ordered_options.rb:47 | super\nzone @ app/models/tariff.rb:9 | config.fetch(:zone)",
    ),
  ),
  same(
    "a template of Slim compiled twice",
    ruby(
      "ActionView::Template::Error: undefined method 'name' for nil\n_app_views_labels_show_html_slim___2041839120380101190_46020 @ app/views/labels/show.html.slim:4 | h1 = @parcel.client.name",
    ),
    ruby(
      "ActionView::Template::Error: undefined method 'name' for nil\n_app_views_labels_show_html_slim__118290128391028391_70100 @ app/views/labels/show.html.slim:6 | h1 = @parcel.client.name",
    ),
  ),
  same(
    "a job of Active Job on Sidekiq and on Good Job",
    ruby(
      `ArgumentError: no tariff\n- perform @ ${GEMS}/sidekiq-7.2.1/lib/active_job/queue_adapters/sidekiq_adapter.rb:74 | Base.execute job_data\nperform @ app/jobs/bill_job.rb:12 | raise ArgumentError, "no tariff"`,
    ),
    ruby(
      `ArgumentError: no tariff\n- perform @ ${GEMS}/good_job-3.21.5/app/models/good_job/execution.rb:330 | ActiveJob::Base.execute(params)\nperform @ app/jobs/bill_job.rb:15 | raise ArgumentError, "no tariff"`,
    ),
  ),
  same(
    "a unique key with another value, Active Record alone",
    record(
      "ActiveRecord::RecordNotUnique",
      'PG::UniqueViolation: ERROR:  duplicate key value violates unique constraint "index_clients_on_mail"\\nDETAIL:  Key (mail)=(anna@shop.example) already exists.',
    ),
    record(
      "ActiveRecord::RecordNotUnique",
      'PG::UniqueViolation: ERROR:  duplicate key value violates unique constraint "index_clients_on_mail"\\nDETAIL:  Key (mail)=(joe@post.example) already exists.',
    ),
  ),
  same(
    "a memory address of an object that lacks a method, with one's own frame",
    ruby(
      "NoMethodError: undefined method `weigh' for #<Parcel:0x00007f8b1c0a4e20>\nsum @ app/models/load.rb:9 | parcels.sum(&:weigh)",
    ),
    ruby(
      "NoMethodError: undefined method 'weigh' for an instance of Parcel\nsum @ app/models/load.rb:12 | parcels.sum(&:weigh)",
    ),
  ),
  same(
    "an engine of one's own, mounted below another folder",
    ruby('RuntimeError: no lane\npick @ /srv/depot//engines/plan/app/models/plan/lane.rb:20 | raise "no lane"'),
    ruby('RuntimeError: no lane\npick @ /home/mira/code/depot//engines/plan/app/models/plan/lane.rb:23 | raise "no lane"'),
  ),
  same(
    "Rack's handler and a rescue of one's own",
    withMechanism(ruby(`${NIL}\ntrack @ app/controllers/tracking_controller.rb:9 | client.name`), {
      type: "rack",
      handled: false,
    }),
    withMechanism(ruby(`${NIL}\ntrack @ app/controllers/tracking_controller.rb:9 | client.name`), {
      type: "generic",
      handled: true,
    }),
  ),
  same(
    "an execution that expired, where only the library stands on the stack",
    ruby(
      `Net::ReadTimeout: Net::ReadTimeout with #<TCPSocket:(closed)>\n- rbuf_fill @ /usr/local/lib/ruby/3.2.0/net/protocol.rb:229 | raise Net::ReadTimeout.new(@io)`,
    ),
    ruby(
      `Net::ReadTimeout: Net::ReadTimeout with #<TCPSocket:(closed)>\n- rbuf_fill @ /usr/local/lib/ruby/3.3.0/net/protocol.rb:229 | (io = @io.to_io).wait_readable(@read_timeout) or raise Net::ReadTimeout.new(@io)`,
    ),
  ),
  different(
    "callbacks of two models through one concern",
    ruby(
      'RuntimeError: not synced\nsync_parcel @ app/models/parcel.rb:30 | push_to_search!\npush_to_search! @ app/models/concerns/searchable.rb:9 | raise "not synced"',
    ),
    ruby(
      'RuntimeError: not synced\nsync_client @ app/models/client.rb:18 | push_to_search!\npush_to_search! @ app/models/concerns/searchable.rb:9 | raise "not synced"',
    ),
  ),
  different(
    "partials of one name in two folders",
    ruby(
      "ActionView::Template::Error: undefined method 'cents' for nil\n_app_views_parcels__row_html_erb___1_2 @ app/views/parcels/_row.html.erb:2 | <td><%= row.fee.cents %></td>",
    ),
    ruby(
      "ActionView::Template::Error: undefined method 'cents' for nil\n_app_views_invoices__row_html_erb___3_4 @ app/views/invoices/_row.html.erb:3 | <td><%= row.sum.cents %></td>",
    ),
  ),
  different(
    "workers of Sidekiq in two namespaces",
    ruby('ArgumentError: no feed\nperform @ app/workers/import/prices_worker.rb:9 | raise ArgumentError, "no feed"'),
    ruby('ArgumentError: no feed\nperform @ app/workers/export/prices_worker.rb:9 | raise ArgumentError, "no feed"'),
  ),
  different(
    "a deadlock and a lost connection, Active Record alone",
    record("ActiveRecord::Deadlocked", "PG::TRDeadlockDetected: ERROR:  deadlock detected"),
    record("ActiveRecord::ConnectionFailed", "PG::ConnectionBad: PQconsumeInput() server closed the connection unexpectedly"),
  ),
  different(
    "unique keys of two tables, Active Record alone",
    record(
      "ActiveRecord::RecordNotUnique",
      'PG::UniqueViolation: ERROR:  duplicate key value violates unique constraint "index_clients_on_mail"',
    ),
    record(
      "ActiveRecord::RecordNotUnique",
      'PG::UniqueViolation: ERROR:  duplicate key value violates unique constraint "index_trucks_on_plate"',
    ),
  ),
  different(
    "columns that two tables lack, Active Record alone",
    record("ActiveRecord::StatementInvalid", "PG::UndefinedColumn: ERROR:  column parcels.lane_id does not exist"),
    record("ActiveRecord::StatementInvalid", "PG::UndefinedColumn: ERROR:  column trucks.axles does not exist"),
  ),
  different(
    "statuses of Faraday, no frame of one's own",
    faraday("the server responded with status 422", "Faraday::UnprocessableEntityError"),
    faraday("the server responded with status 503", "Faraday::ServerError"),
  ),
  different(
    "tasks of rake in one file",
    ruby("RuntimeError: no rates\nblock (2 levels) in <main> @ lib/tasks/nightly.rake:7 | Rates.refresh!"),
    ruby("RuntimeError: no rates\nblock (2 levels) in <main> @ lib/tasks/nightly.rake:19 | Invoices.refresh!"),
  ),
  different(
    "class and instance methods of one name",
    ruby('FrozenError: can\'t modify frozen String\nTariff.normalise @ app/models/tariff.rb:9 | code << "-DE"'),
    ruby("FrozenError: can't modify frozen String\nTariff#normalise @ app/models/tariff.rb:30 | self.label << zone"),
  ),
  different(
    "parameters that are missing, where Rails alone stands on the stack",
    ruby(
      `ActionController::ParameterMissing: param is missing or the value is empty or invalid: parcel\n- require @ ${GEMS}/actionpack-7.1.3/lib/action_controller/metal/strong_parameters.rb:529 | raise ParameterMissing.new(key, @parameters.keys)`,
    ),
    ruby(
      `ActionController::ParameterMissing: param is missing or the value is empty or invalid: invoice\n- require @ ${GEMS}/actionpack-7.1.3/lib/action_controller/metal/strong_parameters.rb:529 | raise ParameterMissing.new(key, @parameters.keys)`,
    ),
  ),
  different(
    "translations that are missing in two places of the views, library frames alone",
    ruby(
      `I18n::MissingTranslationData: Translation missing: de.parcels.show.title\n- handle_exception @ ${GEMS}/i18n-1.14.1/lib/i18n.rb:410 | raise exception`,
    ),
    ruby(
      `I18n::MissingTranslationData: Translation missing: de.invoices.mail.subject\n- handle_exception @ ${GEMS}/i18n-1.14.1/lib/i18n.rb:410 | raise exception`,
    ),
  ),
];
