/** Every sentence the options page says from script. */

export const WORDS = {
  noSites: 'No sites yet. Open a page with a video and switch Inkreel on in the toolbar.',
  noHost: 'This isn’t a site. Type an address such as www.example.com.',
  listed: (host: string) => `${host} is already in the list.`,
  added: (host: string) => `Added ${host}, set to Off.`,
  removed: (host: string) => `Removed ${host}.`,
  remove: (host: string) => `Remove ${host}`,
  noAccess: 'Inkreel has no access to this site.',
  refused: (host: string) => `Inkreel can’t restyle videos on ${host} without access.`,
  commonLook: 'Common style and strength',
  players: (count: number) => (count === 1 ? '1 embedded player' : `${count} embedded players`),
  media: (count: number) => (count === 1 ? 'videos from 1 other site' : `videos from ${count} other sites`),
  pressKey: 'Press a key… Esc cancels',
  noKey: 'None',
  badKey: 'This key is reserved. Press another one.',
  noShortcut: 'Not set',
  broken: (file: string) =>
    `${file} can’t be used. It isn’t an Inkreel settings file, is damaged, or comes from a newer version. Nothing changed.`,
  unreadable: (file: string) => `${file} can’t be read. Nothing changed.`,
  imported: (file: string) => `Imported settings from ${file}.`,
  undone: 'Restored your previous settings.',
} as const;
