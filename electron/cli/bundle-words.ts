/** What a bundle would bring, in lines. */
import type { BundlePreview } from '#core/bundle/preview.ts';
import { shortRevision } from '#core/release/revision.ts';
import { formatBytes, formatCount } from '#core/words/figures/format-count.ts';
import { formatZonedTime } from '#core/words/figures/format-time.ts';
import {
  APPROVAL_STANDINGS,
  describeReleaseStanding,
  HOST_KEY_STANDINGS,
} from '#core/words/library/describe-bundle.ts';
import { countChanges, describeChange } from '#core/words/release/describe-change.ts';
import { endSentence } from '#core/words/text/sentence.ts';
import { safe } from './terminal.ts';

export function bundleLines(preview: BundlePreview): string {
  const { release, standing, changes, files, evidence, hostKeys, approvals, expires } = preview;
  const lines = [
    `Bundle ${preview.id}, made ${formatZonedTime(preview.created)}${expires === null ? '' : `, valid until ${formatZonedTime(expires)}`}`,
    `Release ${release.id} ${release.version}, ${release.name}, revision ${shortRevision(release.revision)}`,
    ...preview.signers.map(({ key, name }) => `Signed by ${name ?? 'an unknown person'}, key ${key}`),
    endSentence(describeReleaseStanding(standing)),
    ...(changes.length === 0
      ? []
      : [countChanges(changes), ...changes.map((each) => `  ${describeChange(each).line}`)]),
    ...listed(
      'file',
      files.map(({ path, bytes }) => `${path}, ${formatBytes(bytes)}`),
    ),
    ...listed(
      'host key',
      hostKeys.map(
        (key) => `${key.address}:${key.port} ${key.fingerprint}, ${HOST_KEY_STANDINGS[key.standing]}`,
      ),
    ),
    ...listed(
      'approval',
      approvals.map(
        ({ by, at, standing: word }) => `by ${by} ${formatZonedTime(at)}, ${APPROVAL_STANDINGS[word]}`,
      ),
    ),
    ...listed('run', evidence),
  ];
  return lines.map((line) => `${safe(line)}\n`).join('');
}

function listed(what: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [formatCount(lines.length, what), ...lines.map((line) => `  ${line}`)];
}
