package portonev1

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// EscrowDelivery is what was registered of the delivery of an escrow payment,
// PortOne's EscrowLogisAnnotation. The buyer's decision about it comes as an
// EscrowChange.
type EscrowDelivery struct {
	// Company is the courier, as in EscrowParcel, and Invoice the number of the
	// parcel.
	Company string `v1:"company,required"`
	Invoice string `v1:"invoice,required"`
	// SentAt is when it was sent, and AppliedAt when that was registered.
	SentAt    time.Time `v1:"sent_at,required"`
	AppliedAt time.Time `v1:"applied_at,required"`
}

// EscrowParty sends or receives a parcel. Which members are demanded depends on
// the gateway: all but Relationship and the lines at html5_inicis, the lines at
// smartro_v2, Relationship of the sender at daou.
type EscrowParty struct {
	Name, Tel, Addr, Postcode string
	// Relationship is what the sender is to the shop, such as 본인.
	Relationship string
	// AddressLine1 and AddressLine2 are the address as smartro_v2 takes it: the
	// street, and the rest.
	AddressLine1, AddressLine2 string
}

// EscrowParcel is the parcel.
type EscrowParcel struct {
	// Company is the courier by PortOne's code: CJGLS, HANJIN, KGB, EPOST,
	// HYUNDAI and others. What PortOne does not know becomes ETC.
	Company string
	// Invoice is the number of the parcel.
	Invoice string
	// SentAt is when it was sent.
	SentAt time.Time
	// ReceivingAt is when it arrives, YYYYMMDD, and Address from where it was
	// sent; daou demands both.
	ReceivingAt, Address string
}

// EscrowProduct is one thing in the parcel; welcome demands them.
type EscrowProduct struct {
	// ID, Name and Amount are required. Amount is the price of one, in major
	// units of Currency, which is KRW if empty.
	ID, Name string
	Amount   Decimal
	Currency string
	Code     string
	Quantity int
	// Tag is its kind, such as books.
	Tag string
}

// EscrowDeliveryRequest registers or changes a delivery.
type EscrowDeliveryRequest struct {
	Sender, Receiver EscrowParty
	Parcel           EscrowParcel
	Products         []EscrowProduct
	// SendEmail tells whether the buyer is mailed when the purchase is
	// confirmed, for nice_v2; nil leaves it to PortOne, which takes true.
	// ChangeEscrowDelivery does not send it.
	SendEmail *bool
}

// LogValue shows the parcel, and neither sender nor receiver.
func (r EscrowDeliveryRequest) LogValue() slog.Value {
	return slog.GroupValue(slog.String("company", r.Parcel.Company), slog.String("invoice", r.Parcel.Invoice))
}

type escrowPartyBody struct {
	Name          string             `json:"name,omitempty"`
	Tel           string             `json:"tel,omitempty"`
	Addr          string             `json:"addr,omitempty"`
	Postcode      string             `json:"postcode,omitempty"`
	Relationship  string             `json:"relationship,omitempty"`
	FormedAddress *formedAddressBody `json:"formed_address,omitempty"`
}

type formedAddressBody struct {
	Line1 string `json:"address_line_1"`
	Line2 string `json:"address_line_2,omitempty"`
}

func (p EscrowParty) body() escrowPartyBody {
	body := escrowPartyBody{Name: p.Name, Tel: p.Tel, Addr: p.Addr, Postcode: p.Postcode, Relationship: p.Relationship}
	if p.AddressLine1 != "" {
		body.FormedAddress = &formedAddressBody{p.AddressLine1, p.AddressLine2}
	}
	return body
}

type escrowParcelBody struct {
	Company     string `json:"company"`
	Invoice     string `json:"invoice"`
	SentAt      int64  `json:"sent_at"`
	ReceivingAt string `json:"receiving_at,omitempty"`
	Address     string `json:"address,omitempty"`
}

type escrowProductBody struct {
	ID       string  `json:"id"`
	Name     string  `json:"name"`
	Amount   Decimal `json:"amount"`
	Currency string  `json:"currency,omitempty"`
	Code     string  `json:"code,omitempty"`
	Quantity int     `json:"quantity,omitempty"`
	Tag      string  `json:"tag,omitempty"`
}

