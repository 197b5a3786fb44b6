// Interface language, answer language, theme, and the state of models and index.
const dialog = $('.tc-settings');
const dark = matchMedia('(prefers-color-scheme: dark)');

function showTheme() {
  const theme = store.get('theme') || (dark.matches ? 'dark' : 'light');
  app.dataset.theme = theme;
  document.documentElement.style.colorScheme = theme;
  document.body.classList.toggle('dark', theme === 'dark');
}
dark.addEventListener('change', showTheme);

function change(setting, value) {
  store.set(setting, value);
  // The words of the whole page change: it comes back at the same place.
  if (setting === 'ui') location.reload();
  if (setting === 'theme') showTheme();
}

for (const select of $$('[data-setting]')) {
  select.addEventListener('change', () => change(select.dataset.setting, select.value));
}
actions.interface = () => change('ui', ui === 'zh' ? 'en' : 'zh');
actions.theme = () => change('theme', app.dataset.theme === 'dark' ? 'light' : 'dark');
actions.settings = (button) => {
  state.opener = button;
  for (const select of $$('[data-setting]')) {
    select.value = select.dataset.setting === 'ui' ? ui : store.get(select.dataset.setting) || '';
  }
  dialog.showModal();
  attempt(async () => $('.tc-status-slot').replaceChildren(fragment((await call('settings')).status)));
};
actions['close-settings'] = () => dialog.close();
// Gradio describes the API itself; its button stands in its footer, which this page hides.
actions.api = () => {
  dialog.close();
  document.querySelector('footer .show-api').click();
};
dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
