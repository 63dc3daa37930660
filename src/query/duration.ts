/** A length of time; `Duration.hours(2)` instead of a bare number. */
export class Duration {
  readonly seconds: number;
  private constructor(seconds: number) {
    if (!Number.isFinite(seconds)) throw new TypeError(`a duration must be a finite number, not ${seconds}`);
    this.seconds = seconds;
  }
  static seconds(n: number): Duration {
    return new Duration(n);
  }
  static minutes(n: number): Duration {
    return new Duration(n * 60);
  }
  static hours(n: number): Duration {
    return new Duration(n * 3600);
  }
  static days(n: number): Duration {
    return new Duration(n * 86_400);
  }
}
