// The page in place of the preview when the guard refuses: tells the app why, and offers a new tab.
import type { Refusal } from './guard.ts';

const WORDS: Record<Refusal, string> = {
  'no-session': 'This preview is not open.',
  'wrong-host': 'This address does not belong to the preview.',
  ticket: 'This link to the preview has been used or has run out.',
  'no-cookie': 'Your browser did not keep the cookie that lets you see the preview here.',
  expired: 'Your access to this preview has ended.',
};

/** A whole HTML document. In a frame its button asks the app to open a new tab with a fresh ticket. */
export function noAccessPage(reason: Refusal, appOrigin: string): string {
  const message = (action?: string) =>
    JSON.stringify({ source: 'storydream-preview', v: 1, type: 'no-access', reason, ...(action ? { action } : {}) });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>No access</title>
<style>body{margin:0;min-height:100vh;display:grid;place-content:center;gap:16px;text-align:center;background:#17171b;color:#b9b9c2;
font:15px/1.5 system-ui,sans-serif}button,a{font:inherit;color:#fff;background:#33333b;border:0;border-radius:8px;padding:8px 16px;
text-decoration:none;justify-self:center;cursor:pointer}</style>
<p>${WORDS[reason]}</p><button id="tab" hidden>Open the preview in a new tab</button><a id="app" href="${appOrigin}" hidden>Back to StoryDream</a>
<script>const framed=window.parent!==window;
if(framed){parent.postMessage(${message()},${JSON.stringify(appOrigin)});
tab.hidden=false;tab.onclick=()=>parent.postMessage(${message('open-tab')},${JSON.stringify(appOrigin)})}
else app.hidden=false</script></html>`;
}
