package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"github.com/naru-pay/naru/internal/clock"
	"github.com/naru-pay/naru/internal/fault"
	"github.com/naru-pay/naru/internal/merchant"
	"github.com/naru-pay/naru/internal/money"
	"github.com/naru-pay/naru/internal/payment"
)

// desk is what working on payments by hand needs: everything that serving needs.
type desk struct {
	JSON bool `help:"As JSON."`
	database
	portone
	serverSettings
}

// open builds the server without running it, and a context in which the history
// says that it was done here.
func (d desk) open(ctx context.Context) (context.Context, *merchant.Service, func(), error) {
	dsn, err := d.dsn()
	if err != nil {
		return ctx, nil, nil, err
	}
	server, err := newPaymentServer(ctx, dsn, d.portone, d.serverSettings, slog.New(slog.DiscardHandler))
	if err != nil {
		return ctx, nil, nil, err
	}
	return byHand(ctx), server.service, server.Close, nil
}

// told says in Korean and English what a refusal of the server's means.
func told(err error) error {
	code := fault.CodeOf(err)
	if err == nil || code == fault.InternalError {
		return err
	}
	entry := code.Entry()
	return fmt.Errorf("%s (%s) [%w]", entry.Korean, entry.Eng, err)
}

func printJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func kst(t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return t.In(clock.KST).Format("2006-01-02 15:04")
}

// paymentsCmd is naru payments.
type paymentsCmd struct {
	List   paymentsListCmd   `cmd:"" help:"List payments, newest first. (결제 목록)"`
	Show   paymentsShowCmd   `cmd:"" help:"Show a payment with its history. (결제와 이력)"`
	Cancel paymentsCancelCmd `cmd:"" help:"Give money back. (환불)"`
}

// paymentLine is a payment as the command line shows it; nothing in it is
// personal. Amounts are minor units.
type paymentLine struct {
	ID          payment.ID          `json:"id"`
	OrderRef    payment.OrderRef    `json:"order_ref"`
	MerchantUID payment.MerchantUID `json:"merchant_uid"`
	ImpUID      payment.ImpUID      `json:"imp_uid"`
	State       payment.State       `json:"state"`
	Amount      int64               `json:"amount"`
	Refunded    int64               `json:"refunded"`
	Currency    string              `json:"currency"`
	PayMethod   string              `json:"pay_method"`
	PG          string              `json:"pg"`
	CreatedAt   time.Time           `json:"created_at"`
	PaidAt      time.Time           `json:"paid_at,omitzero"`
}

func paymentLineOf(p payment.Payment) paymentLine {
	return paymentLine{
		ID: p.ID, OrderRef: p.OrderRef, MerchantUID: p.MerchantUID, ImpUID: p.Bound, State: p.State, Amount: p.Amount.Minor(),
		Refunded: p.Returned.Minor(), Currency: string(p.Amount.Currency()), PayMethod: p.PayMethod, PG: p.Channel.String(),
		CreatedAt: p.CreatedAt, PaidAt: p.PaidAt,
	}
}

func (l paymentLine) print(w io.Writer) {
	fmt.Fprintf(w, "%s  %-20s %10d %s  %-18s %-8s %s\n", l.ID, l.State, l.Amount, l.Currency, l.OrderRef, l.PayMethod, kst(l.CreatedAt))
}

// paymentsListCmd is naru payments list.
type paymentsListCmd struct {
	State string `help:"Only those in this state: open, paid, …"`
	Limit int    `help:"How many." default:"20"`
	desk
}

// Help shows an example.
func (paymentsListCmd) Help() string { return "Example: naru payments list --state paid --limit 50" }

// Run lists payments.
func (c *paymentsListCmd) Run(ctx context.Context) error {
	ctx, service, done, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	list, err := service.Payments(ctx, merchant.PaymentFilter{State: payment.State(c.State)}, merchant.Page{Limit: c.Limit})
	if err != nil {
		return told(err)
	}
	lines := make([]paymentLine, 0, len(list.Rows))
	for _, v := range list.Rows {
		lines = append(lines, paymentLineOf(v.Payment))
	}
	if c.JSON {
		return printJSON(os.Stdout, lines)
	}
	for _, l := range lines {
		l.print(os.Stdout)
	}
	return nil
}

// paymentsShowCmd is naru payments show.
type paymentsShowCmd struct {
	ID string `arg:"" help:"The payment's id, pay_…."`
	desk
}

