package engine

// The PGs that the sandbox knows for identity verification (본인인증). 다날
// shares no test data of it, so its MID is typed; what they do is in
// certifiers.
var (
	danal = Provider{
		Code:       "danal",
		Name:       "다날",
		Modules:    []Module{{Name: "휴대폰 본인인증", Type: typeCertification}},
		kinds:      usualKinds,
		deliveries: usualDeliveries,
	}
	inicisUnified = Provider{
		Code:       "inicis_unified",
		Name:       "KG이니시스",
		Modules:    []Module{{Name: "통합인증", Type: typeCertification, TestMIDs: []TestMID{{"MIIiasTest", "통합인증"}}}},
		kinds:      usualKinds,
		deliveries: usualDeliveries,
	}
	kcpV2 = Provider{
		Code:       "kcp_v2",
		Name:       "NHN KCP",
		Modules:    []Module{{Name: "휴대폰 본인인증", Type: typeCertification, TestMIDs: []TestMID{{"AO6R1", "휴대폰 본인인증"}}}},
		kinds:      usualKinds,
		deliveries: usualDeliveries,
	}
)
