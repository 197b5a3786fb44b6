// Filters: chosen in a menu, shown as chips, kept in the link.
const FILTERS = ['transcript', 'speaker', 'kind', 'section', 'period'];

function query(extra = {}) {
  const parameters = new URLSearchParams();
  for (const name of FILTERS) if (state.scope[name]) parameters.set(name, state.scope[name]);
  for (const [name, value] of Object.entries(extra)) if (value) parameters.set(name, value);
  const text = parameters.toString();
  return text ? '?' + text : '';
}

function readScope(parameters) {
  state.scope = {};
  for (const name of FILTERS) if (parameters.get(name)) state.scope[name] = parameters.get(name).slice(0, 200);
}

function setFilter(name, value) {
  if (value) state.scope[name] = value;
  else delete state.scope[name];
  history.replaceState(null, '', '#' + location.hash.slice(1).split('?')[0] + query());
  showFilters();
}

function showFilters() {
  const fields = $('.tc-filter-fields');
  fields.replaceChildren(...FILTERS.map((name) => {
    const label = document.createElement('label');
    const select = document.createElement('select');
    select.dataset.filter = name;
    select.setAttribute('aria-label', t('f_' + name));
    label.append(t('f_' + name), select);
    select.append(new Option(t('any'), ''));
    const options = state.options[name] || {};
    for (const [value, words] of Object.entries(options)) select.append(new Option(words, value));
    const set = state.scope[name];
    if (set && !(set in options)) select.append(new Option(set, set));
    select.value = set || '';
    return label;
  }));
  $('.tc-filter-chips').replaceChildren(...FILTERS.filter((name) => state.scope[name]).map((name) => {
    const chip = document.createElement('button');
    const shown = (state.options[name] || {})[state.scope[name]] || state.scope[name];
    chip.type = 'button';
    chip.className = 'tc-filter-chip';
    chip.dataset.do = 'unfilter';
    chip.dataset.filter = name;
    chip.setAttribute('aria-label', t('filter_remove', { name: t('f_' + name) + ' ' + shown }));
    const kind = document.createElement('span');
    kind.textContent = t('f_' + name);
    chip.append(kind, ' ' + shown + ' ', Object.assign(document.createElement('i'), { textContent: '×' }));
    return chip;
  }));
}

app.addEventListener('change', (event) => {
  if (event.target.dataset.filter) setFilter(event.target.dataset.filter, event.target.value);
});
actions.unfilter = (chip) => {
  setFilter(chip.dataset.filter, '');
  $('.tc-filter-menu summary').focus();
};