// Help shows an example.
func (paymentsShowCmd) Help() string { return "Example: naru payments show pay_01JD…" }

// Run shows a payment, its refunds and its history.
func (c *paymentsShowCmd) Run(ctx context.Context) error {
	ctx, service, done, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	v, err := service.Payment(ctx, payment.ID(c.ID))
	if err != nil {
		return told(err)
	}
	history, err := service.History(ctx, v.Payment.ID)
	if err != nil {
		return told(err)
	}
	return writeShown(os.Stdout, c.JSON, v, history)
}

func writeShown(w io.Writer, asJSON bool, v merchant.View, history []payment.Event) error {
	if asJSON {
		return printJSON(w, map[string]any{"payment": paymentLineOf(v.Payment), "refunds": refundLines(v.Refunds), "events": history})
	}
	paymentLineOf(v.Payment).print(w)
	for _, r := range v.Refunds {
		fmt.Fprintf(w, "  %s  %-12s %10d %s  %s %s\n", r.ID, r.State, r.Amount.Minor(), r.Amount.Currency(), r.Reason, r.FaultCode)
	}
	for _, e := range history {
		fmt.Fprintf(w, "  %s  %-28s %-10s %s %s\n", kst(e.At), e.Type, e.Actor, e.Reason, e.Detail)
	}
	return nil
}

// refundLine is a refund as the command line shows it.
type refundLine struct {
	ID       payment.RefundID    `json:"id"`
	State    payment.RefundState `json:"state"`
	Amount   int64               `json:"amount"`
	Currency string              `json:"currency"`
	Reason   string              `json:"reason"`
	Problem  fault.Code          `json:"problem,omitempty"`
}

func refundLines(list []payment.Refund) []refundLine {
	out := make([]refundLine, 0, len(list))
	for _, r := range list {
		out = append(out, refundLine{r.ID, r.State, r.Amount.Minor(), string(r.Amount.Currency()), r.Reason, r.FaultCode})
	}
	return out
}

// giveBackTo is where money of a virtual account goes.
type giveBackTo struct {
	Bank   string `help:"Code of the bank that the money goes to: the PG's own or the KFTC's."`
	Number string `help:"Number of the account that the money goes to."`
	Holder string `help:"Holder of that account."`
}

func (g giveBackTo) account() *payment.RefundAccount {
	if g.Bank == "" && g.Number == "" && g.Holder == "" {
		return nil
	}
	return &payment.RefundAccount{Bank: g.Bank, Number: g.Number, Holder: g.Holder}
}

// paymentsCancelCmd is naru payments cancel.
type paymentsCancelCmd struct {
	ID     string `arg:"" help:"The payment's id, pay_…."`
	Amount int64  `help:"How much, in minor units; everything that remains if it is left out."`
	Reason string `help:"Why." required:""`
	Key    string `help:"Idempotency key: the same one gives back once, however often it is run."`
	giveBackTo
	desk
}

// Help shows an example.
func (paymentsCancelCmd) Help() string {
	return "Example: naru payments cancel pay_01JD… --amount 9000 --reason '단순 변심'"
}

// Run gives money back.
func (c *paymentsCancelCmd) Run(ctx context.Context) error {
	ctx, service, done, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	v, err := service.Payment(ctx, payment.ID(c.ID))
	if err != nil {
		return told(err)
	}
	req := merchant.CancelRequest{PaymentID: v.Payment.ID, Reason: c.Reason, Account: c.account(), IdemKey: c.Key}
	if c.Amount != 0 {
		req.Amount = money.New(c.Amount, v.Payment.Amount.Currency())
	}
	if req.IdemKey == "" {
		req.IdemKey = "cli-" + rand.Text()
	}
	out, err := service.Cancel(ctx, req)
	if err != nil {
		return told(err)
	}
	return writeRefund(os.Stdout, c.JSON, out.Refund)
}

func writeRefund(w io.Writer, asJSON bool, r payment.Refund) error {
	line := refundLines([]payment.Refund{r})[0]
	if asJSON {
		return printJSON(w, line)
	}
	fmt.Fprintf(w, "%s  %s  %d %s %s\n", line.ID, line.State, line.Amount, line.Currency, line.Problem)
	return nil
}

