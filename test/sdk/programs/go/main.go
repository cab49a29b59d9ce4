// A bad day at the shop: a handled error of two people, a message, and a crash.
package main

import (
	"os"
	"time"

	"github.com/getsentry/sentry-go"

	"example.com/shop/checkout"
	"example.com/shop/stock"
)

var (
	ada = sentry.User{ID: "1", Email: "ada@example.org"}
	bob = sentry.User{ID: "2", Email: "bob@example.org"}
)

func main() {
	err := sentry.Init(sentry.ClientOptions{
		Dsn:         os.Getenv("SENTRY_DSN"),
		Release:     "shop@1.4.2",
		Environment: "production",
		Debug:       true,
	})
	if err != nil {
		panic(err)
	}
	defer sentry.Flush(10 * time.Second)
	defer sentry.Recover()
	runDay()
}

func runDay() {
	sentry.ConfigureScope(func(scope *sentry.Scope) { scope.SetTag("region", "eu") })
	buy(ada, "tea")
	sentry.WithScope(func(scope *sentry.Scope) {
		scope.SetLevel(sentry.LevelWarning)
		sentry.CaptureMessage("the price list is 3 days old")
	})
	buy(bob, "tea")

	setUser(ada)
	checkout.MustPlaceOrder("coffee", "cake")
}

func buy(user sentry.User, article string) {
	setUser(user)
	sentry.AddBreadcrumb(&sentry.Breadcrumb{Category: "cart", Message: "2 " + article + " into the cart"})
	if err := stock.Reserve(article, 2); err != nil {
		sentry.CaptureException(err)
	}
}

func setUser(user sentry.User) {
	sentry.ConfigureScope(func(scope *sentry.Scope) { scope.SetUser(user) })
}
