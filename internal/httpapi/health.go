package httpapi

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/naru-pay/naru/api"
	"github.com/naru-pay/naru/internal/problem"
)

// readyWait is how long the store has to answer before it counts as away.
const readyWait = 2 * time.Second

type healthJSON struct {
	OK      bool   `json:"ok"`
	Version string `json:"version"`
}

// health says that the program serves; it asks nobody.
func (a *server) health(w http.ResponseWriter, _ *http.Request) error {
	return problem.WriteJSON(w, http.StatusOK, healthJSON{OK: true, Version: a.Version})
}

type readyJSON struct {
	OK       bool          `json:"ok"`
	Store    string        `json:"store"` // ok or away
	Channels channelsJSON  `json:"channels"`
	Problems []problemJSON `json:"problems"`
}

// channelsJSON tells how many of PortOne's channels are known and how old that
// knowledge is; without any the default channel alone serves.
type channelsJSON struct {
	Known  int        `json:"known"`
	ReadAt *time.Time `json:"read_at"`
}

// problemJSON says in words what is wrong, and whether payments can be taken all
// the same. It names nothing that a stranger may not know.
type problemJSON struct {
	Code    string `json:"code"`
	Serving bool   `json:"serving"`
	Korean  string `json:"message_ko"`
	English string `json:"message_en"`
}

// The problems that /readyz may tell of.
var (
	storeAway = problemJSON{
		Code: "store_away", Korean: "데이터베이스에 쓸 수 없습니다. 디스크와 DATABASE_URL을 확인해 주세요.",
		English: "The database does not take writes. Check the disk and DATABASE_URL.",
	}
	channelsUnknown = problemJSON{
		Code: "channels_unknown", Serving: true, Korean: "포트원의 채널 목록을 아직 읽지 못해 기본 채널로만 결제를 받습니다. naru doctor로 키를 확인해 주세요.",
		English: "PortOne's channels were never read, so only the default channel serves. Check the keys with naru doctor.",
	}
	recovering = problemJSON{
		Code: "recovering", Serving: true, Korean: "데이터베이스를 백업에서 되돌려 포트원 기록을 다시 읽는 중입니다. 다 읽을 때까지 환불이 잠깁니다. naru recovery status로 볼 수 있습니다.",
		English: "The database was restored from a copy and PortOne's record is being read again. Refunds are locked until then. See naru recovery status.",
	}
	loopStopped = problemJSON{
		Code: "loop_stopped", Korean: "스스로 하는 일(환불, 확인, 알림 등)이 10분 넘게 멈췄습니다. 로그를 보고 다시 시작해 주세요.",
		English: "Work that is due by itself (refunds, checks, notices) has stood still for ten minutes. Read the log and restart.",
	}
)

// ready says whether payments can be taken: the store must take writes, and the
// work that is due must go on. PortOne need not be there, since what is due
// waits for it.
func (a *server) ready(w http.ResponseWriter, r *http.Request) error {
	ctx, cancel := context.WithTimeout(r.Context(), readyWait)
	defer cancel()
	out := readyJSON{Store: "ok", Problems: []problemJSON{}}
	var err error
	if a.Ping != nil {
		err = a.Ping(ctx)
	}
	if err == nil {
		known, at, listErr := a.Service.Channels(ctx)
		out.Channels, err = channelsJSON{Known: len(known), ReadAt: moment(at)}, listErr
	}
	switch {
	case err != nil:
		a.Log.WarnContext(r.Context(), "store does not answer", "err", err)
		out.Store = "away"
		out.Problems = append(out.Problems, storeAway)
	case out.Channels.ReadAt == nil:
		out.Problems = append(out.Problems, channelsUnknown)
	}
	if err == nil {
		if open, err := a.Service.Recoveries(ctx, true); err == nil && len(open) > 0 {
			out.Problems = append(out.Problems, recovering)
		}
	}
	if a.Silent != nil {
		if silent := a.Silent(); len(silent) > 0 {
			a.Log.WarnContext(r.Context(), "loops have stopped", "duties", silent)
			out.Problems = append(out.Problems, loopStopped)
		}
	}
	status := http.StatusServiceUnavailable
	if out.OK = !slices.ContainsFunc(out.Problems, func(p problemJSON) bool { return !p.Serving }); out.OK {
		status = http.StatusOK
	}
	return problem.WriteJSON(w, status, out)
}

// describe serves the description of this API.
func (a *server) describe(w http.ResponseWriter, _ *http.Request) error {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-cache")
	_, _ = w.Write(api.OpenAPI())
	return nil
}
