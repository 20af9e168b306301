/** What an ssh configuration, or another list of hosts, says of a host. Texts are as they stand there: nothing of them is checked. */
export interface ConfigHop {
  /** The name it has there: that of an entry, or an address. */
  readonly name: string;
  readonly address: string;
  readonly port: number | null;
  readonly user: string | null;
  /** The first `IdentityFile`, with its signs resolved. */
  readonly identityFile: string | null;
}

/** A name that an entry spells out, read as ssh reads it: what is said first counts. */
export interface ConfigHost extends ConfigHop {
  readonly file: string;
  /** 1-based: where its entry begins. */
  readonly line: number;
  /** The way to it, beginning at this workstation. */
  readonly jumps: readonly ConfigHop[];
  /** It is reached by a program, which Holdpoint does not run. */
  readonly byProgram: boolean;
  /** It is reached otherwise than by ssh; missing: by ssh. */
  readonly isElsewhere?: true;
  /** What an inventory says besides, which an ssh configuration does not. */
  readonly tags?: readonly string[];
  readonly vars?: Readonly<Record<string, string>>;
}

/** `skipped`: places of `Match`, of which nothing is read, since only ssh itself can tell what holds. */
export interface ConfigHosts {
  readonly hosts: readonly ConfigHost[];
  readonly skipped: readonly { readonly file: string; readonly line: number }[];
}
