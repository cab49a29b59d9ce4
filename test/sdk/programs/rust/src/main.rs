//! A bad day at the shop: a handled error of two people, a message, and a crash.

mod checkout;
mod pricing;
mod stock;

use sentry::{Breadcrumb, ClientOptions, Level, SessionMode, User};

fn main() {
    // Field by field: new versions allow no struct literal, old ones have no builder.
    let mut options = ClientOptions::default();
    options.release = Some("shop@1.4.2".into());
    options.environment = Some("production".into());
    options.session_mode = SessionMode::Application;
    options.debug = true;
    let dsn = std::env::var("SENTRY_DSN").expect("SENTRY_DSN");
    let _guard = sentry::init((dsn, options));
    run_day();
}

fn run_day() {
    sentry::start_session();
    sentry::configure_scope(|scope| scope.set_tag("region", "eu"));
    buy(ada(), "tea");
    sentry::capture_message("the price list is 3 days old", Level::Warning);
    buy(bob(), "tea");

    set_user(ada());
    checkout::place_order(&["coffee", "cake"]);
}

fn buy(user: User, article: &str) {
    set_user(user);
    sentry::add_breadcrumb(Breadcrumb {
        category: Some("cart".into()),
        message: Some(format!("2 {article} into the cart")),
        ..Default::default()
    });
    if let Err(error) = stock::reserve(article, 2) {
        sentry::capture_error(&error);
    }
}

fn set_user(user: User) {
    sentry::configure_scope(|scope| scope.set_user(Some(user)));
}

fn ada() -> User {
    person("1", "ada@example.org")
}

fn bob() -> User {
    person("2", "bob@example.org")
}

fn person(id: &str, email: &str) -> User {
    User {
        id: Some(id.into()),
        email: Some(email.into()),
        ..Default::default()
    }
}
