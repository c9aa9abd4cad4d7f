package report

import (
	"archive/zip"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// column is one column: its title, and how many characters wide a spreadsheet
// shows it.
type column struct {
	title string
	width int
}

// cell is a text, or a plain decimal that a spreadsheet can add up.
type cell struct {
	text   string
	number bool
}

// words is a cell of words.
func words(s string) cell { return cell{text: s} }

// number is a cell of a plain decimal, such as "-1000" or "10.50".
func number(decimal string) cell { return cell{decimal, true} }

// writer writes rows. close ends the file; without it there is none.
type writer interface {
	row(cells ...cell) error
	close() error
}

// byteOrderMark makes Excel read a CSV as UTF-8.
const byteOrderMark = "\ufeff"

type commas struct {
	to   *csv.Writer
	line []string
}

// newCSV writes UTF-8 with a byte order mark and lines that end in CRLF (RFC
// 4180).
func newCSV(w io.Writer, columns []column) (writer, error) {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return nil, err
	}
	c := &commas{to: csv.NewWriter(w)}
	c.to.UseCRLF = true
	for _, column := range columns {
		c.line = append(c.line, column.title)
	}
	return c, c.to.Write(c.line)
}

// row implements writer.
func (c *commas) row(cells ...cell) error {
	c.line = c.line[:0]
	for _, one := range cells {
		if one.number {
			c.line = append(c.line, one.text)
			continue
		}
		c.line = append(c.line, harmless(one.text))
	}
	return c.to.Write(c.line)
}

// close implements writer.
func (c *commas) close() error {
	c.to.Flush()
	return c.to.Error()
}

// harmless keeps a spreadsheet from running a text as a formula, however it was
// typed.
func harmless(text string) string {
	first, _ := utf8.DecodeRuneInString(text)
	if text != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", first) {
		return "'" + text
	}
	return text
}

// mostRows is how many rows one sheet of a file holds; what is more goes on in
// another. A spreadsheet takes 1,048,576.
const mostRows = 1_000_000

type book struct {
	columns []column
	file    *excelize.File
	sheet   *excelize.StreamWriter
	out     io.Writer
	heading int
	plain   map[int]int // style by decimals
	sheets  int
	line    int
	cells   []any
}

// newXLSX collects the rows in a file of its own outside of memory, and writes the
// whole to w when it is closed: the format needs to know all of a sheet first.
func newXLSX(w io.Writer, columns []column) (writer, error) {
	b := &book{columns: columns, file: excelize.NewFile(), out: w, plain: map[int]int{}}
	var err error
	if b.heading, err = b.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err == nil {
		err = b.begin()
	}
	if err != nil {
		return nil, errors.Join(err, b.file.Close())
	}
	return b, nil
}

// begin begins the next sheet with its titles.
func (b *book) begin() error {
	b.sheets++
	name := "Sheet" + strconv.Itoa(b.sheets)
	if b.sheets > 1 {
		if err := b.sheet.Flush(); err != nil {
			return err
		}
		if _, err := b.file.NewSheet(name); err != nil {
			return err
		}
	}
	var err error
	if b.sheet, err = b.file.NewStreamWriter(name); err != nil {
		return err
	}
	head := make([]any, len(b.columns))
	for i, c := range b.columns {
		head[i] = excelize.Cell{StyleID: b.heading, Value: c.title}
		if err := b.sheet.SetColWidth(i+1, i+1, float64(c.width)); err != nil {
			return err
		}
	}
	err = b.sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
	if err != nil {
		return err
	}
	b.line = 1
	return b.sheet.SetRow("A1", head)
}

// row implements writer.
func (b *book) row(cells ...cell) error {
	if b.line > mostRows {
		if err := b.begin(); err != nil {
			return err
		}
	}
	b.line++
	b.cells = b.cells[:0]
	for _, c := range cells {
		if !c.number {
			b.cells = append(b.cells, c.text)
			continue
		}
		n, err := b.numberOf(c.text)
		if err != nil {
			return err
		}
		b.cells = append(b.cells, n)
	}
	return b.sheet.SetRow("A"+strconv.Itoa(b.line), b.cells)
}

// numberOf is a decimal as a spreadsheet keeps it: its numbers are doubles,
// whatever is written.
func (b *book) numberOf(decimal string) (any, error) {
	_, fraction, _ := strings.Cut(decimal, ".")
	style, known := b.plain[len(fraction)]
	if !known {
		format := "#,##0"
		if len(fraction) > 0 {
			format += "." + strings.Repeat("0", len(fraction))
		}
		var err error
		if style, err = b.file.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
			return nil, err
		}
		b.plain[len(fraction)] = style
	}
	if fraction == "" {
		n, err := strconv.ParseInt(decimal, 10, 64)
		return excelize.Cell{StyleID: style, Value: n}, err
	}
	n, err := strconv.ParseFloat(decimal, 64)
	return excelize.Cell{StyleID: style, Value: n}, err
}

// close implements writer.
func (b *book) close() (err error) {
	defer func() { err = errors.Join(err, b.file.Close()) }()
	if err := b.sheet.Flush(); err != nil {
		return fmt.Errorf("end the sheet: %w", err)
	}
	// The library would keep the whole file in memory before it writes it.
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(b.out) })
	_, err = b.file.WriteTo(io.Discard)
	return err
}

// abandon lets go of what an unfinished writer holds outside of memory.
func abandon(w writer) {
	if b, ok := w.(*book); ok {
		_ = b.file.Close() // it only removes what nobody will read
	}
}
