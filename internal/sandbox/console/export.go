package console

import (
	"fmt"
	"io"
	"iter"
	"net/http"
	"slices"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/sandbox/engine"
)

// export answers what 결제 내역 조회 shows, all pages of it, as a file: Excel's
// (format=xlsx, the default) or CSV.
func (s *server) export(w http.ResponseWriter, r *http.Request) {
	file, rows, err := s.exported(r)
	if err != nil {
		s.problem(w, r, err)
		return
	}
	// The first bytes may come late, and a large file takes its time.
	_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
	w.Header().Set("Content-Disposition", `attachment; filename="`+file.name+`"`)
	w.Header().Set("Content-Type", file.media)
	w.Header().Set("Cache-Control", "no-store")
	if err := file.write(w, file.columns, rows); err != nil && r.Context().Err() == nil {
		s.o.Logger.ErrorContext(r.Context(), "sandbox control could not write an export", "err", err)
		// Too late for a problem: a broken connection tells that the file is not whole.
		panic(http.ErrAbortHandler)
	}
}

// exportFile is a file to be written.
type exportFile struct {
	name, media string
	columns     []column
	write       func(io.Writer, []column, iter.Seq[*engine.Payment]) error
}

func (s *server) exported(r *http.Request) (exportFile, iter.Seq[*engine.Payment], error) {
	q, err := query(r, append(slices.Clone(searchNames), "format", "lang")...)
	if err != nil {
		return exportFile{}, nil, err
	}
	wanted, err := search(q)
	if err != nil {
		return exportFile{}, nil, err
	}
	m, err := s.engine.MerchantByCode(path(r, "imp"))
	if err != nil {
		return exportFile{}, nil, err
	}
	file := exportFile{columns: columns[:], write: writeXLSX, media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
	format := "xlsx"
	switch q.Get("format") {
	case "", format:
	case "csv":
		format, file.write, file.media = "csv", writeCSV, "text/csv; charset=utf-8"
	default:
		return exportFile{}, nil, fault.Field(fault.BadQuery, "format", "xlsx or csv")
	}
	switch q.Get("lang") {
	case "", "ko":
	case "en":
		file.columns = englishColumns()
	default:
		return exportFile{}, nil, fault.Field(fault.BadQuery, "lang", "ko or en")
	}
	file.name = fmt.Sprintf("payments-%s-%s.%s", m.Code, s.engine.Now().In(clock.KST).Format("20060102"), format)
	return file, func(yield func(*engine.Payment) bool) {
		for p := range s.engine.Scan(m.Code, wanted) {
			if r.Context().Err() != nil {
				return // the reader left
			}
			if (wanted.Status == "" || p.Status == wanted.Status) && !yield(p) {
				return
			}
		}
	}, nil
}
