import { useQuery } from "@tanstack/react-query";
import { paymentKeys } from "../api/payments.ts";
import { getRefundOptions } from "../api/refunds.ts";
import { Load } from "../layout/load.tsx";
import { type Account, RefundAccountFields } from "../payment/refund-account.tsx";

/** Where money goes that came into a virtual account, with the banks of its PG. */
export function GiveBackAccount({
  paymentId,
  account,
  wrong,
  onChange,
}: {
  paymentId: string;
  account: Account;
  wrong: boolean;
  onChange: (account: Account) => void;
}) {
  const options = useQuery({
    queryKey: paymentKeys.options(paymentId, null),
    queryFn: () => getRefundOptions(paymentId, null),
  });
  return (
    <Load query={options}>
      {(known) => (
        <RefundAccountFields options={known} account={account} wrong={wrong} onChange={onChange} />
      )}
    </Load>
  );
}
