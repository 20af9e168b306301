/** Runs SQL statements. A migration does all its work through this, so that its text can be hashed. */
export type Exec = (sql: string) => void;

/** One step from a schema to the next. Its SQL is fixed once it has been released. */
export interface Migration {
  readonly name: string;
  readonly up: (exec: Exec) => void;
}
