package faults_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// told is one event as the shop had it.
type told struct {
	ID        string
	Type      string
	PaymentID string
	Version   int64
}

// shop hears of payments and keeps every event once, by its id, as a shop must.
type shop struct {
	url string

	mu   sync.Mutex // guards byID
	byID map[string]told
}

func openShop(t testing.TB) *shop {
	t.Helper()
	s := &shop{byID: map[string]told{}}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.url = server.URL
	return s
}

func (s *shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var e struct {
		ID, Type string
		Data     struct {
			PaymentID string `json:"payment_id"`
			Version   int64
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&e); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byID[e.ID] = told{ID: e.ID, Type: e.Type, PaymentID: e.Data.PaymentID, Version: e.Data.Version}
}

// heard lists the events, each once.
func (s *shop) heard() []told {
	s.mu.Lock()
	defer s.mu.Unlock()
	list := make([]told, 0, len(s.byID))
	for _, e := range s.byID {
		list = append(list, e)
	}
	return list
}
