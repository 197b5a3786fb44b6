// One listener for all buttons, the keyboard, the snapshots from Python, and the beginning.
app.addEventListener('click', (event) => {
  const node = event.target.closest('[data-do]');
  for (const menu of $$('details.tc-menu[open]')) if (!menu.contains(event.target)) menu.open = false;
  if (!node || !app.contains(node)) return;
  const modified = event.ctrlKey || event.metaKey || event.shiftKey;
  if (node.tagName === 'A') {
    if (modified && !node.getAttribute('href').endsWith('#')) return;
    event.preventDefault();
  }
  actions[node.dataset.do](node, event);
});

function closeMenu() {
  app.classList.remove('tc-menu-open');
  $('.tc-menu-button').setAttribute('aria-expanded', 'false');
}
actions.menu = () => {
  const open = app.classList.toggle('tc-menu-open');
  $('.tc-menu-button').setAttribute('aria-expanded', String(open));
};
actions['focus-question'] = () => { if (state.view !== 'ask') go('/'); box.focus(); };

addEventListener('keydown', (event) => {
  if (!element.isConnected || dialog.open) return;
  const typing = event.target.closest('input, textarea, select');
  if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    actions['focus-question']();
  }
  if (event.key !== 'Escape' || event.isComposing) return;
  const menu = $('details.tc-menu[open]');
  if (hideCard()) return;
  if (menu) { menu.open = false; $('summary', menu).focus(); return; }
  if (app.classList.contains('tc-menu-open')) { closeMenu(); $('.tc-menu-button').focus(); return; }
  if (!reader.hidden) { actions['close-reader'](); return; }
  if (state.run) actions.stop();
});

function showBoot(found) {
  $('.tc-library-line').replaceChildren(fragment(found.holds));
  $('.tc-first').replaceChildren(fragment(found.first));
  state.options = found.filters;
  limits = found.limits;
  $('.tc-drop-hint').textContent = t('drop_hint', { files: limits.files, size: limits.bytes / 1e6 });
  showChats(found.chats);
  showFilters();
}

const receivers = {
  answer: onAnswer,
  add: onJob,
  reindex: onJob,
  refused: (snapshot) => { toast(snapshot.message); if (state.run && snapshot.run === state.run.id) ended(); },
};
watch('value', () => {
  const snapshot = props.value;
  if (snapshot && receivers[snapshot.kind]) receivers[snapshot.kind](snapshot);
});
// Gradio lets a component listen only to events whose names stand in its script: 'ask' 'stop' 'ingest' 'reindex'.

document.documentElement.lang = ui === 'zh' ? 'zh-CN' : 'en';
translate(app);
showTheme();
attempt(() => call('boot', { owner: me }))
  .then((found) => { if (found) showBoot(found); })
  .then(route)
  .then(() => {
    app.classList.add('tc-ready');
    if (state.view === 'ask' && reader.hidden && matchMedia('(min-width: 800px)').matches) box.focus();
  });
