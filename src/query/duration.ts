/** A length of time; `Duration.hours(2)` instead of a bare number. */
export class Duration {
  /** The length in seconds. */
  readonly seconds: number;
  private constructor(seconds: number) {
    if (!Number.isFinite(seconds)) throw new TypeError(`a duration must be a finite number, not ${seconds}`);
    // To the microsecond, as Spark has it: 2.2 hours are 7920.000000000001 seconds otherwise.
    this.seconds = Number(seconds.toFixed(6));
  }
  /** `n` seconds. */
  static seconds(n: number): Duration {
    return new Duration(n);
  }
  /** `n` minutes. */
  static minutes(n: number): Duration {
    return new Duration(n * 60);
  }
  /** `n` hours. */
  static hours(n: number): Duration {
    return new Duration(n * 3600);
  }
  /** `n` days of 24 hours. */
  static days(n: number): Duration {
    return new Duration(n * 86_400);
  }
}
