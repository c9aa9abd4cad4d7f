package engine_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// fill gives every field of a value something, or nothing now and then.
func fill(r *rand.Rand, v reflect.Value) {
	if r.IntN(5) == 0 {
		v.SetZero()
		return
	}
	if v.Type() == reflect.TypeFor[money.Amount]() {
		v.Set(reflect.ValueOf(money.New(r.Int64()-r.Int64(), []money.Currency{money.KRW, money.USD}[r.IntN(2)])))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.Repeat("가\x00a", r.IntN(100)))
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int, reflect.Int64:
		v.SetInt(r.Int64() - r.Int64())
	case reflect.Uint64:
		v.SetUint(r.Uint64())
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(r, v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), r.IntN(3), 3))
		for i := range v.Len() {
			fill(r, v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fill(r, v.Field(i))
		}
	default:
		panic(fmt.Sprint("no values of ", v.Type()))
	}
}

func shelved[T any](t *testing.T) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		var over, v T
		for _, into := range []reflect.Value{reflect.ValueOf(&over).Elem(), reflect.ValueOf(&v).Elem()} {
			for i := range into.NumField() {
				fill(r, into.Field(i))
			}
		}
		if got := engine.Shelved(over, v); !reflect.DeepEqual(got, v) {
			t.Fatalf("put  %+v\ntook %+v", v, got)
		}
	}
}

func TestShelf_givesBackWhatItGot(t *testing.T) {
	t.Parallel()
	shelved[engine.Payment](t)
	shelved[engine.WebhookDelivery](t)
}
