/** Bundles at the terminal: the file that takes a release to a workstation without a network, and what comes of it there. */
import { existsSync } from 'node:fs';
import { readText } from '#adapters/files/read-text.ts';
import type { SecretKey } from '#adapters/signing/secret-key.ts';
import type { Library } from '#adapters/sqlite/library.ts';
import { createClock } from '#adapters/system/clock.ts';
import { appVersion } from '#adapters/system/program-files.ts';
import { sha256 } from '#adapters/system/sha256.ts';
import type { BundleFault } from '#core/bundle/faults.ts';
import type { BundlePreview } from '#core/bundle/preview.ts';
import { RECEIPT } from '#core/bundle/receipt.ts';
import { canonicalJson } from '#core/canonical-json.ts';
import { parseDuration } from '#core/release/duration.ts';
import type { RunId } from '#core/run/events.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import {
  describeBundleFault,
  describeUnknownFile,
  mayBeImported,
} from '#core/words/library/describe-bundle.ts';
import type { Failure, Result } from '#engine/ports.ts';
import { importBundle } from '#operations/bundles/import-bundle.ts';
import { makeBundle, signBundle } from '#operations/bundles/make-bundle.ts';
import { previewBundle } from '#operations/bundles/preview-bundle.ts';
import type { BundleJudge } from '#operations/bundles/read-bundle.ts';
import { loadRelease } from '#operations/loaded-release.ts';
import { createReader } from '#operations/release-reader.ts';
import { openSigner } from '#operations/signing-keys.ts';
import { confirmAtTerminal, isAtTerminal } from '../ask.ts';
import { bundleLines } from '../bundle-words.ts';
import { CliFailure, EXIT, refusalOf } from '../failure.ts';
import { keyPassphrase } from '../key-passphrase.ts';
import { nameRelease } from '../named-release.ts';
import { chooseOperator } from '../operator.ts';
import { openOut } from '../out-file.ts';
import type { BundleAction } from '../program/actions.ts';
import { loadReleaseFile, namesFile, whyUnreadable } from '../release-file.ts';
import { withLibrary, withNewLibrary } from '../session.ts';
import { printJson, safe } from '../terminal.ts';
import { evidenceOf } from './paper.ts';

interface BundleOptions {
  readonly data?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly with?: readonly string[];
  readonly sign?: string;
  readonly passphrase?: string;
  readonly expires?: string;
  readonly operator?: string;
  readonly replace?: boolean;
  readonly yes?: boolean;
  readonly receipt?: string;
  readonly json?: boolean;
}

const ONLY: Readonly<Record<BundleAction, readonly string[]>> = {
  make: ['out', 'force', 'with', 'sign', 'passphrase', 'expires'],
  sign: ['out', 'force', 'sign', 'passphrase'],
  show: [],
  verify: [],
  import: ['operator', 'replace', 'yes', 'receipt', 'force'],
};

export function bundleCommand(action: BundleAction, named: string, options: BundleOptions): Promise<number> {
  const stray = Object.keys(options).find((name) => !['data', 'json', ...ONLY[action]].includes(name));
  if (stray !== undefined) throw new CliFailure('usage', `--${stray} does not go with bundle ${action}`);
  const within = action === 'show' || action === 'verify' ? withLibrary<number> : withNewLibrary<number>;
  return within(options.data, (library) => DO[action](library, named, options));
}

const DO: Readonly<
  Record<BundleAction, (library: Library, named: string, options: BundleOptions) => Promise<number>>
> = { make, sign, show, verify, import: take };

const HOST_KEYS = 'host-keys';
const APPROVALS = 'approvals';

