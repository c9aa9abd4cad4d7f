/** The name of an event to the shop; one that is not known yet is shown as it is. */
export function eventName(
  t: { readonly events: Readonly<Record<string, string>> },
  type: string,
): string {
  return t.events[type.replace("payment.", "")] ?? type;
}
