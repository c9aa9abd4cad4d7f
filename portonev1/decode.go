package portonev1

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// encoding/json alone is too forgiving for money: it takes the last of two
// fields with one name, takes "Amount" for "amount", and leaves a missing
// amount at its zero value. So objects are taken apart here, by exact names,
// and every struct field carries a tag:
//
//	v1:"amount,required"    missing, null or of a wrong type is an error
//	v1:"pg_id"              missing and null are the zero value, a wrong type is an error
//	v1:"card_quota,lenient" informational: a wrong type is no error
//
// Fields without a struct field are ignored (and remain in Payment.Raw).

// envelope is what every answer is wrapped in.
type envelope struct {
	Code     int             `v1:"code,required"`
	Message  string          `v1:"message,lenient"`
	Response json.RawMessage `v1:"response"`
}

// latestTime is the end of the year 9999, in UNIX seconds.
const latestTime = 253402300799

var errType = errors.New("has the wrong type")

// decodeObject fills the struct behind target from a JSON object.
func decodeObject(raw []byte, target any) error {
	values, repeated, err := splitObject(raw)
	if err != nil {
		return err
	}
	into := reflect.ValueOf(target).Elem()
	for i := range into.NumField() {
		name, rule, tagged := fieldTag(into.Type().Field(i))
		if !tagged {
			continue
		}
		if repeated[name] {
			return fmt.Errorf("field %s is there twice", name)
		}
		if err := decodeField(values[name], into.Field(i), rule); err != nil {
			return fmt.Errorf("field %s %w", name, err)
		}
	}
	return nil
}

func fieldTag(field reflect.StructField) (name, rule string, tagged bool) {
	tag, tagged := field.Tag.Lookup("v1")
	name, rule, _ = strings.Cut(tag, ",")
	return name, rule, tagged
}

// splitObject returns the members of a JSON object by their exact names, and
// which names came more than once.
func splitObject(raw []byte) (values map[string]json.RawMessage, repeated map[string]bool, err error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	open, err := dec.Token()
	if err != nil {
		return nil, nil, errors.New("not JSON")
	}
	if open != json.Delim('{') {
		return nil, nil, errors.New("not a JSON object")
	}
	values, repeated = make(map[string]json.RawMessage, 64), map[string]bool{}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return nil, nil, errors.New("broken JSON object")
		}
		name, isText := key.(string)
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil || !isText {
			return nil, nil, errors.New("broken JSON object")
		}
		if _, seen := values[name]; seen {
			repeated[name] = true
		}
		values[name] = value
	}
	if _, err := dec.Token(); err != nil {
		return nil, nil, errors.New("cut-off JSON object")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, nil, errors.New("something follows the JSON object")
	}
	return values, repeated, nil
}

// decodeField stores raw, which is nil if the field is missing, in field.
func decodeField(raw json.RawMessage, field reflect.Value, rule string) error {
	if raw == nil || string(raw) == "null" {
		if rule == "required" {
			return errors.New("is missing")
		}
		field.SetZero()
		return nil
	}
	err := decodeValue(raw, field.Addr().Interface(), rule == "lenient")
	if err != nil && rule == "lenient" {
		field.SetZero()
		return nil
	}
	if err == nil && rule == "required" && field.Kind() == reflect.String && field.Len() == 0 {
		return errors.New("is empty")
	}
	return err
}

func decodeValue(raw json.RawMessage, target any, lenient bool) error {
	switch target := target.(type) {
	case *json.RawMessage:
		*target = raw
		return nil
	case *string:
		return decodeText(raw, target, lenient)
	case *Status:
		return decodeText(raw, (*string)(target), false)
	case *Decimal:
		return target.UnmarshalJSON(raw)
	case *time.Time:
		return decodeTime(raw, target)
	case *int:
		return decodeInt(raw, target)
	case **int:
		*target = new(int)
		return decodeInt(raw, *target)
	case *bool:
		return decodeBool(raw, target)
	case **bool:
		*target = new(bool)
		return decodeBool(raw, *target)
	default:
		return decodeNested(raw, target)
	}
}

func decodeNested(raw json.RawMessage, target any) error {
	switch target := target.(type) {
	case *[]Payment:
		return decodeList(raw, target)
	case *[]Cancellation:
		return decodeList(raw, target)
	case *[]Deposit:
		return decodeList(raw, target)
	case *[]string:
		return json.Unmarshal(raw, target)
	case **Promotion:
		*target = new(Promotion)
		return decodeObject(raw, *target)
	}
	panic(fmt.Sprintf("portonev1: no decoder for %T", target))
}

// decodeResponse fills a slice from an envelope's response, which must be a
// list.
func decodeResponse[T any](raw json.RawMessage, into *[]T) error {
	if raw == nil {
		return errors.New("response is missing")
	}
	return decodeList(raw, into)
}

// decodeList fills a slice of structs; Payment keeps its raw text besides.
func decodeList[T any](raw json.RawMessage, into *[]T) error {
	var items []json.RawMessage
	if err := json.Unmarshal(raw, &items); err != nil {
		return errType
	}
	if items == nil {
		return errType
	}
	list := make([]T, len(items))
	for i, item := range items {
		if err := decodeItem(item, &list[i]); err != nil {
			return fmt.Errorf("item %d: %w", i, err)
		}
	}
	*into = list
	return nil
}

func decodeItem(raw json.RawMessage, target any) error {
	if payment, ok := target.(*Payment); ok {
		return payment.decode(raw)
	}
	return decodeObject(raw, target)
}

// decodeText wants a JSON string. In a lenient field it keeps anything else as
// its JSON text.
func decodeText(raw json.RawMessage, target *string, lenient bool) error {
	if raw[0] != '"' {
		if lenient {
			*target = string(raw)
			return nil
		}
		return errType
	}
	return json.Unmarshal(raw, target)
}

func decodeInt(raw json.RawMessage, target *int) error {
	n, err := strconv.ParseInt(string(raw), 10, 32)
	if err != nil {
		return errType
	}
	*target = int(n)
	return nil
}

func decodeBool(raw json.RawMessage, target *bool) error {
	switch string(raw) {
	case "true":
		*target = true
	case "false":
		*target = false
	default:
		return errType
	}
	return nil
}

// decodeTime wants UNIX seconds. 0, PortOne's "never", is the zero Time.
func decodeTime(raw json.RawMessage, target *time.Time) error {
	seconds, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil || seconds < 0 || seconds > latestTime {
		return errType
	}
	*target = time.Time{}
	if seconds > 0 {
		*target = time.Unix(seconds, 0).UTC()
	}
	return nil
}