async function make(library: Library, named: string, options: BundleOptions): Promise<number> {
  const path = outOf(options);
  const wanted = options.with ?? [];
  const { loaded, folder } = await releaseOf(library, named);
  const runs = wanted.filter((each) => each !== HOST_KEYS && each !== APPROVALS);
  for (const run of runs) mustBeRunOf(library, run, loaded.release.info.id);
  const evidence = [];
  for (const run of runs) evidence.push({ run, html: await evidenceOf(library, run as RunId) });
  const now = createClock().now();
  const signer = options.sign === undefined ? null : await signerOf(library, options.sign, options);
  await mustBeFree(path, options);
  const made = await makeBundle(library, {
    ...{ loaded, folder, evidence, now, signer, path },
    withHostKeys: wanted.includes(HOST_KEYS),
    withApprovals: wanted.includes(APPROVALS),
    expires: expiryOf(options.expires, now),
  });
  const { manifest, sha256: code, unknown } = must(made);
  for (const file of unknown) process.stderr.write(`warning: ${safe(describeUnknownFile(file))}\n`);
  if (signer === null)
    process.stderr.write(
      `note: nobody signed it, so nobody can import it: holdpoint bundle sign ${safe(path)}\n`,
    );
  if (options.json) printJson({ bundle: manifest.id, sha256: code, path, unknown, files: manifest.files });
  else process.stdout.write(`${safe(path)}: bundle ${manifest.id} of ${safe(manifest.release.id)}\n`);
  return EXIT.ok;
}

async function sign(library: Library, path: string, options: BundleOptions): Promise<number> {
  if (options.sign === undefined) throw new CliFailure('usage', 'Say whose key signs it with --sign KEY');
  const signer = await signerOf(library, options.sign, options);
  const to = options.out ?? path;
  if (to !== path) await mustBeFree(to, options);
  const { id } = must(await signBundle({ path, to }, signer));
  process.stdout.write(`${safe(to)}: bundle ${id} is signed by ${signer.publicKey.id}\n`);
  return EXIT.ok;
}

async function show(library: Library, path: string, { json }: BundleOptions): Promise<number> {
  const preview = await previewOf(library, path);
  if (json) printJson(preview);
  else process.stdout.write(bundleLines(preview));
  return EXIT.ok;
}

async function verify(library: Library, path: string, options: BundleOptions): Promise<number> {
  const receipt = await receiptIn(path);
  if (receipt !== null) return verifyReceipt(library, receipt, options);
  const preview = await previewOf(library, path);
  const names = preview.signers.map(({ key, name }) => name ?? `${key} (not known here)`).join(', ');
  if (options.json)
    printJson({ ok: true, bundle: preview.id, sha256: preview.sha256, signers: preview.signers });
  else
    process.stdout.write(
      `ok: bundle ${preview.id} of ${safe(preview.release.id)} is whole, as ${safe(names)} signed it\n`,
    );
  return EXIT.ok;
}

async function take(library: Library, path: string, options: BundleOptions): Promise<number> {
  const preview = await previewOf(library, path);
  const { standing } = preview;
  if (!options.json) process.stderr.write(bundleLines(preview));
  if (mayBeImported(standing)) await mustAgree(preview, options);
  const by = await chooseOperator([], options.operator);
  const receiptFile =
    options.receipt === undefined ? null : await openOut({ ...options, out: options.receipt });
  const taken = await importBundle(path, {
    ...{ library, by, reader: createReader(sha256), judge: judgeOf(library), shown: preview.sha256 },
    replace: options.replace ?? false,
  });
  if (!taken.ok) throw refused(path, taken.error);
  const text = `${canonicalJson(taken.value)}\n`;
  if (receiptFile !== null) await receiptFile(text);
  if (options.json) printJson(taken.value);
  else
    process.stdout.write(`${safe(taken.value.release)} ${safe(preview.release.version)} is in the library\n`);
  return EXIT.ok;
}

async function mustAgree({ standing }: BundlePreview, { yes, replace }: BundleOptions): Promise<void> {
  if (standing.kind === 'differs' && !replace) return;
  if (yes) return;
  if (!isAtTerminal())
    throw new CliFailure(
      'not-confirmed',
      'A person at a terminal says whether it is imported. Elsewhere give --yes',
    );
  if (await confirmAtTerminal('Import it [y/N]? ')) return;
  throw new CliFailure('not-confirmed', 'Nothing was imported', EXIT.failed);
}

async function previewOf(library: Library, path: string): Promise<BundlePreview> {
  const preview = await previewBundle(path, {
    ...{ library, reader: createReader(sha256), judge: judgeOf(library) },
  });
  if (!preview.ok) throw refused(path, preview.error);
  return preview.value;
}

