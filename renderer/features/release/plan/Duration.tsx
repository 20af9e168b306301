import { formatDuration } from '#core/words/figures/format-duration.ts';

export function Duration({
  ms,
  none = 'not estimated',
}: {
  readonly ms: number | null;
  readonly none?: string;
}) {
  if (ms === null) return <span style={{ color: 'var(--hp-muted)' }}>{none}</span>;
  return (
    <time className="tabular" dateTime={`PT${Math.round(ms / 1000)}S`}>
      {formatDuration(ms)}
    </time>
  );
}
