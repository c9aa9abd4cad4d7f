package httpapi

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/httpapi/adminapi"
	"github.com/naru-pay/naru/internal/problem"
	"github.com/naru-pay/naru/internal/report"
)

const (
	mostExports = 4   // at once
	mostTickets = 200 // whose progress is known
	ticketLife  = 10 * time.Minute
)

// exports is what is being exported on this server.
type exports struct {
	places chan struct{}

	mu      sync.Mutex
	tickets map[string]*progress
}

// progress is how far one export is. Its ticket is its operator's alone.
type progress struct {
	State string `json:"state"` // writing, done or failed
	Done  int64  `json:"rows_done"`
	Total int64  `json:"rows_total"`

	at time.Time
}

var (
	exportFile   = regexp.MustCompile(`^([a-z]+)\.([a-z]+)$`)
	exportTicket = regexp.MustCompile(`^[0-9A-Za-z_-]{16,64}$`)
)

// exportWish reads what the address asks for.
func exportWish(r *http.Request) (report.Wish, string, error) {
	w := report.Wish{}
	file, _ := pathValue(r, "file")
	parts := exportFile.FindStringSubmatch(file)
	if parts == nil {
		return w, "", fault.New(fault.RouteNotFound)
	}
	w.Kind, w.Format = report.Kind(parts[1]), report.Format(parts[2])
	if !slices.Contains(report.Kinds, w.Kind) || !slices.Contains(report.Formats, w.Format) {
		return w, "", fault.New(fault.RouteNotFound)
	}
	q, err := query(r, "from", "to", "lang", "ticket")
	if err != nil {
		return w, "", err
	}
	for _, name := range []string{"from", "to"} {
		if q[name] == "" {
			return w, "", fault.Field(fault.BadQuery, name, "the first and the last day are needed, as 2026-11-23")
		}
	}
	if w.Span.From, w.Span.Until, err = koreanDays(q); err != nil {
		return w, "", err
	}
	switch q["lang"] {
	case "", "ko":
	case "en":
		w.English = true
	default:
		return w, "", fault.Field(fault.BadQuery, "lang", "ko or en")
	}
	if q["ticket"] != "" && !exportTicket.MatchString(q["ticket"]) {
		return w, "", fault.Field(fault.BadQuery, "ticket", "16 to 64 letters and digits")
	}
	return w, q["ticket"], nil
}

// consoleExport writes a report as it is read. How many movements are to be read
// stands in a header before the first byte, and how many were behind the ticket.
func (a *server) consoleExport(w http.ResponseWriter, r *http.Request) error {
	wish, ticket, err := exportWish(r)
	if err != nil {
		return err
	}
	select {
	case a.exports.places <- struct{}{}:
		defer func() { <-a.exports.places }()
	default:
		return fault.New(fault.ServerBusy)
	}
	reader := a.reader()
	rows, err := report.Rows(r.Context(), reader, wish)
	if err != nil {
		return err
	}
	file, _ := pathValue(r, "file")
	days := wish.Span.From.In(clock.KST).Format("20060102") + "-" + wish.Span.Until.Add(-time.Second).In(clock.KST).Format("20060102")
	if err := reader.NoteExport(r.Context(), file+" "+days, rows); err != nil {
		return err
	}
	p := a.exports.begin(owned(r, ticket), rows, a.Clock.Now())
	out := &paced{w: w, out: http.NewResponseController(w)}
	out.extend()
	wish.Progress = func() error {
		if n := p.step(&a.exports); n%paceRows == 0 {
			out.extend()
		}
		return nil
	}
	h := w.Header()
	h.Set("Content-Type", wish.Format.Media())
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="naru-%s-%s.%s"`, wish.Kind, days, wish.Format))
	h.Set("Naru-Export-Rows", strconv.FormatInt(rows, 10))
	err = report.Write(r.Context(), out, reader, wish)
	a.exports.end(p, err)
	switch {
	case err == nil:
		return nil
	case !out.begun:
		for _, name := range []string{"Content-Type", "Content-Disposition", "Naru-Export-Rows"} {
			h.Del(name)
		}
		return err
	case r.Context().Err() == nil:
		a.Log.ErrorContext(r.Context(), "export broken off", "err", err)
	}
	panic(http.ErrAbortHandler) // a broken connection tells that the file is not whole
}

// paceRows is after how many rows the time to write is extended.
const paceRows = 1000

// paced writes with a time limit that begins anew as long as it goes on.
type paced struct {
	w     http.ResponseWriter
	out   *http.ResponseController
	begun bool
}

func (p *paced) extend() {
	_ = p.out.SetWriteDeadline(clock.System{}.Now().Add(writeTimeout)) // where it cannot be set there is none to outlive
}

// Write implements io.Writer.
func (p *paced) Write(b []byte) (int, error) {
	p.begun = true
	p.extend()
	return p.w.Write(b)
}

// owned ties a ticket to who asked, so that nobody sees another's.
func owned(r *http.Request, ticket string) string {
	if ticket == "" {
		return ""
	}
	return adminapi.SessionOf(r).Operator.ID + " " + ticket
}

// begin keeps the progress of an export; without a ticket nobody asks for it.
func (e *exports) begin(ticket string, total int64, now time.Time) *progress {
	p := &progress{State: "writing", Total: total, at: now}
	if ticket == "" {
		return p
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.tickets == nil {
		e.tickets = map[string]*progress{}
	}
	for old, known := range e.tickets {
		if known.State != "writing" && (now.Sub(known.at) > ticketLife || len(e.tickets) >= mostTickets) {
			delete(e.tickets, old)
		}
	}
	e.tickets[ticket] = p
	return p
}

// step counts one row.
func (p *progress) step(e *exports) int64 {
	e.mu.Lock()
	defer e.mu.Unlock()
	p.Done++
	return p.Done
}

func (e *exports) end(p *progress, err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	p.State = "done"
	if err != nil {
		p.State = "failed"
	}
}

func (a *server) consoleExportProgress(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	ticket, _ := pathValue(r, "ticket")
	a.exports.mu.Lock()
	p, known := a.exports.tickets[owned(r, ticket)]
	var now progress
	if known {
		now = *p
	}
	a.exports.mu.Unlock()
	if !known {
		return fault.New(fault.ExportNotFound)
	}
	return problem.WriteJSON(w, http.StatusOK, now)
}