function judgeOf(library: Library): BundleJudge {
  return { keys: library.listSigningKeys(), now: createClock().now(), version: appVersion() };
}

/** What is there, and is not the bundle that a trusted key signed, does not verify. */
function refused(path: string, fault: BundleFault): CliFailure {
  const exit = OTHERWISE.includes(fault.kind) ? EXIT.usage : EXIT.unverified;
  const next = fault.kind === 'bundle-differs' ? '. Import it in its place with --replace' : '';
  return new CliFailure(fault.kind, `${path}: ${describeBundleFault(fault)}${next}`, exit);
}

const OTHERWISE: readonly string[] = [
  'bundle-unreadable',
  'bundle-requires',
  'bundle-imported',
  'bundle-differs',
] satisfies readonly BundleFault['kind'][];

/** Of the library, by its id; or a file. */
async function releaseOf(library: Library, named: string) {
  if (namesFile(named) && existsSync(named)) {
    const { file, loaded } = await loadReleaseFile(named);
    return { loaded, folder: file.folder };
  }
  const { stored, text } = nameRelease(library, named);
  const loaded = loadRelease(text, sha256);
  if (!loaded.ok) throw new CliFailure('release-invalid', loaded.error.message);
  return { loaded: loaded.value, folder: stored.folder ?? process.cwd() };
}

function mustBeRunOf(library: Library, run: string, release: string): void {
  if (library.listRuns({ release }).some((each) => each.run === run)) return;
  throw new CliFailure(
    'usage',
    `--with takes ${HOST_KEYS}, ${APPROVALS} or a run of ${release}; holdpoint runs --release ${release} lists them. There is no ${run}`,
  );
}

async function signerOf(
  library: Library,
  named: string,
  { passphrase }: Pick<BundleOptions, 'passphrase'>,
): Promise<SecretKey> {
  return must(await openSigner(library, named, () => keyPassphrase(library, passphrase, named)));
}

function outOf({ out }: BundleOptions): string {
  if (out === undefined || out === '' || out === '-')
    throw new CliFailure('usage', '-o names the file to write, such as payments.holdpoint');
  return out;
}

/** Judged as every file that is written; the bundle itself is written piece by piece. */
async function mustBeFree(path: string, { force }: BundleOptions): Promise<void> {
  await openOut({ out: path, force: force ?? false });
}

function expiryOf(text: string | undefined, now: Date): Date | null {
  if (text === undefined) return null;
  const ms = parseDuration(text);
  if (ms === null || ms <= 0)
    throw new CliFailure('usage', `--expires takes a duration such as 48h, not "${text}"`);
  return new Date(now.getTime() + ms);
}

const MOST_RECEIPT_BYTES = 16 * 1024;

/** Null: the file is none, but may be a bundle. */
async function receiptIn(path: string) {
  try {
    const read = RECEIPT.safeParse(JSON.parse(await readText(path, MOST_RECEIPT_BYTES)));
    return read.success ? read.data : null;
  } catch (error) {
    if (!existsSync(path)) throw new CliFailure('file-unreadable', `${path}: ${whyUnreadable(error)}`);
    return null;
  }
}

/** Whether this library made the bundle that was taken elsewhere. */
function verifyReceipt(
  library: Library,
  receipt: NonNullable<Awaited<ReturnType<typeof receiptIn>>>,
  { json }: BundleOptions,
): number {
  const made = library.bundleMade(receipt.manifest);
  const ok = made?.bundle === receipt.bundle && made.revision === receipt.revision;
  if (json) printJson({ ok, ...receipt });
  else if (ok)
    process.stdout.write(
      `ok: bundle ${receipt.bundle} of ${safe(receipt.release)}, made here ${formatZonedTime(made.at)}, was imported by ${safe(receipt.by)} ${formatZonedTime(receipt.at)} into library ${safe(receipt.library)}, event ${receipt.event.seq}\n`,
    );
  else process.stdout.write(`No bundle ${safe(receipt.bundle)} with this content was made here\n`);
  return ok ? EXIT.ok : EXIT.unverified;
}

function must<T>(result: Result<T, Failure>): T {
  if (result.ok) return result.value;
  throw refusalOf(result.error);
}
