/** Every sentence the options page says of its own accord. */

export const WORDS = {
  noSites: 'No site yet. Open a page with a video and switch Inkreel on in the toolbar.',
  noHost: 'This is no site: type what stands in the address bar, such as www.example.com.',
  listed: (host: string) => `${host} is in the list already.`,
  added: (host: string) => `${host} added, set to Off.`,
  removed: (host: string) => `${host} removed.`,
  remove: (host: string) => `Remove ${host}`,
  noAccess: 'Inkreel has no access to this site.',
  refused: (host: string) => `Without access, nothing can be restyled on ${host}.`,
  commonLook: 'Style and strength as everywhere',
  players: (count: number) => (count === 1 ? '1 embedded player' : `${count} embedded players`),
  media: (count: number) => (count === 1 ? 'videos from 1 other site' : `videos from ${count} other sites`),
  pressKey: 'Press a key… Esc keeps it',
  noKey: 'None',
  badKey: 'This key has a task of its own. Please press another.',
  noShortcut: 'Not set',
  broken: (file: string) =>
    `${file} can’t be used: it holds no settings of Inkreel, is damaged, or is from a newer version. Nothing was changed.`,
  unreadable: (file: string) => `${file} can’t be read. Nothing was changed.`,
  imported: (file: string) => `Settings taken from ${file}.`,
  undone: 'The settings are as they were before.',
} as const;
