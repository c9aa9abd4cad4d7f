package httpapi

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/httpapi/adminapi"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/operator"
	"github.com/naru-pay/naru/internal/payment"
	"github.com/naru-pay/naru/internal/problem"
)

// The most that somebody at the door tells.
const (
	mostEmail = 254
	mostCode  = 6
	mostAgent = 200
	mostName  = 60
)

// sessionJSON is who is logged in, and to what.
type sessionJSON struct {
	Operator   operatorJSON `json:"operator"`
	Login      string       `json:"login_id"`
	Test       bool         `json:"test"`
	Imp        string       `json:"imp"`
	ExpiresAt  time.Time    `json:"expires_at"`
	FreshUntil *time.Time   `json:"fresh_until"`
	MustChange bool         `json:"must_change_password"`
	Version    string       `json:"version"`
}

type operatorJSON struct {
	ID          string        `json:"id"`
	Name        string        `json:"name"`
	Email       string        `json:"email"`
	Role        operator.Role `json:"role"`
	RefundLimit *int64        `json:"refund_limit"` // won; null: no limit
	TOTP        bool          `json:"totp"`
	Starting    bool          `json:"start_password"` // has not chosen a password yet
	DisabledAt  *time.Time    `json:"disabled_at"`
	CreatedAt   time.Time     `json:"created_at"`
}

func shapeOperator(o merchant.Operator) operatorJSON {
	out := operatorJSON{
		ID: o.ID, Name: o.Name, Email: o.Email, Role: o.Role, TOTP: o.TOTP != "", Starting: o.MustChange(),
		DisabledAt: moment(o.DisabledAt), CreatedAt: o.CreatedAt.UTC(),
	}
	if o.RefundLimit != operator.NoLimit {
		out.RefundLimit = &o.RefundLimit
	}
	return out
}

func (a *server) shapeSession(s merchant.Session) sessionJSON {
	out := sessionJSON{
		Operator: shapeOperator(s.Operator), Login: s.Login.ID, Test: a.Service.Env == payment.Test, Imp: a.Service.Imp,
		ExpiresAt: s.Ends().UTC(), MustChange: s.Operator.MustChange(), Version: a.Version,
	}
	if s.Fresh(a.Clock.Now()) {
		out.FreshUntil = moment(s.Login.FreshUntil)
	}
	return out
}

// answerSession answers with a session and has the browser keep its token.
func (a *server) answerSession(w http.ResponseWriter, token string, s merchant.Session) error {
	a.Console.Remember(w, token, s)
	return problem.WriteJSON(w, http.StatusOK, a.shapeSession(s))
}

func (a *server) consoleLogIn(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	wish := merchant.LogInWish{Address: address(r).String(), Agent: agentOf(r), Token: a.Console.Token(r)}
	err := decode(w, r, func(f *fields) {
		wish.Email, wish.Password, wish.Code = f.text("email", mostEmail), f.text("password", operator.WordMost), f.text("code", mostCode)
		for _, part := range []struct{ name, value string }{{"email", wish.Email}, {"password", wish.Password}} {
			if part.value == "" {
				f.reject(fault.MissingField, part.name, "who it is")
			}
		}
	})
	if err != nil {
		return err
	}
	right, err := a.Console.Try(operator.Email(wish.Email), network(r).String())
	if err != nil {
		return err
	}
	token, s, err := a.Console.Staff.LogIn(r.Context(), wish)
	if err != nil {
		return err
	}
	right()
	return a.answerSession(w, token, s)
}

// agentOf is the browser, as it names itself.
func agentOf(r *http.Request) string {
	agent := strings.ToValidUTF8(r.UserAgent(), "?")
	if utf8.RuneCountInString(agent) > mostAgent {
		agent = string([]rune(agent)[:mostAgent])
	}
	return agent
}

func (a *server) consoleLogOut(w http.ResponseWriter, r *http.Request) error {
	if err := saysNothing(w, r); err != nil {
		return err
	}
	if err := a.Console.Staff.LogOut(r.Context(), adminapi.SessionOf(r)); err != nil {
		return err
	}
	a.Console.Forget(w, fault.SessionEnded)
	w.Header().Set("Clear-Site-Data", `"cache"`)
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// saysNothing refuses a query and a body that says anything.
func saysNothing(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	return decodeMaybe(w, r, nothing)
}

func (a *server) consoleSession(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, a.shapeSession(adminapi.SessionOf(r)))
}

