package portonev1

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"
)

// PaymentwallDelivery tells Paymentwall of a delivery, without which it does not
// pay a shop that sells goods.
type PaymentwallDelivery struct {
	// ImpUID and MerchantUID name the payment; both are required.
	ImpUID, MerchantUID string
	// Type is physical or digital.
	Type string
	// Status is order_placed, order_shipped, delivering or delivered.
	Status string
	// CarrierTrackingID and CarrierType, the parcel's number and its carrier, are
	// required if physical.
	CarrierTrackingID, CarrierType string
	// EstimatedDelivery is when it arrives, EstimatedUpdate when the state is
	// told next; of what is digital, now.
	EstimatedDelivery, EstimatedUpdate time.Time
	// Refundable is yes or no.
	Refundable string
	// Reason and Details are free text, at most 64 and 400 characters.
	Reason, Details string
	// Email is the receiver's, and required.
	Email string
	// The rest of the address is required if physical. State is N/A outside of
	// the United States.
	Country, City, Zip, State, Street, Phone, FirstName, LastName string
}

// paymentwallBody is PaymentwallDelivery on the wire.
type paymentwallBody struct {
	ImpUID            string `json:"imp_uid"`
	MerchantUID       string `json:"merchant_uid"`
	Type              string `json:"type"`
	Status            string `json:"status"`
	CarrierTrackingID string `json:"carrier_tracking_id,omitempty"`
	CarrierType       string `json:"carrier_type,omitempty"`
	EstimatedDelivery int64  `json:"estimated_delivery_datetime"`
	EstimatedUpdate   int64  `json:"estimated_update_datetime"`
	Refundable        string `json:"refundable"`
	Reason            string `json:"reason,omitempty"`
	Details           string `json:"details,omitempty"`
	Email             string `json:"shipping_address_email"`
	Country           string `json:"shipping_address_country,omitempty"`
	City              string `json:"shipping_address_city,omitempty"`
	Zip               string `json:"shipping_address_zip,omitempty"`
	State             string `json:"shipping_address_state,omitempty"`
	Street            string `json:"shipping_address_street,omitempty"`
	Phone             string `json:"shipping_address_phone,omitempty"`
	FirstName         string `json:"shipping_address_firstname,omitempty"`
	LastName          string `json:"shipping_address_lastname,omitempty"`
}

func (d PaymentwallDelivery) check(operation string) error {
	err := checkSet(operation, "ImpUID", d.ImpUID, "MerchantUID", d.MerchantUID, "Type", d.Type, "Status", d.Status,
		"Refundable", d.Refundable, "Email", d.Email)
	if err == nil && d.Type == "physical" {
		err = checkSet(operation, "CarrierTrackingID", d.CarrierTrackingID, "CarrierType", d.CarrierType,
			"Country", d.Country, "City", d.City, "Zip", d.Zip, "State", d.State, "Street", d.Street, "Phone", d.Phone,
			"FirstName", d.FirstName, "LastName", d.LastName)
	}
	if err == nil && (!wireTime(d.EstimatedDelivery) || !wireTime(d.EstimatedUpdate)) {
		err = &RequestError{operation, "EstimatedDelivery, EstimatedUpdate", "must both be set"}
	}
	return err
}

// paymentwallAnswer is what Paymentwall said, inside of PortOne's success.
type paymentwallAnswer struct {
	ErrorCode int             `v1:"error_code"`
	Error     string          `v1:"error,lenient"`
	Notices   json.RawMessage `v1:"notices"`
}

// RegisterPaymentwallDelivery tells Paymentwall of a delivery: POST
// /paymentwall/delivery, docs group "paymentwall". It is sent once. What
// Paymentwall refuses comes inside of a success; here it is an *Error as any
// other refusal, with Paymentwall's number as its Code.
func (c *Client) RegisterPaymentwallDelivery(ctx context.Context, d PaymentwallDelivery) error {
	const operation = "RegisterPaymentwallDelivery"
	if err := d.check(operation); err != nil {
		return err
	}
	req, err := c.write(operation, http.MethodPost, "/paymentwall/delivery", paymentwallBody{
		ImpUID: d.ImpUID, MerchantUID: d.MerchantUID, Type: d.Type, Status: d.Status,
		CarrierTrackingID: d.CarrierTrackingID, CarrierType: d.CarrierType,
		EstimatedDelivery: d.EstimatedDelivery.Unix(), EstimatedUpdate: d.EstimatedUpdate.Unix(),
		Refundable: d.Refundable, Reason: d.Reason, Details: d.Details, Email: d.Email,
		Country: d.Country, City: d.City, Zip: d.Zip, State: d.State, Street: d.Street, Phone: d.Phone,
		FirstName: d.FirstName, LastName: d.LastName,
	}, c.cancelTimeout)
	if err != nil {
		return err
	}
	got, err := object(ctx, c, req, func(paymentwallAnswer) bool { return true })
	if err != nil || got.ErrorCode == 0 && got.Error == "" {
		return err
	}
	said := []string{got.Error}
	var notices []string
	if json.Unmarshal(got.Notices, &notices) == nil {
		said = append(said, notices...)
	}
	return &Error{Operation: operation, HTTPStatus: http.StatusOK, Code: max(got.ErrorCode, 1), Message: strings.Join(said, " ")}
}
