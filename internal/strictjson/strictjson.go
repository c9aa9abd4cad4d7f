// Package strictjson reads one JSON object that a stranger wrote, by one set of
// rules for every API of the house: UTF-8, no name twice in an object at any
// depth, a bound on the nesting, no character U+0000, nothing after the object.
//
// It refuses to guess: where encoding/json takes the last of two members of one
// name without a word, it refuses the whole text. It knows no request and no
// meaning of a field. Its main invariant is that what it accepts has the
// content that encoding/json sees in it, and that every refusal is a fault.Error
// which names the place, as a path of at most 80 characters.
package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"strconv"
	"strings"

	"github.com/naru-pay/naru/internal/fault"
)

// Object reads an object whose values may stand in at most depth objects and
// lists. Its values are those of encoding/json, numbers being json.Number. What
// is wrong is a fault.BadJSON, or a fault.BadField where U+0000 stands.
func Object(raw []byte, depth int) (map[string]any, error) {
	if err := check(raw, depth, nil); err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	var object map[string]any
	if err := d.Decode(&object); err != nil {
		return nil, fault.Wrap(fault.BadJSON, err)
	}
	return object, nil
}

// Decode reads an object into dst by the rules of Object and of encoding/json,
// which also takes a field's name in another case. A value of a wrong type is a
// fault.BadField, a member that dst does not have a fault.UnknownField, each
// with the field's name. After an error dst may be half filled. What dst keeps of
// the text as it stands, a json.RawMessage, may be a part of raw.
func Decode(raw []byte, depth int, dst any) error {
	if into, ok := dst.(*map[string]json.RawMessage); ok { // no field to be unknown or of a wrong type
		members := map[string]json.RawMessage{}
		if err := check(raw, depth, members); err != nil {
			return err
		}
		if len(*into) == 0 {
			*into = members
			return nil
		}
		maps.Copy(*into, members)
		return nil
	}
	if err := check(raw, depth, nil); err != nil {
		return err
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(dst); err != nil {
		return misfit(err)
	}
	return nil
}

// misfit says what of a well-formed object does not fit where it was read into.
func misfit(err error) error {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return fault.Field(fault.BadField, Clip(wrong.Field), "wrong type: %s", Clip(wrong.Value))
	}
	// encoding/json has no type for an unknown field, only this text.
	if quoted, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		if name, err := strconv.Unquote(quoted); err == nil {
			return fault.Field(fault.UnknownField, Clip(name), "the field is not known here")
		}
	}
	return fault.Wrap(fault.BadField, err)
}

// Clip cuts a name that a stranger chose to 80 characters, so that it cannot
// fill the answer that names it.
func Clip(name string) string {
	left := 80
	for at := range name {
		if left == 0 {
			return name[:at] + "…"
		}
		left--
	}
	return name
}
