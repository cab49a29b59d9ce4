"""A bad day at the shop: a handled error of two people, a message, and a crash."""

import os

import sentry_sdk

from shop.checkout import place_order
from shop.stock import reserve

ADA = {"id": "1", "email": "ada@example.org"}
BOB = {"id": "2", "email": "bob@example.org"}


def buy(user, article):
    sentry_sdk.set_user(user)
    sentry_sdk.add_breadcrumb(category="cart", message=f"2 {article} into the cart")
    try:
        reserve(article, 2)
    except Exception as error:
        sentry_sdk.capture_exception(error)


def run_day():
    sentry_sdk.set_tag("region", "eu")
    buy(ADA, "tea")
    sentry_sdk.capture_message("the price list is 3 days old", level="warning")
    buy(BOB, "tea")

    sentry_sdk.set_user(ADA)
    place_order(["coffee", "cake"])


sentry_sdk.init(dsn=os.environ["SENTRY_DSN"], release="shop@1.4.2", environment="production", debug=True)
# Version 2 has the hub's sessions on its scopes; before that there was the hub alone.
sessions = sentry_sdk.get_isolation_scope() if hasattr(sentry_sdk, "get_isolation_scope") else sentry_sdk.Hub.current
sessions.start_session()
try:
    run_day()
finally:
    sessions.end_session()
