package pricing

import "fmt"

// NoPrice says which article nobody thought of.
type NoPrice struct{ Article string }

func (e *NoPrice) Error() string { return fmt.Sprintf("no price for %s", e.Article) }

var cents = map[string]int{"coffee": 450}

func PriceOf(article string) (int, error) {
	price, ok := cents[article]
	if !ok {
		return 0, &NoPrice{Article: article}
	}
	return price, nil
}
