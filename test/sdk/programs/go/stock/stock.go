package stock

import "fmt"

// SoldOut says which article there is none of.
type SoldOut struct{ Article string }

func (e *SoldOut) Error() string { return fmt.Sprintf("no %s left", e.Article) }

var left = map[string]int{"coffee": 12}

func Reserve(article string, quantity int) error {
	if left[article] < quantity {
		return &SoldOut{Article: article}
	}
	left[article] -= quantity
	return nil
}
