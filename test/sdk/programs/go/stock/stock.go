package stock

import "fmt"

// NoShelf says which article has no place here.
type NoShelf struct{ Article string }

func (e *NoShelf) Error() string { return fmt.Sprintf("no shelf for %s", e.Article) }

// SoldOut says which article there is none of, and why.
type SoldOut struct {
	Article string
	Cause   error
}

func (e *SoldOut) Error() string { return fmt.Sprintf("no %s left", e.Article) }
func (e *SoldOut) Unwrap() error { return e.Cause }

var shelves = map[string]int{"coffee": 12}

func Reserve(article string, quantity int) error {
	if _, ok := shelves[article]; !ok {
		return &SoldOut{Article: article, Cause: &NoShelf{Article: article}}
	}
	shelves[article] -= quantity
	return nil
}
