package checkout

import (
	"fmt"
	"reflect"
)

// Untranslated lists the words that a language lacks and another has.
func Untranslated() []string {
	var list []string
	for _, lang := range languages {
		for _, other := range languages {
			list = append(list, lacking(lang, reflect.ValueOf(textsOf[lang]), reflect.ValueOf(textsOf[other]))...)
		}
	}
	return list
}

// lacking lists what is empty in v and not in other.
func lacking(path string, v, other reflect.Value) (list []string) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			list = append(list, lacking(path+"."+v.Type().Field(i).Name, v.Field(i), other.Field(i))...)
		}
	case reflect.Map:
		for _, key := range other.MapKeys() {
			at := fmt.Sprintf("%s[%v]", path, key)
			if value := v.MapIndex(key); !value.IsValid() {
				list = append(list, at)
			} else {
				list = append(list, lacking(at, value, other.MapIndex(key))...)
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			list = append(list, lacking(fmt.Sprintf("%s[%d]", path, i), v.Index(i), other.Index(i))...)
		}
	default:
		if v.IsZero() && !other.IsZero() {
			list = append(list, path)
		}
	}
	return list
}
