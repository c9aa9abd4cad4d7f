package engine

// Codes of 네이버페이 주문형, as the published description lists them.
var (
	cancelReasons = []string{
		"SOLD_OUT", "DELAYED_DELIVERY", "PRODUCT_UNSATISFIED", "INTENT_CHANGED", "COLOR_AND_SIZE", "WRONG_ORDER", "INCORRECT_INFO",
	}
	returnReasons = []string{
		"INTENT_CHANGED", "COLOR_AND_SIZE", "WRONG_ORDER", "PRODUCT_UNSATISFIED", "DELAYED_DELIVERY", "SOLD_OUT", "DROPPED_DELIVERY",
		"BROKEN", "INCORRECT_INFO", "WRONG_DELIVERY", "WRONG_OPTION",
	}
	// EXTRAFEEE is spelled so there.
	withholdReasons = []string{"RETURN_DELIVERYFEE", "EXTRAFEEE", "RETURN_DELIVERYFEE_AND_EXTRAFEEE", "RETURN_PRODUCT_NOT_DELIVERED", "ETC"}

	// NaverDeliveryMethods are how goods go to the buyer.
	NaverDeliveryMethods = []string{"DELIVERY", "GDFW_ISSUE_SVC", "VISIT_RECEIPT", "DIRECT_DELIVERY", "QUICK_SVC", "NOTHING"}
	// NaverReturnMethods are how they come back.
	NaverReturnMethods = []string{"RETURN_DESIGNATED", "RETURN_DELIVERY", "RETURN_INDIVIDUAL"}
	// NaverCouriers are the companies (택배사).
	NaverCouriers = []string{
		"CJGLS", "KGB", "DONGBU", "EPOST", "REGISTPOST", "HANJIN", "HYUNDAI", "KGBLS", "INNOGIS", "DAESIN", "ILYANG", "KDEXP", "CHUNIL", "CH1",
		"HDEXP", "CVSNET", "DHL", "FEDEX", "GSMNTON", "WARPEX", "WIZWA", "EMS", "DHLDE", "ACIEXPRESS", "EZUSA", "PANTOS", "UPS", "HLCGLOBAL",
		"KOREXG", "TNT", "SWGEXP", "DAEWOON", "USPS", "IPARCEL", "KUNYOUNG", "HPL", "DADREAM", "SLX", "SFEXPRESS", "HONAM",
	}
)
