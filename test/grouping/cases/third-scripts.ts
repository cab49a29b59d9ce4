import { go, java, javascript, node, php, python, ruby } from "../build.ts";
import type { Case } from "../case.ts";
import { different, same } from "../case.ts";

/** A third set for browsers and servers, written after version 1 was finished for the first two. */

const NULL_TOTAL = "TypeError: Cannot read properties of null (reading 'total')";

export const thirdScriptCases: readonly Case[] = [
  same(
    "browser: one class method as Chrome, Firefox and Safari write it",
    javascript(
      `${NULL_TOTAL}\nCart.render @ https://shop.example/assets/cart-Bx91kq2Z.js:1:200\nat Cart.refresh @ https://shop.example/assets/cart-Bx91kq2Z.js:1:300`.replace(
        "at ",
        "",
      ),
    ),
    javascript(
      `${NULL_TOTAL}\nrender @ https://shop.example/assets/cart-C0aa81fQ.js:1:244\nrefresh @ https://shop.example/assets/cart-C0aa81fQ.js:1:390`,
    ),
  ),
  same(
    "browser: a page served from two hosts and under a language",
    javascript(`${NULL_TOTAL}\nrenderCart @ https://de.shop.example/de/static/cart.js:10:20`),
    javascript(`${NULL_TOTAL}\nrenderCart @ https://cdn.shop.example/en/static/cart.js?v=19:11:20`),
  ),
  different(
    "browser: two properties of null in one function",
    javascript(`${NULL_TOTAL}\nhandler @ https://shop.example/static/cart.js:10:20`),
    javascript(`${NULL_TOTAL.replace("total", "coupon")}\nhandler @ https://shop.example/static/cart.js:40:20`),
  ),
  same(
    "Node: one service in two containers, with and without pnpm",
    node(
      "TypeError: x is not iterable\n- Layer.handle @ /usr/src/app/node_modules/express/lib/router/layer.js:95:5\nlistOrders @ /usr/src/app/dist/orders/list.js:12:9",
    ),
    node(
      "TypeError: x is not iterable\n- Layer.handleRequest @ /app/node_modules/.pnpm/router@2.2.0/node_modules/router/lib/layer.js:152:17\nlistOrders @ /app/dist/orders/list.js:18:9",
    ),
  ),
  different(
    "Node: files of one name in two folders",
    node("TypeError: x is not iterable\ngetServerSideProps @ /app/pages/orders/index.js:12:9"),
    node("TypeError: x is not iterable\ngetServerSideProps @ /app/pages/customers/index.js:12:9"),
  ),
  same(
    "Python: one view in a virtual environment and in a system Python, other version",
    python(
      "KeyError: 'order_id'\n- inner @ /srv/venv/lib/python3.11/site-packages/django/core/handlers/exception.py:55\npay @ /srv/app//shop/views.py:20 | order = session['order_id']",
    ),
    python(
      "KeyError: 'order_id'\n- inner @ /usr/lib/python3/dist-packages/django/core/handlers/exception.py:47\n- view @ /usr/lib/python3/dist-packages/django/contrib/auth/decorators.py:23\npay @ /opt/shop//shop/views.py:29 | order = session['order_id']",
    ),
  ),
  different(
    "Python: keys that one function misses in two statements",
    python("KeyError: 'order_id'\npay @ /srv/app//shop/views.py:20 | order = session['order_id']"),
    python("KeyError: 'coupon'\npay @ /srv/app//shop/views.py:31 | coupon = session['coupon']"),
  ),
  same(
    "Java: lambdas, hidden classes and the proxies of two JVMs",
    java(
      "java.lang.IllegalStateException: closed\n- jdk.internal.reflect.GeneratedMethodAccessor91.invoke @\ncom.acme.shop.Cart.lambda$total$0 @ Cart.java:10\ncom.acme.shop.Cart$$Lambda$412/0x0000000800d8.apply @",
    ),
    java(
      "java.lang.IllegalStateException: closed\n- jdk.internal.reflect.DirectMethodHandleAccessor.invoke @ DirectMethodHandleAccessor.java:103\ncom.acme.shop.Cart.lambda$total$3 @ Cart.java:14\ncom.acme.shop.Cart$$Lambda/0x00007f12ac41b8.apply @",
    ),
  ),
  different(
    "Java: one method of two anonymous classes within two methods' owners",
    java("java.lang.NullPointerException: null\ncom.acme.shop.Cart$1.run @ Cart.java:10"),
    java("java.lang.NullPointerException: null\ncom.acme.shop.Menu$1.run @ Menu.java:10"),
  ),
  same(
    "Go: a closure numbered anew, a module of another major version",
    go(
      "runtime.boundsError: runtime error: index out of range [3] with length 3\ngithub.com/acme/shop/v2/cart.(*Cart).Total.func1 @ /src/cart/cart.go:10",
    ),
    go(
      "runtime.boundsError: runtime error: index out of range [7] with length 2\ngithub.com/acme/shop/v3/cart.(*Cart).Total.func2 @ /src/cart/cart.go:19",
    ),
  ),
  different(
    "Go: methods of one name of two receivers",
    go(
      "runtime.boundsError: runtime error: index out of range [3] with length 3\ngithub.com/acme/shop/cart.(*Cart).Total @ /src/cart/cart.go:10",
    ),
    go(
      "runtime.boundsError: runtime error: index out of range [3] with length 3\ngithub.com/acme/shop/cart.(*Line).Total @ /src/cart/line.go:10",
    ),
  ),
  same(
    "Ruby: names as 3.3 and 3.4 write them, with a block",
    ruby(
      "NoMethodError: undefined method `total' for nil:NilClass\nblock in show @ /srv/app//app/controllers/carts_controller.rb:9",
    ),
    ruby(
      "NoMethodError: undefined method 'total' for nil\nblock in CartsController#show @ /srv/app//app/controllers/carts_controller.rb:12",
    ),
  ),
  different(
    "Ruby: one action of two controllers",
    ruby("NoMethodError: undefined method `total' for nil:NilClass\nshow @ /srv/app//app/controllers/carts_controller.rb:9"),
    ruby("NoMethodError: undefined method `total' for nil:NilClass\nshow @ /srv/app//app/controllers/menus_controller.rb:9"),
  ),
  same(
    "PHP: closures of 8.3 and 8.4, Laravel of two versions",
    php(
      "TypeError: Unsupported operand types: string + int\n- Illuminate\\Pipeline\\Pipeline::Illuminate\\Pipeline\\{closure} @ /var/www/vendor/laravel/framework/src/Illuminate/Pipeline/Pipeline.php:180\nApp\\Cart::App\\{closure} @ /var/www/app/Cart.php:20",
    ),
    php(
      "TypeError: Unsupported operand types: string + int\n- Illuminate\\Pipeline\\Pipeline::{closure:Illuminate\\Pipeline\\Pipeline::carry():183} @ /var/www/vendor/laravel/framework/src/Illuminate/Pipeline/Pipeline.php:219\nApp\\Cart::App\\{closure} @ /var/www/app/Cart.php:26",
    ),
  ),
  different(
    "PHP: one method of a trait used by two classes of the program",
    php("TypeError: Unsupported operand types: string + int\nApp\\Cart::total @ /var/www/app/Cart.php:20"),
    php("TypeError: Unsupported operand types: string + int\nApp\\Menu::total @ /var/www/app/Menu.php:20"),
  ),
];
