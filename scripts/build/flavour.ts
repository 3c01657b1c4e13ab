/** Makes the manifest of each browser from manifest.json, which is Chromium's. */
import manifest from '../../manifest.json' with { type: 'json' };

/** Grants access in the demo and test builds only: headless browsers cannot ask the user. */
const GRANTED = { host_permissions: ['http://127.0.0.1/*', 'http://localhost/*'] };

/**
 * Id of the extension in Firefox, in the form of an address; no mail goes there. Firefox stores settings under it, and accepts
 * updates and the store's signature for the same id only. So it never changes. Everything else reads it from the built manifest.
 */
const GECKO_ID = 'inkreel@inkreel.org';

/** First Firefox in which all of it was tested, an ESR. */
const GECKO_VERSION = '153.0';

export interface BuiltManifest {
  [key: string]: unknown;
  web_accessible_resources: readonly object[];
}

export interface Flavour {
  browser: 'chrome' | 'firefox';
  isDemo: boolean;
  /** Endings of modules in the order in which they are looked for: NAME.firefox.ts takes the place of NAME.ts. */
  extensions: string[];
  /** Folder of the build. */
  folder: string;
  /** Pages that the manifest does not name, by name. */
  inputs: Record<string, string>;
  /** Oldest browser for which the compiler writes code. */
  target: string;
  manifest: BuiltManifest;
}

function chromium(isDemo: boolean): BuiltManifest {
  const { permissions, optional_permissions } = manifest;
  const granted = { ...GRANTED, permissions: [...permissions, ...optional_permissions], optional_permissions: [] };
  return { ...manifest, ...(isDemo && granted) };
}

/**
 * Shortcut of the switch in Firefox. There Alt opens a menu even while Shift is held, and V is that of *View*. K opens none in
 * the languages of _locales.
 */
const GECKO_SWITCH = 'Alt+Shift+K';

/** Leaves out the keys that Firefox does not know, and names its event page. */
function firefox(isDemo: boolean): BuiltManifest {
  const { minimum_chrome_version, message_serialization, optional_permissions, ...shared } = manifest;
  const { service_worker, type } = shared.background;
  return {
    ...shared,
    incognito: 'spanning',
    background: { scripts: [service_worker], type },
    commands: {
      ...shared.commands,
      'toggle-site': { ...shared.commands['toggle-site'], suggested_key: { default: GECKO_SWITCH } },
    },
    // Show the button in the toolbar from the start, not in the menu of extensions.
    action: { ...shared.action, default_area: 'navbar' },
    permissions: shared.permissions.filter((name) => name !== 'offscreen'),
    browser_specific_settings: {
      gecko: {
        id: GECKO_ID,
        strict_min_version: GECKO_VERSION,
        data_collection_permissions: { required: ['none'] },
      },
    },
    web_accessible_resources: shared.web_accessible_resources.map(({ resources, matches }) => ({ resources, matches })),
    content_security_policy: {
      extension_pages: `${shared.content_security_policy.extension_pages}; frame-src 'self'`,
    },
    ...(isDemo && GRANTED),
  };
}

/** Returns what Vite's mode names: production, demo, firefox or firefox-demo. */
export function flavourOf(mode: string): Flavour {
  const isDemo = mode.endsWith('demo');
  const isFirefox = mode.startsWith('firefox');
  return {
    browser: isFirefox ? 'firefox' : 'chrome',
    isDemo,
    extensions: [...(isFirefox ? ['.firefox.ts'] : []), '.ts', '.mjs', '.js', '.json'],
    folder: `dist${isFirefox ? '-firefox' : ''}${isDemo ? '-demo' : ''}`,
    inputs: {
      offscreen: 'src/offscreen/index.html',
      overlay: 'src/overlay-document/index.html',
      welcome: 'src/pages/welcome/index.html',
      // Firefox cannot capture tabs.
      ...(!isFirefox && { window: 'src/pages/capture-window/index.html' }),
    },
    target: isFirefox ? `firefox${Number.parseInt(GECKO_VERSION, 10)}` : 'chrome133',
    manifest: isFirefox ? firefox(isDemo) : chromium(isDemo),
  };
}
