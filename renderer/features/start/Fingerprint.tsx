import { spellOut } from '#ui/output/output-text.ts';
import classes from './start.module.css';

/** A fingerprint in groups of four, so that two people can read it to each other. */
export function Fingerprint({ label, text }: { readonly label: string; readonly text: string }) {
  const shown = spellOut(text)
    .map((piece) => piece.text)
    .join('');
  const [kind, rest] = shown.includes(':')
    ? [shown.slice(0, shown.indexOf(':') + 1), shown.slice(shown.indexOf(':') + 1)]
    : ['', shown];
  const groups = rest.match(/.{1,4}/gu) ?? [];
  return (
    <div className={classes['fingerprint']}>
      <div className={classes['says']}>{label}</div>
      <code>
        <span className={classes['kind']}>{kind}</span>
        {groups.map((group, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: groups have no name but their place
          <span key={i}>{group}</span>
        ))}
      </code>
    </div>
  );
}
