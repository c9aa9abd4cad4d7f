/** The answer of the sandbox was not what this console understands. */
export class ShapeError extends Error {
  constructor(readonly path: string) {
    super(`unexpected answer at ${path}`);
  }
}

/** Reads one JSON value of unknown shape, and says where it went wrong. */
export class Json {
  constructor(
    readonly value: unknown,
    private readonly path = "$",
  ) {}

  at(key: string): Json {
    const object = this.object();
    return new Json(object[key], `${this.path}.${key}`);
  }

  object(): Record<string, unknown> {
    if (typeof this.value !== "object" || this.value === null || Array.isArray(this.value)) {
      throw new ShapeError(this.path);
    }
    return this.value as Record<string, unknown>;
  }

  list(): Json[] {
    if (!Array.isArray(this.value)) throw new ShapeError(this.path);
    return this.value.map((item, index) => new Json(item, `${this.path}[${index}]`));
  }

  text(): string {
    if (typeof this.value !== "string") throw new ShapeError(this.path);
    return this.value;
  }

  /** A text, or "" where there is none: PortOne writes an unused text as null. */
  textOrEmpty(): string {
    return this.value === null || this.value === undefined ? "" : this.text();
  }

  /** A number as the text that it was written with: 59000 or 10.5. */
  decimal(): string {
    if (typeof this.value !== "number") throw new ShapeError(this.path);
    return String(this.value);
  }

  /** Refuses the value for a reason that only the reader knows. */
  unexpected(): never {
    throw new ShapeError(this.path);
  }

  integer(): number {
    if (!Number.isSafeInteger(this.value)) throw new ShapeError(this.path);
    return this.value as number;
  }

  integerOrZero(): number {
    return this.value === null || this.value === undefined ? 0 : this.integer();
  }

  bool(): boolean {
    if (typeof this.value !== "boolean") throw new ShapeError(this.path);
    return this.value;
  }

  listOrEmpty(): Json[] {
    return this.value === null || this.value === undefined ? [] : this.list();
  }

  /** One of the known words, otherwise the fallback: new words must not break a screen. */
  word<W extends string>(known: readonly W[], fallback: W): W {
    const found = known.find((word) => word === this.value);
    return found ?? fallback;
  }
}
