import { useCommand } from '#bridge/use-command.ts';
import { useNews } from '#bridge/use-news.ts';
import { describeCarried } from '#core/words/release/describe-carried.ts';
import { SafeText } from '#ui/output/SafeText.tsx';
import classes from './overview.module.css';

/** What the release was made from, and what it still says as that did; nothing where it was made from no other. */
export function TakenOver({ release }: { readonly release: string }) {
  const { value, refresh } = useCommand('release.takenOver', { release });
  useNews((news) => {
    if (news.kind === 'libraryChanged' && news.what === 'releases') refresh();
  });
  if (!value || value.parts.length === 0) return null;
  const { name, version } = value.from;
  return (
    <>
      <h3>
        <SafeText text={`As in ${name} ${version}`} />
      </h3>
      <p className={classes.carriedNote}>Still as it was there. Check that it holds for this release too.</p>
      <ul className={classes.carried}>
        {value.parts.map((part) => (
          <li key={JSON.stringify(part)}>
            <SafeText text={describeCarried(part)} />
          </li>
        ))}
      </ul>
    </>
  );
}
