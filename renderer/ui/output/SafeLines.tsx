import { SafeText } from './SafeText.tsx';

/** The same for a text of several lines, whose breaks stay; its place keeps white space (`pre` or `pre-wrap`). */
export function SafeLines({ text }: { readonly text: string }) {
  return text
    .trimEnd()
    .split('\n')
    .map((line, i) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name but their place
      <span key={i}>
        {i > 0 ? '\n' : null}
        <SafeText text={line} />
      </span>
    ));
}
