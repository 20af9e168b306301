/** Styles of an input that holds a command or a path. */
export const CODE = { input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: '0.78rem' } };
