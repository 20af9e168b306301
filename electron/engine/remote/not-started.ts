/** Exit code of a wrapper that has started nothing. */
export const NOT_STARTED_EXIT = 97;
