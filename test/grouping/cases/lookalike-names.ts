import { csharp, native, rust } from "../build-compiled.ts";
import { go, java, javascript, node, php, python, ruby } from "../build.ts";
import type { Case } from "../case.ts";
import { different, same } from "../case.ts";

const NPE = "java.lang.NullPointerException";

/** Names that look like hashes, versions or ordinals and are not, and such that are. */
export const lookalikeNameCases: readonly Case[] = [
  different(
    "two versions of an API beside each other",
    python("ValueError: no\n create @ api/v1/orders.py:9 | raise ValueError('no')"),
    python("ValueError: no\n create @ api/v2/orders.py:9 | raise ValueError('no')"),
  ),
  different(
    "rules of two years beside each other",
    python("ValueError: no\n rate @ tax/rules_2025.py:9 | raise ValueError('no')"),
    python("ValueError: no\n rate @ tax/rules_2026.py:9 | raise ValueError('no')"),
  ),
  different(
    "functions whose names end in a number",
    python("ValueError: no\n parse_v1 @ feeds/parse.py:9 | raise ValueError('no')"),
    python("ValueError: no\n parse_v2 @ feeds/parse.py:39 | raise ValueError('no')"),
  ),
  different(
    "migrations that are numbered",
    ruby(
      "ActiveRecord::StatementInvalid: no\n up @ db/migrate/20260301093000_add_vat.rb:4 | add_column :orders, :vat, :integer",
    ),
    ruby(
      "ActiveRecord::StatementInvalid: no\n up @ db/migrate/20261101093000_add_phone.rb:4 | add_column :users, :phone, :string",
    ),
  ),
  different(
    "scripts whose names have a word after a hyphen",
    javascript("Error: no\ninit @ https://shop.example/js/user-settings.js:9:11"),
    javascript("Error: no\ninit @ https://shop.example/js/user-checkout.js:9:11"),
  ),
  different(
    "scripts whose names have a word after a dot",
    javascript("Error: no\ninit @ https://shop.example/js/cart.view.js:9:11"),
    javascript("Error: no\ninit @ https://shop.example/js/cart.model.js:9:11"),
  ),
  different(
    "modules whose names are made of the letters a to f",
    node("Error: no\nload @ src/facade.js:9:11 | throw new Error('no');"),
    node("Error: no\nload @ src/decade.js:9:11 | throw new Error('no');"),
  ),
  different(
    "modules whose names end in a number",
    node("Error: no\nrun @ src/steps/step1.js:9:11 | throw new Error('no');"),
    node("Error: no\nrun @ src/steps/step2.js:9:11 | throw new Error('no');"),
  ),
  different(
    "packages of a monorepo",
    node("Error: no\nload @ /repo//packages/cart/src/index.js:9:11 | throw new Error('no');"),
    node("Error: no\nload @ /repo//packages/search/src/index.js:9:11 | throw new Error('no');"),
  ),
  different(
    "inner classes whose names begin with a digit-like letter",
    java(`${NPE}\ncom.acme.Codec$H264.open @ Codec.java:20`),
    java(`${NPE}\ncom.acme.Codec$H265.open @ Codec.java:60`),
  ),
  different(
    "classes whose names end in a number",
    java(`${NPE}\ncom.acme.Sha1.digest @ Sha1.java:20`),
    java(`${NPE}\ncom.acme.Sha256.digest @ Sha256.java:20`),
  ),
  different(
    "packages of two versions of an API",
    java(`${NPE}\ncom.acme.api.v1.OrderApi.list @ OrderApi.java:20`),
    java(`${NPE}\ncom.acme.api.v2.OrderApi.list @ OrderApi.java:20`),
  ),
  different(
    "methods whose names are numbered by hand",
    csharp("System.Exception: no\nAcme.Shop.Wizard::Step1"),
    csharp("System.Exception: no\nAcme.Shop.Wizard::Step2"),
  ),
  different(
    "generic types of two names",
    csharp("System.Exception: no\nAcme.Cache`1::Get"),
    csharp("System.Exception: no\nAcme.Pair`2::Get"),
  ),
  different(
    "functions that read integers of two widths",
    rust("panic: no\nshop::bytes::read_u32 @ /b/src/bytes.rs:9"),
    rust("panic: no\nshop::bytes::read_u64 @ /b/src/bytes.rs:19"),
  ),
  different(
    "C functions whose names end in a number",
    native("SIGSEGV: no\nfill_rect_16 @ /b/draw.c:9"),
    native("SIGSEGV: no\nfill_rect_32 @ /b/draw.c:90"),
  ),
  different(
    "methods of Go on a value and on another type with a number",
    go("runtime.plainError: no\nexample.com/shop/geo.(*Point2).Add @ /src/geo/point.go:9"),
    go("runtime.plainError: no\nexample.com/shop/geo.(*Point3).Add @ /src/geo/point.go:39"),
  ),
  different(
    "packages of Go whose paths end in a major version, with other functions",
    go("runtime.plainError: no\nexample.com/shop/v2/cart.Load @ /src/cart/load.go:9"),
    go("runtime.plainError: no\nexample.com/shop/v2/stock.Load @ /src/stock/load.go:9"),
  ),
  different(
    "own code in a folder that is called vendor",
    php("LogicException: no\nApp\\Vendor\\Import::run @ app/Vendor/Import.php:9 | throw new \\LogicException('no');"),
    php("LogicException: no\nApp\\Vendor\\Export::run @ app/Vendor/Export.php:9 | throw new \\LogicException('no');"),
  ),
  different(
    "own code in a folder that is called lib",
    ruby("RuntimeError: no\n run @ lib/tasks/import.rb:9 | raise 'no'"),
    ruby("RuntimeError: no\n run @ lib/tasks/export.rb:9 | raise 'no'"),
  ),
  different(
    "a recursion of one function and of two",
    python(
      "RecursionError: deep\n walk @ a/tree.py:4 | walk(child)\n walk @ a/tree.py:4 | walk(child)\n walk @ a/tree.py:4 | walk(child)",
    ),
    python(
      "RecursionError: deep\n walk @ a/tree.py:6 | visit(child)\n visit @ a/tree.py:12 | walk(node)\n walk @ a/tree.py:6 | visit(child)\n visit @ a/tree.py:12 | walk(node)",
    ),
  ),
  different(
    "exceptions of one short name in two modules, raised through one helper",
    python("shop.orders.NotFound: no\n fail @ shop/http.py:9 | raise error"),
    python("shop.users.NotFound: no\n fail @ shop/http.py:9 | raise error"),
  ),
  different(
    "exceptions of one short name in two packages, thrown through one helper",
    java("com.acme.orders.NotFoundException: no\ncom.acme.Http.fail @ Http.java:9"),
    java("com.acme.users.NotFoundException: no\ncom.acme.Http.fail @ Http.java:9"),
  ),

  same(
    "release folders named by a version",
    python("ValueError: no\n create @ /opt/shop-1.4.2//api/orders.py:9 | raise ValueError('no')"),
    python("ValueError: no\n create @ /opt/shop-1.5.0//api/orders.py:9 | raise ValueError('no')"),
  ),
  same(
    "release folders named by a hash",
    php("LogicException: no\nApp\\Cart::add @ /srv/builds/9fceb02d0ae5//src/Cart.php:9 | throw new \\LogicException('no');"),
    php("LogicException: no\nApp\\Cart::add @ /srv/builds/e83c5163316f//src/Cart.php:9 | throw new \\LogicException('no');"),
  ),
  same(
    "a serverless bundle below a folder named by a UUID",
    node("Error: no\nload @ /tmp/2f1c0a4e-9d7b-4c1e-8a55-0c9be1f3a001//dist/load.js:9:11 | throw new Error('no');"),
    node("Error: no\nload @ /tmp/7be3d1aa-0f34-4b0e-b6a1-5d2c8e9f4477//dist/load.js:9:11 | throw new Error('no');"),
  ),
  same(
    "scripts with a hash of digits and letters after a hyphen",
    javascript("Error: no\ninitCart @ https://shop.example/js/cart-1a2b3c4d.js:9:11"),
    javascript("Error: no\ninitCart @ https://shop.example/js/cart-9f8e7d6c.js:9:11"),
  ),
  same(
    "scripts with a hash of twenty hexadecimal digits after a dot",
    javascript("Error: no\ninitCart @ https://shop.example/js/cart.1a2b3c4d5e6f70819203.js:9:11"),
    javascript("Error: no\ninitCart @ https://shop.example/js/cart.9f8e7d6c5b4a39281706.js:9:11"),
  ),
  same(
    "scripts below a folder named by a version",
    javascript("Error: no\ninitCart @ https://cdn.example/shop/1.4.2/cart.js:9:11"),
    javascript("Error: no\ninitCart @ https://cdn.example/shop/1.5.0/cart.js:9:11"),
  ),
  same(
    "a workspace of a build server with a number",
    csharp("System.Exception: no\nAcme.Shop.Cart::Add @ D:\\a\\1\\s\\src\\Cart.cs:9"),
    csharp("System.Exception: no\nAcme.Shop.Cart::Add @ D:\\a\\22\\s\\src\\Cart.cs:19"),
  ),
  same(
    "folders of Bazel's sandbox",
    native(
      "SIGSEGV: no\nshop::Cart::add(int) @ /home/ci/.cache/bazel/_bazel_ci/8f14e45fceea167a5a36dedd4bea2543/sandbox/17/execroot/shop/cart.cc:9",
    ),
    native(
      "SIGSEGV: no\nshop::Cart::add(int) @ /home/ci/.cache/bazel/_bazel_ci/c9f0f895fb98ab9159f51fd0297e236d/sandbox/904/execroot/shop/cart.cc:9",
    ),
  ),
  same(
    "a library's folder with a version in the module cache, one's own on top",
    go(
      "runtime.plainError: no\n- github.com/acme/kit/run.Group @ /go/pkg/mod/github.com/acme/kit@v0.3.1/run/group.go:20\nexample.com/shop/cart.Load @ /src/cart/load.go:9",
    ),
    go(
      "runtime.plainError: no\n- github.com/acme/kit/v2/run.Group @ /go/pkg/mod/github.com/acme/kit/v2@v2.0.0/run/group.go:31\nexample.com/shop/cart.Load @ /src/cart/load.go:9",
    ),
  ),
  same(
    "gems in a folder named by Ruby's version",
    ruby(
      "RuntimeError: no\n- call @ /srv/app/vendor/bundle/ruby/3.1.0/gems/rack-2.2.4/lib/rack/head.rb:12 | @app.call(env)\n run @ lib/tasks/import.rb:9 | raise 'no'",
    ),
    ruby(
      "RuntimeError: no\n- call @ /srv/app/vendor/bundle/ruby/3.3.0/gems/rack-3.0.8/lib/rack/head.rb:15 | @app.call(env)\n run @ lib/tasks/import.rb:9 | raise 'no'",
    ),
  ),
];
