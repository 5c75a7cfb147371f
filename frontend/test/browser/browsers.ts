/** Debian's browsers, driven by puppeteer. Firefox is set as Tor Browser sets it, at its three levels. */
import puppeteer, { type Browser, type LaunchOptions } from "puppeteer-core"

const LEVELS = {
  "dom.securecontext.allowlist_onions": true,
  "privacy.resistFingerprinting": true,
  "privacy.firstparty.isolate": true,
  "browser.privatebrowsing.autostart": true,
  "webgl.disabled": true,
  "media.peerconnection.enabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "app.normandy.enabled": false,
  "app.update.disabledForTesting": true,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "services.settings.server": "data:,#remote-settings-dummy/v1",
  "toolkit.telemetry.server": "",
  "extensions.getAddons.cache.enabled": false,
}
const SAFER = {
  ...LEVELS,
  "javascript.options.ion": false,
  "javascript.options.baselinejit": false,
  "javascript.options.native_regexp": false,
  "javascript.options.wasm": false,
  "javascript.options.asmjs": false,
  "mathml.disabled": true,
  "gfx.font_rendering.graphite.enabled": false,
  "gfx.font_rendering.opentype_svg.enabled": false,
}

export const chromium = (...args: string[]): Promise<Browser> => launchChromium({ args })

const launchChromium = ({ args = [], ...options }: LaunchOptions): Promise<Browser> => puppeteer.launch({
  ...options, executablePath: "/usr/bin/chromium", headless: true,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", ...args],
})

const firefox = (extraPrefsFirefox: Record<string, unknown>, options: LaunchOptions = {}): Promise<Browser> =>
  puppeteer.launch({ ...options, browser: "firefox", executablePath: "/usr/bin/firefox-esr", headless: true, extraPrefsFirefox })

/** No JIT, no WebAssembly; in a profile of the caller's, if one is named. */
export const safer = (userDataDir?: string): Promise<Browser> => firefox(SAFER, userDataDir === undefined ? {} : { userDataDir })

/**
 * The same, through the SOCKS port of a tor of this machine; names are asked for there, and nothing goes around it.
 * How long to wait is each test's to say: the driver's own limit would end a wait after three minutes.
 */
export const saferOverTor = (port: number): Promise<Browser> => firefox({
  ...SAFER,
  "network.proxy.type": 1,
  "network.proxy.socks": "127.0.0.1",
  "network.proxy.socks_port": port,
  "network.proxy.socks_version": 5,
  "network.proxy.socks_remote_dns": true,
  "network.proxy.socks5_remote_dns": true,
  "network.proxy.failover_direct": false,
  "network.proxy.allow_hijacking_localhost": true,
  "network.dns.disabled": true,
  "network.dns.blockDotOnion": false,
  "dom.security.https_only_mode": false,
}, { networkEnabled: false, protocolTimeout: 600_000 })

/** Browsers that their driver does not have record every request: it would hold what a large upload sends. */
export const UNRECORDED: readonly (readonly [string, () => Promise<Browser>])[] = [
  ["Chromium", () => launchChromium({ networkEnabled: false })],
  ["Firefox as Tor Browser, Safer (no JIT)", () => firefox(SAFER, { networkEnabled: false })],
]

/** Scripts off, and pictures too. */
export const safest = (): Promise<Browser> => firefox({ ...SAFER, "javascript.enabled": false, "svg.disabled": true, "permissions.default.image": 2 })

/** Those that reporters use, by the name that a failure is to show. */
export const REPORTERS: readonly (readonly [string, () => Promise<Browser>])[] = [
  ["Chromium", () => chromium()],
  ["Firefox as Tor Browser, Standard", () => firefox(LEVELS)],
  ["Firefox as Tor Browser, Safer (no JIT)", () => safer()],
]
