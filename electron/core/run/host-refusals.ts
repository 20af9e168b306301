/**
 * Why a host began nothing, or put no file in place, where our own texts there say so: a code and what it is about, as they come over
 * the connection (`engine/remote/read-refusal.ts`). `core/words/hosts/describe-host-refusal.ts` makes the sentences.
 */
export type HostRefusal = RefusedStart | NotReceived | ScriptNotRun;

/** Nothing ran. */
type RefusedStart =
  /** The gate of the run is gone: another program has the host, or has ended the run. */
  | { readonly kind: 'lease-gone' }
  | { readonly kind: 'not-leased' }
  | { readonly kind: 'home-unwritable' }
  /** Its path cannot be passed on before sudo. */
  | { readonly kind: 'home-odd' }
  | { readonly kind: 'run-folder-gone'; readonly path: string }
  | { readonly kind: 'record-unwritable'; readonly path: string }
  | { readonly kind: 'step-unwritable'; readonly path: string }
  /** Another program found that the attempt had not started, and keeps it from starting. */
  | { readonly kind: 'fenced' }
  /** `name`: the largest value; sizes include the names. */
  | {
      readonly kind: 'environment-too-large';
      readonly name: string;
      readonly bytes: number;
      readonly totalBytes: number;
    };

/** What was at the target of an upload is untouched. */
type NotReceived =
  | { readonly kind: 'target-folder'; readonly path: string }
  /** A device, a pipe or a socket. */
  | { readonly kind: 'target-special'; readonly path: string }
  | { readonly kind: 'target-link'; readonly path: string }
  | { readonly kind: 'target-link-astray'; readonly path: string }
  | { readonly kind: 'owner-untold'; readonly path: string }
  | {
      readonly kind: 'no-space';
      readonly bytes: number;
      readonly freeBytes: number;
      readonly path: string;
    }
  | { readonly kind: 'part-removed'; readonly path: string }
  | { readonly kind: 'no-hash-tool' }
  /** `sha256`: of what arrived. */
  | { readonly kind: 'arrived-otherwise'; readonly sha256: string };

/** The attempt was begun, and nothing of the script that it is for ran. */
type ScriptNotRun =
  /** Where a private file cannot be made or written for it. */
  | { readonly kind: 'script-unwritable'; readonly path: string }
  /** `sha256`: of what arrived. */
  | { readonly kind: 'script-cut'; readonly sha256: string };
