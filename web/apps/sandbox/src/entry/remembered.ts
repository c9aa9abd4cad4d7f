const STORED = "naru-sandbox-merchant";

/** The merchant that this browser logged in as, or null. */
export function remembered(): string | null {
  return localStorage.getItem(STORED);
}

export function remember(imp: string): void {
  localStorage.setItem(STORED, imp);
}

export function forget(): void {
  localStorage.removeItem(STORED);
}
