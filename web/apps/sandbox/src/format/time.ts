import { formatKST } from "@naru/ui";

/** Day and time in Korea with milliseconds, where order matters: 11-23 18:05:09.041. */
export function clockKST(at: Date): string {
  return `${formatKST(at).slice(5)}.${String(at.getUTCMilliseconds()).padStart(3, "0")}`;
}
