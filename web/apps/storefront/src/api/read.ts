/** Reads JSON that a server sent, field by field, and says which one is wrong. */
export class Reader {
  readonly #value: unknown;
  readonly #path: string;

  constructor(value: unknown, path = "answer") {
    this.#value = value;
    this.#path = path;
  }

  at(name: string): Reader {
    const object = this.record();
    return new Reader(object[name], `${this.#path}.${name}`);
  }

  record(): Readonly<Record<string, unknown>> {
    if (typeof this.#value !== "object" || this.#value === null || Array.isArray(this.#value)) {
      throw this.#wrong("an object");
    }
    return this.#value as Readonly<Record<string, unknown>>;
  }

  get missing(): boolean {
    return this.#value === null || this.#value === undefined;
  }

  /** The value as it came, for showing only. */
  raw(): unknown {
    return this.#value;
  }

  /** The value as read by fn, or null when the server sent none. */
  optional<T>(fn: (reader: Reader) => T): T | null {
    return this.missing ? null : fn(this);
  }

  text(): string {
    if (typeof this.#value !== "string") throw this.#wrong("a text");
    return this.#value;
  }

  number(): number {
    if (typeof this.#value !== "number") throw this.#wrong("a number");
    return this.#value;
  }

  flag(): boolean {
    if (typeof this.#value !== "boolean") throw this.#wrong("true or false");
    return this.#value;
  }

  date(): Date {
    const at = new Date(this.text());
    if (Number.isNaN(at.getTime())) throw this.#wrong("a time");
    return at;
  }

  list<T>(fn: (reader: Reader) => T): T[] {
    if (!Array.isArray(this.#value)) throw this.#wrong("a list");
    return this.#value.map((item, i) => fn(new Reader(item, `${this.#path}[${i}]`)));
  }

  oneOf<V extends string>(values: readonly V[]): V {
    const found = values.find((value) => value === this.#value);
    if (found === undefined) throw this.#wrong(`one of ${values.join(", ")}`);
    return found;
  }

  #wrong(want: string): TypeError {
    return new TypeError(`${this.#path} is not ${want}`);
  }
}
