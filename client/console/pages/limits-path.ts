/** Named by itself, because the page and the parts of it both need it. */
export const LIMITS_PATH = '/console/limits';
