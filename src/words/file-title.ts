/** Returns the words of a file's name, to suggest them as the name of a style. */
export const fileTitle = (file: string): string =>
  file
    .replace(/\.[^.]*$/, '')
    .replaceAll(/[_-]+/g, ' ')
    .trim();
