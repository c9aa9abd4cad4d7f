package restv1

import "slices"

// operation is one operation of PortOne's REST API as the sandbox serves it,
// with where its answers come from.
type operation struct {
	group        string // PortOne's own name of the group: subscribe.customer
	method, path string // as PortOne publishes them
	handler      handler
	also         []string // paths that PortOne takes beside path
	open         bool     // answers without a token
	recorded     string   // what others recorded of real answers, beyond what is documented
	assumed      string   // what no source tells and the sandbox chose
}

// Operation tells of one operation where its answers come from. What is
// neither recorded nor assumed follows PortOne's published description.
type Operation struct {
	Group    string   // PortOne's own name of the group: subscribe.customer
	Method   string   // GET, POST, PUT, DELETE
	Path     string   // as PortOne publishes it: /payments/{imp_uid}
	Also     []string // paths that PortOne takes beside Path
	Recorded string   // what others recorded of real answers; may be empty
	Assumed  string   // what no source tells and the sandbox chose; may be empty
}

// Operations lists everything that the API serves, in the order of its groups.
func Operations() []Operation {
	var list []Operation
	for _, o := range (&server{}).operations() {
		list = append(list, Operation{o.group, o.method, o.path, o.also, o.recorded, o.assumed})
	}
	return list
}

// operations are all that the sandbox serves, group by group. Of several paths
// that fit a request, chi takes the one with fixed segments.
func (s *server) operations() []operation {
	return slices.Concat(
		s.userOperations(),
		s.paymentOperations(),
		s.prepareOperations(),
		s.accountOperations(),
		s.receiptOperations(),
		s.escrowOperations(),
		s.storeOperations(),
		s.paycoOperations(),
		s.benepiaOperations(),
		s.deliveryOperations(),
		s.partnerOperations(),
		s.billingOperations(),
		s.chargeOperations(),
		s.scheduleOperations(),
		s.codeOperations(),
		s.certificationOperations(),
		s.tierOperations(),
		s.naverOperations(),
		s.quickOperations(),
	)
}
