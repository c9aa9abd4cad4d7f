import { formatKST } from "@naru/ui";

/** The time of day in Korea with milliseconds, where order matters: 18:05:09.041. */
export function clockKST(at: Date): string {
  return `${formatKST(at).slice(11)}.${String(at.getUTCMilliseconds()).padStart(3, "0")}`;
}
