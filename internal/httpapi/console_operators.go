package httpapi

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/operator"
	"github.com/naru-pay/naru/internal/problem"
)

// shownOperator is an operator with the password to start with, shown this once.
type shownOperator struct {
	Operator operatorJSON `json:"operator"`
	Password string       `json:"password"`
}

func (a *server) consoleOperators(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	all, err := a.Console.Staff.Operators(r.Context())
	if err != nil {
		return err
	}
	out := list[operatorJSON]{Data: make([]operatorJSON, 0, len(all))}
	for _, o := range all {
		out.Data = append(out.Data, shapeOperator(o))
	}
	return problem.WriteJSON(w, http.StatusOK, out)
}

// limitOf takes won that may go back; null is no limit, and nothing told is nil.
func (f *fields) limitOf(name string) *int64 {
	f.asked[name] = true
	v, told := f.m[name]
	if !told {
		return nil
	}
	none := operator.NoLimit
	if v == nil {
		return &none
	}
	number, ok := v.(json.Number)
	n, err := strconv.ParseInt(string(number), 10, 64)
	if !ok || err != nil || n < 0 || n > mostMinor {
		f.reject(fault.BadField, name, "whole won from 0 on, or null for no limit")
		return nil
	}
	return &n
}

func (a *server) consoleCreateOperator(w http.ResponseWriter, r *http.Request) error {
	if _, err := query(r); err != nil {
		return err
	}
	var wish merchant.OperatorWish
	err := decode(w, r, func(f *fields) {
		wish.Email, wish.Name, wish.Role = f.text("email", mostEmail), f.text("name", mostName), operator.Role(f.text("role", mostName))
		wish.RefundLimit = f.limitOf("refund_limit")
		for _, part := range []struct{ name, value string }{{"email", wish.Email}, {"name", wish.Name}, {"role", string(wish.Role)}} {
			if part.value == "" {
				f.reject(fault.MissingField, part.name, "who it is, and what they may do")
			}
		}
	})
	if err != nil {
		return err
	}
	o, start, err := a.Console.Staff.Create(r.Context(), wish)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusCreated, shownOperator{shapeOperator(o), start})
}

func (a *server) consoleChangeOperator(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "opr", fault.OperatorNotFound)
	if err != nil {
		return err
	}
	if _, err := query(r); err != nil {
		return err
	}
	var c merchant.OperatorChange
	err = decode(w, r, func(f *fields) {
		c.Name, c.RefundLimit = f.textIfTold("name", mostName), f.limitOf("refund_limit")
		if role := f.textIfTold("role", mostName); role != nil {
			wanted := operator.Role(*role)
			c.Role = &wanted
		}
		if _, told := f.take("disabled"); told {
			yes := f.truth("disabled")
			c.Disabled = &yes
		}
	})
	if err != nil {
		return err
	}
	o, err := a.Console.Staff.Change(r.Context(), id, c)
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, shapeOperator(o))
}

func (a *server) consoleResetOperator(w http.ResponseWriter, r *http.Request) error {
	id, err := pathID(r, "opr", fault.OperatorNotFound)
	if err != nil {
		return err
	}
	if err := saysNothing(w, r); err != nil {
		return err
	}
	o, start, err := a.Console.Staff.Reset(r.Context(), id, "")
	if err != nil {
		return err
	}
	return problem.WriteJSON(w, http.StatusOK, shownOperator{shapeOperator(o), start})
}
