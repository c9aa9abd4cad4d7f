package portonev1

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"
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
	Detail   refusalDetail   `v1:"error,lenient"`
}

// refusalDetail is what the gateway itself said, which few operations pass on.
type refusalDetail struct {
	Code    string `v1:"code,lenient"`
	Message string `v1:"message,lenient"`
}

// readEnvelope is where every answer comes in, so it checks that the whole of
// it is JSON.
func readEnvelope(body []byte) (envelope, error) {
	var env envelope
	if !json.Valid(body) {
		return env, errNotJSON
	}
	return env, decodeObject(body, &env)
}

// latestTime is the end of the year 9999, in UNIX seconds.
const latestTime = 253402300799

var (
	errType    = errors.New("has the wrong type")
	errNotJSON = errors.New("not JSON")
)

// plannedField is what a struct field's tag says.
type plannedField struct {
	index int
	name  string
	rule  string
}

// plans caches the tags of each struct type: reflect.Type to []plannedField.
var plans sync.Map

func planOf(of reflect.Type) []plannedField {
	if plan, ok := plans.Load(of); ok {
		return plan.([]plannedField)
	}
	var plan []plannedField
	for i := range of.NumField() {
		if tag, tagged := of.Field(i).Tag.Lookup("v1"); tagged {
			name, rule, _ := strings.Cut(tag, ",")
			plan = append(plan, plannedField{i, name, rule})
		}
	}
	plans.Store(of, plan)
	return plan
}

// decodeObject fills the struct behind target from a JSON object. raw must be
// valid JSON.
func decodeObject(raw []byte, target any) error {
	values, repeated, err := splitObject(raw)
	if err != nil {
		return err
	}
	into := reflect.ValueOf(target).Elem()
	for _, field := range planOf(into.Type()) {
		if repeated[field.name] {
			return fmt.Errorf("field %s is there twice", field.name)
		}
		if err := decodeField(values[field.name], into.Field(field.index), field.rule); err != nil {
			return fmt.Errorf("field %s %w", field.name, err)
		}
	}
	return nil
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
		*target = bytes.Clone(raw)
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
	case *[]BalanceHistory:
		return decodeList(raw, target)
	case *[]KeyChannel:
		return decodeList(raw, target)
	case *[]KeyFailure:
		return decodeList(raw, target)
	case *BalanceParts, *NaverOrderer, *NaverAddress, *refusalDetail, *noticeExtra:
		return decodeObject(raw, target)
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
	items, err := splitList(raw)
	if err != nil {
		return err
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
	if bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw) {
		*target = string(raw[1 : len(raw)-1])
		return nil
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
