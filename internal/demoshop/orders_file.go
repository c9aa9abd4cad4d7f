package demoshop

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// mostLine is the longest line that is read back; an order is far shorter.
const mostLine = 1 << 20

// ordersFile keeps orders from one start to the next: one JSON line for each
// change, the last line of an order counts. A zero ordersFile keeps nothing.
type ordersFile struct {
	file *os.File
	last map[string][]byte // the line that was written last, by order number
	torn string            // a line break that is owed to a line cut off by an error
}

// openOrdersFile reads the orders of an earlier run, oldest first, and writes
// the file anew with one line for each of them.
func openOrdersFile(path string) (*ordersFile, []order, error) {
	f := &ordersFile{last: map[string][]byte{}}
	if path == "" {
		return f, nil, nil
	}
	kept, err := readOrders(path)
	if err != nil {
		return nil, nil, err
	}
	var text []byte
	for _, o := range kept {
		line, err := json.Marshal(o)
		if err != nil {
			return nil, nil, err
		}
		f.last[o.Ref] = line
		text = append(append(text, line...), '\n')
	}
	if err := os.WriteFile(path+".new", text, 0o600); err != nil {
		return nil, nil, err
	}
	if err := os.Rename(path+".new", path); err != nil {
		return nil, nil, err
	}
	f.file, err = os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
	return f, kept, err
}

// readOrders reads the last line of each order. A line that was cut off when the
// machine stopped is left out.
func readOrders(path string) ([]order, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	byRef, refs := map[string]order{}, []string{}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, mostLine)
	for lines.Scan() {
		o, ok := readOrder(lines.Bytes())
		if !ok {
			continue
		}
		if _, known := byRef[o.Ref]; !known {
			refs = append(refs, o.Ref)
		}
		byRef[o.Ref] = o
	}
	kept := make([]order, 0, len(refs))
	for _, ref := range refs[max(0, len(refs)-mostOrders):] {
		kept = append(kept, byRef[ref])
	}
	return kept, lines.Err()
}

// readOrder reads one line. Orders of before the cart had one line of goods and
// free shipping.
func readOrder(text []byte) (order, bool) {
	var kept struct {
		order
		Line *line
	}
	if json.Unmarshal(text, &kept) != nil || kept.Ref == "" || kept.Key == "" {
		return order{}, false
	}
	if l := kept.Line; l != nil && len(kept.Lines) == 0 {
		kept.Lines, kept.Totals = []line{*l}, totals{Goods: l.Total, Total: l.Total}
	}
	return kept.order, true
}

// append writes an order if it differs from what was written of it last, and
// returns when it is on the disk.
func (f *ordersFile) append(o order) error {
	if f.file == nil {
		return nil
	}
	line, err := json.Marshal(o)
	if err != nil {
		return fmt.Errorf("write order %s: %w", o.Ref, err)
	}
	if bytes.Equal(line, f.last[o.Ref]) {
		return nil
	}
	// The line begins on its own even if the one before it was torn by an error.
	if _, err := fmt.Fprintf(f.file, "%s%s\n", f.torn, line); err != nil {
		f.torn = "\n"
		return fmt.Errorf("write order %s: %w", o.Ref, err)
	}
	f.torn, f.last[o.Ref] = "", line
	return f.file.Sync()
}

// forget drops what was remembered of an order that is no longer kept.
func (f *ordersFile) forget(ref string) { delete(f.last, ref) }