// escrowBody is EscrowDeliveryRequest on the wire.
type escrowBody struct {
	Sender    escrowPartyBody     `json:"sender"`
	Receiver  escrowPartyBody     `json:"receiver"`
	Logis     escrowParcelBody    `json:"logis"`
	Products  []escrowProductBody `json:"products,omitempty"`
	SendEmail *bool               `json:"send_email,omitempty"`
}

func (r EscrowDeliveryRequest) body(operation string) (escrowBody, error) {
	if err := checkSet(operation, "Parcel.Company", r.Parcel.Company, "Parcel.Invoice", r.Parcel.Invoice); err != nil {
		return escrowBody{}, err
	}
	if !wireTime(r.Parcel.SentAt) {
		return escrowBody{}, &RequestError{operation, "Parcel.SentAt", "is not set"}
	}
	body := escrowBody{Sender: r.Sender.body(), Receiver: r.Receiver.body(), Logis: escrowParcelBody{
		r.Parcel.Company, r.Parcel.Invoice, r.Parcel.SentAt.Unix(), r.Parcel.ReceivingAt, r.Parcel.Address,
	}}
	for _, p := range r.Products {
		switch {
		case p.ID == "" || p.Name == "":
			return escrowBody{}, &RequestError{operation, "Products", "lack an ID or a Name"}
		case !p.Amount.sendable(0) || p.Quantity < 0:
			return escrowBody{}, &RequestError{operation, "Products", "have an Amount or a Quantity that cannot be sent"}
		}
		body.Products = append(body.Products, escrowProductBody(p))
	}
	return body, nil
}

// EscrowDelivery reads what was registered: GET /escrows/logis/{imp_uid}, docs
// group "escrow.logis". A payment without a delivery is refused with HTTP 409;
// no such payment is an error matching ErrNotFound.
func (c *Client) EscrowDelivery(ctx context.Context, impUID string) (EscrowDelivery, error) {
	id, err := segment("EscrowDelivery", "ImpUID", impUID)
	if err != nil {
		return EscrowDelivery{}, err
	}
	return object(ctx, c, c.read("EscrowDelivery", "/escrows/logis/"+id, nil), func(EscrowDelivery) bool { return true })
}

// RegisterEscrowDelivery tells the gateway that an escrow payment was sent off:
// POST /escrows/logis/{imp_uid}, docs group "escrow.logis". It is sent once.
// PortOne refuses with HTTP 409 what is registered already or is no escrow
// payment, with 400 what the gateway demands and was not sent. After an unknown
// outcome EscrowDelivery tells whether it was registered.
func (c *Client) RegisterEscrowDelivery(ctx context.Context, impUID string, r EscrowDeliveryRequest) (EscrowDelivery, error) {
	return c.escrowDelivery(ctx, "RegisterEscrowDelivery", http.MethodPost, impUID, r)
}

// ChangeEscrowDelivery changes what was registered: PUT
// /escrows/logis/{imp_uid}, docs group "escrow.logis". It is sent once. Not
// every gateway can.
func (c *Client) ChangeEscrowDelivery(ctx context.Context, impUID string, r EscrowDeliveryRequest) (EscrowDelivery, error) {
	r.SendEmail = nil
	return c.escrowDelivery(ctx, "ChangeEscrowDelivery", http.MethodPut, impUID, r)
}

func (c *Client) escrowDelivery(ctx context.Context, operation, method, impUID string, r EscrowDeliveryRequest) (EscrowDelivery, error) {
	id, err := segment(operation, "ImpUID", impUID)
	if err != nil {
		return EscrowDelivery{}, err
	}
	body, err := r.body(operation)
	if err != nil {
		return EscrowDelivery{}, err
	}
	body.SendEmail = r.SendEmail
	req, err := c.write(operation, method, "/escrows/logis/"+id, body, c.cancelTimeout)
	if err != nil {
		return EscrowDelivery{}, err
	}
	return object(ctx, c, req, func(d EscrowDelivery) bool { return d.Invoice == r.Parcel.Invoice })
}
