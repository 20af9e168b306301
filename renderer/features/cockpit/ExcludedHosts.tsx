import { IconBan } from '@tabler/icons-react';
import type { HostName } from '#core/release/model.ts';
import { formatCount } from '#core/words/figures/format-count.ts';
import { describeReason } from '#core/words/run/describe-reason.ts';
import { useRun, useRunParts } from '#run/live/run-context.ts';
import { splitName } from '#ui/grid/grid-layout.ts';
import { spelledLines } from '#ui/output/output-text.ts';
import classes from './cockpit.module.css';

/** The hosts that take no further part, each with the way back. */
export function ExcludedHosts() {
  const { excluded, outcome } = useRunParts('excluded', 'outcome');
  if (excluded.size === 0) return null;
  return (
    <section className={classes.excluded} aria-label="Excluded hosts">
      <span className={classes.excludedTitle}>
        <IconBan size={14} stroke={2} aria-hidden />
        {formatCount(excluded.size, 'host')} excluded
      </span>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrolled by the keyboard */}
      <ul tabIndex={0} aria-label="Excluded hosts">
        {[...excluded].map(([host, reason]) => (
          <li key={host} title={spelledLines(`${host}: ${describeReason(reason)}`)}>
            <ExcludedHost host={host} />
            {outcome === null ? <IncludeAgain host={host} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Names of hosts differ at their ends, so the end stays whole. */
function ExcludedHost({ host }: { readonly host: HostName }) {
  const [head, tail] = splitName(spelledLines(host));
  return (
    <span className={classes.excludedHost}>
      <span className={classes.excludedHead}>{head}</span>
      <span>{tail}</span>
    </span>
  );
}

function IncludeAgain({ host }: { readonly host: HostName }) {
  const openDialog = useRun((store) => store.show.openDialog);
  return (
    <button
      type="button"
      aria-label={`Include again: ${spelledLines(host)}`}
      onClick={() => openDialog({ kind: 'include', host })}
    >
      Include again…
    </button>
  );
}
