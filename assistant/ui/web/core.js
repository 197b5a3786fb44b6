// The page's script runs inside Gradio's component: `element`, `trigger`, `props`, `server`, `upload` and `watch` are
// Gradio's. Content comes from Python as escaped HTML; this script places it and reacts, and makes no HTML of texts.
const app = element.querySelector('.tc-app');
const $ = (selector, root = app) => root.querySelector(selector);
const $$ = (selector, root = app) => [...root.querySelectorAll(selector)];

const store = {
  get: (key) => { try { return localStorage.getItem('turncite.' + key); } catch { return null; } },
  set: (key, value) => { try { localStorage.setItem('turncite.' + key, value); } catch { /* private mode: not kept */ } },
};

function chooseInterface() {
  const chosen = store.get('ui') || navigator.languages.find((name) => /^(zh|en)\b/i.test(name)) || 'en';
  return /^zh/i.test(chosen) ? 'zh' : 'en';
}
const ui = chooseInterface();
const words = window.gradio_config.i18n_translations[ui === 'zh' ? 'zh-CN' : 'en'];
const t = (key, values = {}) =>
  (words[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));

function translate(root) {
  for (const node of $$('[data-t]', root)) node.textContent = t(node.dataset.t);
  for (const node of $$('[data-t-placeholder]', root)) node.placeholder = t(node.dataset.tPlaceholder);
  for (const node of $$('[data-t-title]', root)) node.title = t(node.dataset.tTitle);
  for (const node of $$('[data-t-label]', root)) {
    node.setAttribute('aria-label', t(node.dataset.tLabel));
    if (node.matches('button, summary')) node.title = t(node.dataset.tLabel);
  }
}

function owner() {
  let secret = store.get('owner');
  if (!/^[0-9a-f]{32}$/.test(secret || '')) {
    secret = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    store.set('owner', secret);
  }
  return secret;
}
const me = owner();

// What is shown; the address bar holds all of it that a link should bring back.
const state = { view: 'ask', chat: null, scope: {}, run: null, place: null, opener: null, call: null, term: '', hit: -1, options: {} };

class Refusal extends Error {}

async function call(name, data = {}) {
  let result;
  try {
    result = await server[name]({ ui, ...data });
  } catch (error) {
    console.error(error);
    throw new Refusal(t('failed_call'));
  }
  // Gradio logs a failed call and gives nothing back.
  if (!result) throw new Refusal(t('failed_call'));
  if (result.error) throw new Refusal(result.error);
  return result;
}

// Runs what a click asked for; a refusal becomes one sentence.
async function attempt(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    toast(error.message);
    return null;
  }
}

let toastTimer;
function toast(message, action) {
  const node = $('.tc-toast');
  node.replaceChildren(document.createTextNode(message));
  if (action) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'tc-button';
    button.textContent = action.words;
    button.addEventListener('click', () => { node.hidden = true; action.run(); });
    node.append(button);
  }
  node.hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { node.hidden = true; }, action ? 20000 : 6000);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Not a secure context (another address than loopback without https).
    const area = document.createElement('textarea');
    area.value = text;
    app.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
  toast(t('copied'));
}

function download(name, type, text) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: type + ';charset=utf-8' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function fragment(html) {
  const holder = document.createElement('template');
  holder.innerHTML = html;
  return holder.content;
}

// Every `data-do` of the page has one function here; files add theirs.
const actions = {};
const runId = () => Math.random().toString(36).slice(2) + Date.now().toString(36);
