package engine

import "encoding/json"

// Field is one member of an Object.
type Field struct {
	Name  string
	Value any // string, bool, int64, json.Number, nil, Object or a list of these
}

// Object is a JSON object whose members keep their order, as PortOne's do.
type Object []Field

// MarshalJSON writes the members in order.
func (o Object) MarshalJSON() ([]byte, error) { return appendObject(nil, o, plain) }

// Get returns the value of a member and whether there is one.
func (o Object) Get(name string) (any, bool) {
	for _, f := range o {
		if f.Name == name {
			return f.Value, true
		}
	}
	return nil, false
}

// Text returns the value of a member that is a string, otherwise "".
func (o Object) Text(name string) string {
	value, _ := o.Get(name)
	text, _ := value.(string)
	return text
}

// jsonNumber is a number written as it stands.
type jsonNumber = json.Number

// textOrNull is what PortOne writes for a text: null when there is none.
func textOrNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