// tried counts a guess of somebody who is logged in.
func (a *server) tried(r *http.Request) (right func(), err error) {
	return a.Console.Try(adminapi.SessionOf(r).Operator.Email, network(r).String())
}

func (a *server) consoleStepUp(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	var word, code string
	err := decode(w, r, func(f *fields) {
		word, code = f.text("password", operator.WordMost), f.text("code", mostCode)
		if word == "" && code == "" {
			f.reject(fault.MissingField, "password", "the password, or a code")
		}
	})
	if err != nil {
		return err
	}
	right, err := a.tried(r)
	if err != nil {
		return err
	}
	token, s, err := a.Console.Staff.StepUp(r.Context(), adminapi.SessionOf(r), word, code)
	if err != nil {
		return err
	}
	right()
	return a.answerSession(w, token, s)
}

func (a *server) consolePassword(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	var old, chosen string
	err := decode(w, r, func(f *fields) {
		// What is too long to be taken is told so by the same code as what is too short.
		old, chosen = f.text("old", operator.WordMost), f.text("new", 10*operator.WordMost)
		for _, part := range []struct{ name, value string }{{"old", old}, {"new", chosen}} {
			if part.value == "" {
				f.reject(fault.MissingField, part.name, "the password now, and the one to be")
			}
		}
	})
	if err != nil {
		return err
	}
	right, err := a.tried(r)
	if err != nil {
		return err
	}
	token, s, err := a.Console.Staff.ChangePassword(r.Context(), adminapi.SessionOf(r), old, chosen)
	if err != nil {
		return err
	}
	right()
	return a.answerSession(w, token, s)
}

// codesJSON is a secret of one-time codes, shown this once.
type codesJSON struct {
	Secret string `json:"secret"`
	URI    string `json:"uri"`
}

func (a *server) consoleBeginCodes(w http.ResponseWriter, r *http.Request) error {
	if err := saysNothing(w, r); err != nil {
		return err
	}
	s := adminapi.SessionOf(r)
	secret, err := a.Console.Staff.BeginCodes(r.Context(), s)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, codesJSON{secret, operator.CodeURI("Naru", s.Operator.Email, secret)})
}

func (a *server) consoleConfirmCodes(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	var code string
	err := decode(w, r, func(f *fields) {
		if code = f.text("code", mostCode); code == "" {
			f.reject(fault.MissingField, "code", "six digits of the app")
		}
	})
	if err != nil {
		return err
	}
	right, err := a.tried(r)
	if err != nil {
		return err
	}
	token, s, err := a.Console.Staff.ConfirmCodes(r.Context(), adminapi.SessionOf(r), code)
	if err != nil {
		return err
	}
	right()
	return a.answerSession(w, token, s)
}

func (a *server) consoleDropCodes(w http.ResponseWriter, r *http.Request) error {
	if err := saysNothing(w, r); err != nil {
		return err
	}
	if _, err := a.Console.Staff.DropCodes(r.Context(), adminapi.SessionOf(r)); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// loginJSON is one place where the operator is logged in.
type loginJSON struct {
	ID        string    `json:"id"`
	Current   bool      `json:"current"`
	Address   string    `json:"address"`
	Agent     string    `json:"agent"`
	CreatedAt time.Time `json:"created_at"`
	SeenAt    time.Time `json:"seen_at"`
	ExpiresAt time.Time `json:"expires_at"`
}

func (a *server) consoleLogins(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	s := adminapi.SessionOf(r)
	all, err := a.Console.Staff.Logins(r.Context(), s)
	if err != nil {
		return err
	}
	out := list[loginJSON]{Data: make([]loginJSON, 0, len(all))}
	for _, l := range all {
		out.Data = append(out.Data, loginJSON{
			ID: l.ID, Current: l.ID == s.Login.ID, Address: l.Address, Agent: l.Agent,
			CreatedAt: l.CreatedAt.UTC(), SeenAt: l.SeenAt.UTC(), ExpiresAt: merchant.Session{Login: l}.Ends().UTC(),
		})
	}
	return problem.WriteJSON(w, http.StatusOK, out)
}

func (a *server) consoleEndLogin(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "lgn", fault.LoginNotFound)
	if err != nil {
		return err
	}
	if err := saysNothing(w, r); err != nil {
		return err
	}
	s := adminapi.SessionOf(r)
	if err := a.Console.Staff.EndLogin(r.Context(), s, id); err != nil {
		return err
	}
	if id == s.Login.ID {
		a.Console.Forget(w, fault.SessionEnded)
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
