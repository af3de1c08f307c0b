// The tab with the video: loads it anew when the project has changed, steps it frame by frame, takes its picture.
import { EyesError } from './cdp.mjs';

/** @typedef {{ id: string, width: number, height: number, fps: number, durationInFrames: number }} Composition */

const LOAD_MS = 15_000; // a cold load takes 3 s on a busy machine
const SEEK_MS = Number(process.env['STORYDREAM_EYES_FRAME_SECONDS'] || 12) * 1000;
const SETTLE_MS = SEEK_MS - 1000; // Remotion's own limit, less 2 s, for what a frame waits for: it says which handle is open
const OBSERVED = 0.25; // layout doesn't depend on it, and small pictures are drawn sooner
const LOOP = 'Code that never ends, such as an endless loop, keeps the page from answering';

/** As @remotion/renderer sets a page up (set-props-and-env.js of 4.0.527): the code sees that it is being rendered.
 * @param {number} doorPort @param {string} staticBase */
const environment = (doorPort, staticBase) => `
  window.remotion_puppeteerTimeout = ${SETTLE_MS};
  window.remotion_isMainTab = true;
  window.remotion_mediaCacheSizeInBytes = ${256 * 1024 * 1024}; // the least that it takes
  window.remotion_initialMemoryAvailable = ${512 * 1024 * 1024};
  window.remotion_sampleRate = 48000;
  window.process = { env: { NODE_ENV: 'production' } };
  window.remotion_broadcastChannel = new BroadcastChannel('remotion-video-frame-extraction');
  window.remotion_envVariables = '{}';
  window.remotion_inputProps = '{}';
  window.remotion_initialFrame = 0;
  window.remotion_attempt = 1;
  window.remotion_proxyPort = ${doorPort};
  window.remotion_audioEnabled = true;
  window.remotion_videoEnabled = true;
  window.remotion_audioLatencyHint = 'playback';
  window.remotion_logLevel = 'warn';
  window.remotion_staticBase = ${JSON.stringify(staticBase)};
  window.remotion_publicPath = '/';
  window.remotion_isStudio = false;
  window.siteVersion = '11';
  window.remotion_version = '4.0.527';
  window.alert = window.confirm = () => { throw new Error('alert() and confirm() can not be used in a video.'); };
`;

export class VideoTab {
  /** What is loaded, in the driver's words for the state of the project; null before the first. @type {string | null} */
  #loaded = null;
  /** @type {Composition | null} */
  #composition = null;
  #metrics = '';

  /** @param {import('./browser.mjs').Browser} browser @param {string} session @param {string} origin */
  constructor(browser, session, origin) {
    this.browser = browser;
    this.session = session;
    this.origin = origin;
  }

  /** `staticBase` is where the video finds the files of its public folder.
   * @param {import('./browser.mjs').Browser} browser @param {string} origin @param {string} [staticBase] */
  static async open(browser, origin, staticBase = '') {
    const session = await browser.tab('');
    const source = environment(Number(new URL(origin).port), staticBase);
    await browser.cdp.send('Page.addScriptToEvaluateOnNewDocument', { source }, { session, ms: LOAD_MS });
    return new VideoTab(browser, session, origin);
  }

  /** The composition, of the project as `version` names it; of the other version that is laid out where `which` says so.
   * @param {string} version @param {'project' | 'version'} [which] @returns {Promise<Composition>} */
  async load(version, which = 'project') {
    if (this.#loaded === version && this.#composition) return this.#composition;
    this.#loaded = null;
    const { session, browser } = this;
    const navigated = await browser.cdp.send('Page.navigate', { url: `${this.origin}/eyes/index.html?${which}` }, { session, ms: LOAD_MS });
    if (navigated.errorText) throw new EyesError('page_failed', `The page did not load: ${navigated.errorText}.`);
    await this.#evaluate('new Promise((done) => { const look = () => window.storydream ? done(true) : setTimeout(look, 5); look(); })', LOAD_MS);
    this.#composition = /** @type {Composition} */ (this.#checked(await this.#evaluate(`storydream.prepare('${which}')`, LOAD_MS)));
    this.#metrics = '';
    await this.size(OBSERVED);
    this.#loaded = version;
    return this.#composition;
  }

  /** Puts a frame up; → what is in it, when `look` is set. A page that has failed is loaded anew the next time.
   * @param {number} frame @param {boolean} [look] @returns {Promise<any>} */
  async seek(frame, look = false) {
    try {
      return this.#checked(await this.#evaluate(`storydream.seek(${frame}, ${look})`, SEEK_MS));
    } catch (error) {
      this.#loaded = null;
      if (error instanceof EyesError) error.frame ??= frame;
      throw error;
    }
  }

  /** How large pictures are, to the video. @param {number} scale */
  async size(scale) {
    const { width, height } = /** @type {Composition} */ (this.#composition);
    const metrics = { width, height, deviceScaleFactor: scale, mobile: false };
    if (this.#metrics === JSON.stringify(metrics)) return;
    await this.browser.cdp.send('Emulation.setDeviceMetricsOverride', metrics, { session: this.session, ms: SEEK_MS });
    this.#metrics = JSON.stringify(metrics);
  }

  /** The frame that is up, in base64. @param {'jpeg' | 'png'} format @param {number} [quality] of a JPEG @returns {Promise<string>} */
  async picture(format, quality = 88) {
    const options = { format, ...(format === 'jpeg' ? { quality } : {}), optimizeForSpeed: true, captureBeyondViewport: false };
    const { data } = await this.browser.cdp.send('Page.captureScreenshot', options, { session: this.session, ms: SEEK_MS });
    return data;
  }

  /** The tab goes, with all that it holds. */
  async close() {
    await this.browser.cdp.send('Page.close', {}, { session: this.session, ms: SEEK_MS });
  }

  /** Whether texts leave no pixels. @param {boolean} hidden */
  hideTexts(hidden) {
    return this.#evaluate(`storydream.hideTexts(${hidden})`, SEEK_MS);
  }

  /** @param {{ failure: { message: string, stack?: string } } | { value: unknown }} step */
  #checked(step) {
    if (!('failure' in step)) return step.value;
    const { message, stack } = step.failure;
    throw new EyesError('page_failed', message, stack === undefined ? {} : { stack });
  }

  /** @param {string} expression @param {number} ms @returns {Promise<any>} */
  async #evaluate(expression, ms) {
    try {
      return await evaluate(this.browser, this.session, expression, ms);
    } catch (error) {
      if (error instanceof EyesError && error.code === 'too_slow') {
        this.browser.kill(`${LOOP} (given up after ${Math.round(ms / 1000)} s).`);
      }
      throw error;
    }
  }
}

/** @param {import('./browser.mjs').Browser} browser @param {string} session @param {string} expression @param {number} ms @returns {Promise<any>} */
export async function evaluate(browser, session, expression, ms) {
  const asked = { expression, awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await browser.cdp.send('Runtime.evaluate', asked, { session, ms });
  if (exceptionDetails) {
    const { description } = exceptionDetails.exception ?? {};
    throw new EyesError('page_failed', String(description ?? exceptionDetails.text).split('\n', 1)[0] ?? '', { stack: description });
  }
  return result.value;
}
