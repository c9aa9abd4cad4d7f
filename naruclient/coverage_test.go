package naruclient_test

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/naru-pay/naru/api"
	"github.com/naru-pay/naru/naruclient"
)

// contract is what of the description the clients must have.
type contract struct {
	Paths      map[string]map[string]json.RawMessage `json:"paths"`
	Components struct {
		Schemas map[string]struct {
			Enum       []string                   `json:"enum"`
			Properties map[string]json.RawMessage `json:"properties"`
			Closed     any                        `json:"additionalProperties"`
		} `json:"schemas"`
	} `json:"components"`
}

func described(t *testing.T) (c contract, operations []string) {
	t.Helper()
	if err := json.Unmarshal(api.OpenAPI(), &c); err != nil {
		t.Fatal(err)
	}
	for path, item := range c.Paths {
		if strings.HasPrefix(path, "/console/") {
			continue // for operators in a browser, who have a session and no key
		}
		for verb, raw := range item {
			var op struct {
				ID string `json:"operationId"`
			}
			if verb == "parameters" {
				continue
			}
			if err := json.Unmarshal(raw, &op); err != nil {
				t.Fatal(err)
			}
			operations = append(operations, op.ID)
		}
	}
	slices.Sort(operations)
	return c, operations
}

func TestClient_hasEveryOperation(t *testing.T) {
	t.Parallel()
	_, operations := described(t)
	if len(operations) < 15 {
		t.Fatalf("only %d operations were found", len(operations))
	}
	client := reflect.TypeFor[*naruclient.Client]()
	for _, id := range operations {
		if _, ok := client.MethodByName(strings.ToUpper(id[:1]) + id[1:]); !ok {
			t.Errorf("the Go client lacks %s; run go run ./internal/gen/tsapi", id)
		}
	}
	text, err := os.ReadFile("../web/packages/client/src/calls.ts")
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range operations {
		if !strings.Contains(string(text), "\n  "+id+"(") {
			t.Errorf("the TypeScript client lacks %s; run go run ./internal/gen/tsapi", id)
		}
	}
}

// TestClient_hasEveryFieldAndCode reads the made source, since Go has no list of
// its types at run time.
func TestClient_hasEveryFieldAndCode(t *testing.T) {
	t.Parallel()
	c, _ := described(t)
	goText, errGo := os.ReadFile("types_gen.go")
	tsText, errTS := os.ReadFile("../web/packages/client/src/calls.ts")
	if errGo != nil || errTS != nil {
		t.Fatal(errGo, errTS)
	}
	codes := c.Components.Schemas["ErrorCode"].Enum
	if len(codes) < 50 {
		t.Fatalf("only %d codes were found", len(codes))
	}
	for _, code := range codes {
		if !strings.Contains(string(goText), `ErrorCode = "`+code+`"`) || !strings.Contains(string(tsText), "\n  \""+code+"\",\n") {
			t.Errorf("a client lacks the code %s", code)
		}
	}
	fields := 0
	for name, s := range c.Components.Schemas {
		if s.Closed != false || strings.HasPrefix(name, "Console") { // takes anything, and is a map; or is the console's
			continue
		}
		_, body, found := strings.Cut(string(goText), "\ntype "+name+" struct {\n")
		body, _, _ = strings.Cut(body, "\n}\n")
		if !found {
			t.Errorf("the Go client lacks the type %s", name)
		}
		for field := range s.Properties {
			fields++
			if !strings.Contains(body, "`json:\""+field+"\"`") && !strings.Contains(body, "`json:\""+field+",omitempty\"`") {
				t.Errorf("the Go client's %s lacks %s", name, field)
			}
		}
	}
	if fields < 100 {
		t.Fatalf("only %d fields were compared", fields)
	}
}
