package merchant

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/payment"
)

// The limits of a search.
const (
	// MostWords is the longest text that is looked for, in characters.
	MostWords = 100

	mostUIDs  = 200 // payments whose order, merchant_uid or imp_uid begins as asked
	leastUID  = 3   // characters of one that begins so
	leastCall = 7   // digits of a phone number
)

// likePhone is how people write phone numbers.
var likePhone = regexp.MustCompile(`^[+]?[0-9][-0-9. ()]*$`)

// asked is what a text may be, since a customer on the phone says a number and
// not what kind of number it is.
type asked struct {
	uid    string
	traits map[Trait]string
}

func ask(text string) asked {
	a := asked{traits: map[Trait]string{}}
	add := func(t Trait) {
		if v := t.Normal(text); v != "" {
			a.traits[t] = v
		}
	}
	plain := !strings.ContainsFunc(text, func(r rune) bool { return r < 0x21 || r > 0x7e })
	digits := strings.Trim(text, "0123456789") == ""
	switch {
	case strings.Contains(text, "@"):
		add(ByEmail)
		return a
	case digits && len(text) == 4:
		add(ByCard)
	case likePhone.MatchString(text) && len(payment.NormalPhone(text)) >= leastCall:
		add(ByPhone)
	case !digits:
		add(ByName)
	}
	if plain && len(text) >= leastUID {
		a.uid = text
	}
	return a
}

// Payments lists payments, newest first, that a text may mean and the filter
// lets through: an order_ref, a merchant_uid or an imp_uid or how one begins, a
// buyer's name, phone number or e-mail address, the last four digits of a card.
// An empty text means all.
func (r *Reader) Payments(ctx context.Context, text string, f PaymentFilter, page Page) (PaymentList, error) {
	text = strings.TrimSpace(text)
	if utf8.RuneCountInString(text) > MostWords || !utf8.ValidString(text) {
		return PaymentList{}, fault.Field(fault.BadQuery, "q", "at most %d characters", MostWords)
	}
	var out PaymentList
	err := r.Books.Open(ctx, func(b OpenBooks) error {
		step := func(at Page) ([]payment.Payment, error) { return f.browse(ctx, b, at) }
		if text != "" {
			s := &search{asked: ask(text), books: b}
			step = func(at Page) ([]payment.Payment, error) { return s.step(ctx, at) }
		}
		rows, next, err := f.walk(page, step)
		if err != nil {
			return err
		}
		out.Next = next
		out.Rows, err = completeAll(ctx, b, rows)
		return err
	})
	return out, err
}

// browse reads the next rows of the index that fits best.
func (f PaymentFilter) browse(ctx context.Context, b OpenBooks, at Page) ([]payment.Payment, error) {
	rare := f.State != "" && f.State != payment.Paid && f.State != payment.Expired
	provider, _, _ := strings.Cut(f.PG, ".")
	switch {
	case f.OrderRef != "" || f.byPaid() || rare:
		return f.step(ctx, b, at)
	case provider != "" && f.Method == "":
		return b.OfPG(ctx, provider, at)
	case f.Method != "":
		return b.OfMethod(ctx, f.Method, at)
	default:
		return f.step(ctx, b, at)
	}
}

// search is one text's way through the indexes.
type search struct {
	asked
	books OpenBooks
	uids  []PaymentPlace // found by how they begin; nil: not looked for yet
}

// step reads the payments that stand next, newest first, in any of the indexes.
func (s *search) step(ctx context.Context, at Page) ([]payment.Payment, error) {
	places, err := s.places(ctx, at)
	if err != nil {
		return nil, err
	}
	rows := make([]payment.Payment, 0, len(places))
	for _, place := range places {
		p, err := s.books.Payments().ByID(ctx, place.ID)
		if err != nil {
			return nil, err
		}
		rows = append(rows, p)
	}
	return rows, nil
}

func (s *search) places(ctx context.Context, at Page) ([]PaymentPlace, error) {
	var all []PaymentPlace
	if s.uid != "" && s.uids == nil {
		var err error
		if s.uids, err = s.books.FindUID(ctx, s.uid, mostUIDs); err != nil {
			return nil, err
		}
	}
	for _, place := range s.uids {
		when := place.CreatedAt
		if at.Before.IsZero() || when.Before(at.Before) || when.Equal(at.Before) && string(place.ID) < at.BeforeID {
			all = append(all, place)
		}
	}
	for trait, value := range s.traits {
		found, err := s.books.FindBuyer(ctx, trait, value, at)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	slices.SortFunc(all, func(a, b PaymentPlace) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), strings.Compare(string(b.ID), string(a.ID)))
	})
	all = slices.CompactFunc(all, func(a, b PaymentPlace) bool { return a.ID == b.ID })
	return all[:min(len(all), at.Limit)], nil
}
