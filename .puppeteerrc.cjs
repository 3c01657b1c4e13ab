// `npm ci` downloads no browser: scripts/browser.mjs takes an installed one and downloads only where there is none.
module.exports = { skipDownload: true };
