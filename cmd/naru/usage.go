package main

import "strings"

// parseWords are the beginnings of what the parser of the command line says, and
// the same in Korean.
var parseWords = []struct{ english, korean string }{
	{"unknown flag", "그런 옵션이 없습니다"},
	{"unexpected argument", "알 수 없는 명령이나 인자입니다"},
	{"expected one of", "명령이 빠졌습니다"},
	{"expected", "값이나 인자가 빠졌습니다"},
	{"missing flags", "옵션이 빠졌습니다"},
	{"missing positional arguments", "인자가 빠졌습니다"},
	{"missing value", "값이 빠졌습니다"},
}

// explained is what the parser says, in Korean first, as every other error of
// the command line.
func explained(err error) string {
	text := err.Error()
	for _, w := range parseWords {
		if strings.HasPrefix(text, w.english) {
			return w.korean + " (" + text + ")"
		}
	}
	if strings.Contains(text, "can't be used together") {
		return "함께 쓸 수 없는 옵션입니다 (" + text + ")"
	}
	return "명령줄을 이해할 수 없습니다. --help를 보세요 (" + text + ")"
}
