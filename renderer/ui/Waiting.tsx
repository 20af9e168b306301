import { Loader } from '@mantine/core';

interface WaitingProps {
  /** What is waited for, as a person who does not see the screen is told. */
  readonly label: string;
  /** It stands in the place of a whole page. */
  readonly isPage?: boolean;
}

/** Something is on its way, and nobody can say how far. */
export function Waiting({ label, isPage = false }: WaitingProps) {
  return <Loader role="progressbar" aria-label={label} size="sm" {...(isPage ? { m: 'xl' } : {})} />;
}
