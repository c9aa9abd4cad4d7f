package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// korean reports whether a text begins with Korean words: names and quotes may
// come before them, an English sentence in brackets after.
func korean(text string) bool {
	before, _, _ := strings.Cut(text, " (")
	return strings.ContainsFunc(before, func(r rune) bool { return unicode.Is(unicode.Hangul, r) })
}

func TestCommandLine_explainsItselfInKoreanFirst(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"serve", "--no-such-flag"},
		{"nothing"},
		{},
		{"keys"},
		{"keys", "revoke"},
		{"serve", "--listen"},
		{"reconcile", "--json", "--csv"},
		{"serve", "--preregister=perhaps"},
	} {
		var c cli
		command, err := newParser(t.Context(), &c)
		if err != nil {
			t.Fatal(err)
		}
		_, err = command.Parse(args)
		if err == nil {
			t.Errorf("%v was understood", args)
			continue
		}
		if text := explained(err); !korean(text) || !strings.Contains(text, err.Error()) {
			t.Errorf("%v: %s", args, text)
		}
	}
}

// TestUsageErrors_areKoreanFirst reads the source: whoever adds an error writes
// it in both languages.
func TestUsageErrors_areKoreanFirst(t *testing.T) {
	t.Parallel()
	files := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			name, ok := call.Fun.(*ast.Ident)
			if !ok || name.Name != "usage" || len(call.Args) == 0 {
				return true
			}
			literal, ok := call.Args[0].(*ast.BasicLit)
			if !ok {
				t.Errorf("%s: an error that cannot be read here", files.Position(call.Pos()))
				return true
			}
			seen++
			if text, err := strconv.Unquote(literal.Value); err != nil || !korean(text) || !strings.Contains(text, "(") {
				t.Errorf("%s: %s is not Korean with English in brackets", files.Position(call.Pos()), literal.Value)
			}
			return true
		})
	}
	if seen < 20 {
		t.Errorf("only %d errors were found", seen)
	}
}
