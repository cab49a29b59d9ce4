package checkout

import "example.com/shop/pricing"

// OrderFailed carries what stopped an order.
type OrderFailed struct{ Cause error }

func (e *OrderFailed) Error() string { return "cannot place the order: " + e.Cause.Error() }
func (e *OrderFailed) Unwrap() error { return e.Cause }

// MustPlaceOrder panics when an article has no price.
func MustPlaceOrder(articles ...string) int {
	total := 0
	for _, article := range articles {
		price, err := pricing.PriceOf(article)
		if err != nil {
			panic(&OrderFailed{Cause: err})
		}
		total += price
	}
	return total
}
