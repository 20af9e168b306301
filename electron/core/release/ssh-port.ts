/** Where an SSH server listens unless something else is said. */
export const SSH_PORT = 22;
