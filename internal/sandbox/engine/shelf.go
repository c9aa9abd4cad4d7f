package engine

import (
	"encoding/binary"
	"fmt"
	"iter"
	"reflect"
	"strings"

	"github.com/naru-pay/naru/internal/money"
)

// shelf keeps many values of a kind in writing, in the order in which they came.
// A shop's year is a hundred thousand payments of fifty fields each: as values
// they are millions of pointers that the collector walks over and over. What is
// taken from a shelf is a copy whose texts stand in the writing.
type shelf[T any] struct {
	codec codec
	book  *book
}

func newShelf[T any]() shelf[T] { return shelf[T]{codecOf(reflect.TypeFor[T]()), newBook()} }

// get returns a value, and whether there is one.
func (s shelf[T]) get(id string) (v T, ok bool) {
	n, ok := s.book.find(id)
	if ok {
		v = s.at(n)
	}
	return v, ok
}

// of returns a value, the zero one where there is none.
func (s shelf[T]) of(id string) T {
	v, _ := s.get(id)
	return v
}

// number returns the place of a value in the order, and whether there is one.
func (s shelf[T]) number(id string) (int, bool) { return s.book.find(id) }

// has reports whether there is a value.
func (s shelf[T]) has(id string) bool {
	_, ok := s.book.find(id)
	return ok
}

// size is how many values there are.
func (s shelf[T]) size() int { return len(s.book.places) }

// at returns the n-th value that came, from 0.
func (s shelf[T]) at(n int) (v T) {
	text := s.book.text(n)
	s.codec.read(&text, reflect.ValueOf(&v).Elem())
	return v
}

// all goes through the values, the first that came first.
func (s shelf[T]) all() iter.Seq[T] {
	return func(yield func(T) bool) {
		for n := range s.size() {
			if !yield(s.at(n)) {
				return
			}
		}
	}
}

// newest goes through the values, the last that came first.
func (s shelf[T]) newest() iter.Seq[T] { return s.back(0, s.size()) }

// back goes through the values from the one before end to the one at begin.
func (s shelf[T]) back(begin, end int) iter.Seq[T] {
	return func(yield func(T) bool) {
		for n := end - 1; n >= begin; n-- {
			if !yield(s.at(n)) {
				return
			}
		}
	}
}

// mayHold reports whether all of some texts stand somewhere in the n-th value.
// One that they do not stand in has no field with one of them, and need not be
// read.
func (s shelf[T]) mayHold(n int, texts []string) bool {
	writing := s.book.text(n)
	for _, text := range texts {
		if !strings.Contains(writing, text) {
			return false
		}
	}
	return true
}

// put keeps a value. scratch is used for writing; what has become of it is
// returned.
func (s shelf[T]) put(id string, v T, scratch []byte) []byte {
	scratch = s.codec.write(scratch[:0], reflect.ValueOf(&v).Elem())
	s.book.put(id, scratch)
	return scratch
}

// codec writes values of one type and reads them from the head of a text that
// it wrote, which it shortens by them.
type codec struct {
	write func(b []byte, v reflect.Value) []byte
	read  func(text *string, v reflect.Value)
}

// codecOf makes the codec of a type. It panics at a type that no state is made
// of, which the first start of a sandbox would show.
func codecOf(t reflect.Type) codec {
	if t == reflect.TypeFor[money.Amount]() {
		return codec{writeAmount, readAmount}
	}
	switch t.Kind() {
	case reflect.String:
		return codec{
			func(b []byte, v reflect.Value) []byte { return writeText(b, v.String()) },
			func(text *string, v reflect.Value) { v.SetString(readText(text)) },
		}
	case reflect.Bool:
		return codec{
			func(b []byte, v reflect.Value) []byte { return binary.AppendUvarint(b, uint64(place(v.Bool()))) },
			func(text *string, v reflect.Value) { v.SetBool(readUint(text) == 1) },
		}
	case reflect.Int, reflect.Int64:
		return codec{
			func(b []byte, v reflect.Value) []byte { return binary.AppendVarint(b, v.Int()) },
			func(text *string, v reflect.Value) { v.SetInt(readInt(text)) },
		}
	case reflect.Uint64:
		return codec{
			func(b []byte, v reflect.Value) []byte { return binary.AppendUvarint(b, v.Uint()) },
			func(text *string, v reflect.Value) { v.SetUint(readUint(text)) },
		}
	case reflect.Pointer:
		return pointerCodec(t)
	case reflect.Slice:
		return listCodec(t)
	case reflect.Struct:
		return structCodec(t)
	}
	panic(fmt.Sprintf("a shelf cannot hold a %v", t))
}

func place(b bool) int {
	if b {
		return 1
	}
	return 0
}

func pointerCodec(t reflect.Type) codec {
	of := codecOf(t.Elem())
	return codec{
		func(b []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(b, 0)
			}
			return of.write(append(b, 1), v.Elem())
		},
		func(text *string, v reflect.Value) {
			if readUint(text) == 0 {
				v.SetZero()
				return
			}
			v.Set(reflect.New(t.Elem()))
			of.read(text, v.Elem())
		},
	}
}

// listCodec tells a missing list from an empty one.
func listCodec(t reflect.Type) codec {
	of := codecOf(t.Elem())
	return codec{
		func(b []byte, v reflect.Value) []byte {
			if v.IsNil() {
				return append(b, 0)
			}
			b = binary.AppendUvarint(b, uint64(v.Len())+1)
			for i := range v.Len() {
				b = of.write(b, v.Index(i))
			}
			return b
		},
		func(text *string, v reflect.Value) {
			n := int(readUint(text))
			if n == 0 {
				v.SetZero()
				return
			}
			v.Set(reflect.MakeSlice(t, n-1, n-1))
			for i := range n - 1 {
				of.read(text, v.Index(i))
			}
		},
	}
}

func structCodec(t reflect.Type) codec {
	fields := make([]codec, t.NumField())
	for i := range fields {
		if !t.Field(i).IsExported() {
			panic(fmt.Sprintf("a shelf cannot hold the field %s of %v", t.Field(i).Name, t))
		}
		fields[i] = codecOf(t.Field(i).Type)
	}
	return codec{
		func(b []byte, v reflect.Value) []byte {
			for i, f := range fields {
				b = f.write(b, v.Field(i))
			}
			return b
		},
		func(text *string, v reflect.Value) {
			for i, f := range fields {
				f.read(text, v.Field(i))
			}
		},
	}
}

// writeAmount keeps an unset amount unset: its currency is empty.
func writeAmount(b []byte, v reflect.Value) []byte {
	a := v.Interface().(money.Amount)
	return binary.AppendVarint(writeText(b, string(a.Currency())), a.Minor())
}

func readAmount(text *string, v reflect.Value) {
	currency := money.Currency(readText(text))
	v.Set(reflect.ValueOf(money.New(readInt(text), currency)))
}

func writeText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func readText(text *string) string {
	n := int(readUint(text))
	s := (*text)[:n]
	*text = (*text)[n:]
	return s
}

func readUint(text *string) uint64 {
	for i, shift, n := 0, 0, uint64(0); ; i, shift = i+1, shift+7 {
		c := (*text)[i]
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			*text = (*text)[i+1:]
			return n
		}
	}
}

func readInt(text *string) int64 {
	n := readUint(text)
	return int64(n>>1) ^ -int64(n&1)
}
