// What the address says: `#/`, `#/chat/ID`, `#/transcript/ID/turn/N/START-END`, `#/read/ID?q=TERM`, `#/library`, `#/compare/TOPIC`,
// `#/mentions/TERM`, `#/guidance`, `#/questions/ID`, each with filters or choices behind `?`.
function go(path, extra = {}, replace = false) {
  const target = '#' + path + query(extra);
  if (location.hash === target) { route(); return; }
  history[replace ? 'replaceState' : 'pushState'](null, '', target);
  route();
}

function show(view) {
  state.view = view;
  app.dataset.view = view;
  for (const section of $$('.tc-view')) section.hidden = section.dataset.view !== view;
  for (const part of $$('[data-rail]')) part.hidden = part.dataset.rail !== view;
  for (const anchor of $$('[data-link]')) {
    if (anchor.dataset.link === view) anchor.setAttribute('aria-current', 'page');
    else anchor.removeAttribute('aria-current');
  }
  if (view !== 'ask' && view !== 'across') { reader.hidden = true; app.classList.remove('tc-reading'); state.place = null; }
}

async function route() {
  const [path, search = ''] = location.hash.slice(1).split('?');
  const parameters = new URLSearchParams(search);
  const [first = '', ...rest] = path.split('/').filter(Boolean);
  readScope(parameters);
  showFilters();
  if (first === 'library') { show('library'); await refreshLibrary(); return; }
  if (first === 'read') {
    show('read');
    const turn = parameters.get('turn');
    if (rest[0]) await openCall(rest[0], parameters.get('q') || '', turn === null ? null : Number(turn));
    else await pickCall(parameters.get('q') || '');
    return;
  }
  if (STUDIES.includes(first)) { await openStudy(first, rest[0] || '', parameters); return; }
  const cited = first === 'transcript' && rest[1] === 'turn';
  // A citation of a page across calls opens beside that page, also when it is come back to.
  if (!(cited && state.view === 'across')) show('ask');
  if (cited) {
    const [start = 0, end = 0] = (rest[3] || '').split('-').map(Number);
    await openReader({ transcript: rest[0], turn: Number(rest[2]), start: start || 0, end: end || 0 }, { focus: false });
    return;
  }
  closeReader();
  if (first === 'chat' && rest[0]) await openChat(rest[0]);
  else if (state.chat || state.run) clearChat();
}

addEventListener('popstate', route);