// discrepanciesCmd is naru discrepancies.
type discrepanciesCmd struct {
	List     discrepanciesListCmd     `cmd:"" help:"List what does not match, newest first. (불일치 목록)"`
	Accept   discrepanciesAcceptCmd   `cmd:"" help:"Leave the money where it is, with a reason. (사유를 적어 받아들이기)"`
	GiveBack discrepanciesGiveBackCmd `cmd:"" help:"Give back what was paid. (낸 돈을 돌려주기)"`
}

// discrepanciesListCmd is naru discrepancies list.
type discrepanciesListCmd struct {
	State string `help:"open, closed or all." enum:"open,closed,all" default:"open"`
	Limit int    `help:"How many." default:"50"`
	desk
}

// Help shows an example.
func (discrepanciesListCmd) Help() string { return "Example: naru discrepancies list --state all" }

// Run lists discrepancies.
func (c *discrepanciesListCmd) Run(ctx context.Context) error {
	ctx, service, done, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	filter := merchant.DiscrepancyFilter{Standing: merchant.Standing(c.State)}
	if c.State == "all" {
		filter.Standing = merchant.AnyStanding
	}
	list, err := service.Discrepancies(ctx, filter, merchant.Page{Limit: c.Limit})
	if err != nil {
		return told(err)
	}
	return writeDiscrepancies(os.Stdout, c.JSON, list)
}

// discrepancyLine is a discrepancy as the command line shows it.
type discrepancyLine struct {
	ID        string           `json:"id"`
	PaymentID payment.ID       `json:"payment_id"`
	ImpUID    payment.ImpUID   `json:"imp_uid"`
	Reason    fault.Code       `json:"reason"`
	Decision  payment.Decision `json:"decision"`
	By        string           `json:"by"`
	Why       string           `json:"why"`
	Evidence  payment.Evidence `json:"evidence"`
	CreatedAt time.Time        `json:"created_at"`
	ClosedAt  time.Time        `json:"closed_at,omitzero"`
}

func writeDiscrepancies(w io.Writer, asJSON bool, list []payment.Discrepancy) error {
	lines := make([]discrepancyLine, 0, len(list))
	for _, d := range list {
		lines = append(lines, discrepancyLine{d.ID, d.PaymentID, d.ImpUID, d.Reason, d.Decision, d.DecidedBy, d.Why, d.Evidence, d.CreatedAt, d.ClosedAt})
	}
	if asJSON {
		return printJSON(w, lines)
	}
	for _, l := range lines {
		fmt.Fprintf(w, "%s  %s  %-40s %s %s %s\n", l.ID, l.PaymentID, l.Reason, kst(l.CreatedAt), l.Decision, l.Why)
	}
	return nil
}

// discrepanciesAcceptCmd is naru discrepancies accept.
type discrepanciesAcceptCmd struct {
	ID     string `arg:"" help:"The discrepancy's id, dsc_…."`
	Reason string `help:"Why." required:""`
	desk
}

// Help shows an example.
func (discrepanciesAcceptCmd) Help() string {
	return "Example: naru discrepancies accept dsc_01JD… --reason '고객과 확인'"
}

// Run accepts one.
func (c *discrepanciesAcceptCmd) Run(ctx context.Context) error {
	ctx, service, done, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	out, err := service.AcceptDiscrepancy(ctx, merchant.Choice{ID: c.ID, Reason: c.Reason, By: merchant.ActorOf(ctx)})
	if err != nil {
		return told(err)
	}
	return writeDiscrepancies(os.Stdout, c.JSON, []payment.Discrepancy{out.Discrepancy})
}

// discrepanciesGiveBackCmd is naru discrepancies give-back.
type discrepanciesGiveBackCmd struct {
	ID     string `arg:"" help:"The discrepancy's id, dsc_…."`
	Reason string `help:"Why." required:""`
	giveBackTo
	desk
}

// Help shows an example.
func (discrepanciesGiveBackCmd) Help() string {
	return "Example: naru discrepancies give-back dsc_01JD… --reason '늦은 입금' --bank 088 --number 110123456789 --holder 홍길동"
}

// Run gives one's money back.
func (c *discrepanciesGiveBackCmd) Run(ctx context.Context) error {
	ctx, service, done, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer done()
	out, err := service.GiveBackDiscrepancy(ctx, merchant.Choice{ID: c.ID, Reason: c.Reason, Account: c.account(), By: merchant.ActorOf(ctx)})
	if err != nil {
		return told(err)
	}
	return writeRefund(os.Stdout, c.JSON, *out.Refund)
}
