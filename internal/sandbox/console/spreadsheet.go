package console

import (
	"encoding/csv"
	"errors"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// writeXLSX writes rows as they come into the file's sheet, which is kept
// outside of memory when it grows, and sends the file when it is whole.
func writeXLSX(w io.Writer, cols []column, rows iter.Seq[*engine.Payment]) (err error) {
	f := excelize.NewFile()
	defer func() { err = errors.Join(err, f.Close()) }()
	heading, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	if err != nil {
		return err
	}
	const thousands = 3 // built-in format #,##0
	whole, err := f.NewStyle(&excelize.Style{NumFmt: thousands})
	if err != nil {
		return err
	}
	sheet, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	if err := writeHead(sheet, cols, heading); err != nil {
		return err
	}
	line, cells := 1, make([]any, len(cols))
	for p := range rows {
		line++
		for i, c := range cols {
			if c.amount == nil {
				cells[i] = c.text(p)
				continue
			}
			if cells[i], err = cell(c.amount(p), whole); err != nil {
				return err
			}
		}
		if err := sheet.SetRow("A"+strconv.Itoa(line), cells); err != nil {
			return err
		}
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	_, err = f.WriteTo(w)
	return err
}

// writeHead names the columns in a first row that stays in sight.
func writeHead(sheet *excelize.StreamWriter, cols []column, style int) error {
	head := make([]any, len(cols))
	for i, c := range cols {
		head[i] = excelize.Cell{StyleID: style, Value: c.ko}
		if err := sheet.SetColWidth(i+1, i+1, float64(c.width)); err != nil {
			return err
		}
	}
	if err := sheet.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"}); err != nil {
		return err
	}
	return sheet.SetRow("A1", head)
}

// cell is an amount as a number that a spreadsheet can sum. Its numbers are
// doubles, whatever is written; an amount with decimals goes there by its text.
func cell(a money.Amount, style int) (any, error) {
	if a.Currency().Exponent() == 0 {
		return excelize.Cell{StyleID: style, Value: a.Minor()}, nil
	}
	return strconv.ParseFloat(a.Major(), 64)
}

// byteOrderMark makes Excel read a CSV as UTF-8.
const byteOrderMark = "\ufeff"

func writeCSV(w io.Writer, cols []column, rows iter.Seq[*engine.Payment]) error {
	if _, err := io.WriteString(w, byteOrderMark); err != nil {
		return err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	line := make([]string, len(cols))
	for i, c := range cols {
		line[i] = c.ko
	}
	if err := out.Write(line); err != nil {
		return err
	}
	for p := range rows {
		for i, c := range cols {
			if c.amount != nil {
				line[i] = c.amount(p).Major()
				continue
			}
			line[i] = harmless(c.text(p))
		}
		if err := out.Write(line); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// harmless keeps a spreadsheet from running a text as a formula: order and
// buyer names are typed by strangers.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}
