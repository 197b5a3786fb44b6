// The call beside the chat, at the cited words.
const reader = $('.tc-reader');

function link(at) {
  const words = at.end > at.start ? '/' + at.start + '-' + at.end : '';
  return '/transcript/' + at.transcript + '/turn/' + at.turn + words;
}

async function openReader(at, { focus = true } = {}) {
  const before = at.before ?? 2;
  const after = at.after ?? 2;
  const found = await attempt(() => call('reader', {
    transcript: at.transcript, turn: at.turn, start: at.start, end: at.end, before, after,
  }));
  if (!found) return;
  state.place = { ...at, before, after, transcript: found.id, copy: found.copy };
  $('.tc-reader-title').textContent = found.title;
  $('.tc-reader-facts').textContent = found.facts;
  $('.tc-reader-text').replaceChildren(fragment(found.html));
  $('[data-do="copy-quote"]').hidden = !found.copy;
  const translated = $('.tc-reader-translation');
  translated.replaceChildren(...(at.translation ? [at.translation.cloneNode(true)] : []));
  reader.hidden = false;
  app.classList.add('tc-reading');
  const mark = $('mark', reader) || $('[data-turn="' + at.turn + '"]', reader);
  if (mark) mark.scrollIntoView({ block: mark.matches('mark') ? 'center' : 'start' });
  if (focus) $('.tc-reader-title').focus({ preventScroll: true });
}

function closeReader() {
  if (reader.hidden) return false;
  reader.hidden = true;
  app.classList.remove('tc-reading');
  state.place = null;
  if (state.opener && state.opener.isConnected) state.opener.focus();
  state.opener = null;
  return true;
}

actions.cite = (button) => {
  const { transcript, turn, start, end } = button.dataset;
  const at = { transcript, turn: Number(turn), start: Number(start), end: Number(end) };
  hideCard();
  state.opener = button;
  const card = button.parentElement.querySelector('.tc-card .tc-translation');
  history.pushState(null, '', '#' + link(at) + query());
  openReader({ ...at, translation: card });
};
actions['close-reader'] = () => {
  closeReader();
  if (location.hash.startsWith('#/transcript/')) {
    const chat = '#' + (state.chat ? '/chat/' + state.chat : '/') + query();
    history.pushState(null, '', state.view === 'across' ? study.shown : chat);
  }
};
actions['copy-quote'] = () => copy(state.place.copy);
actions['copy-link'] = () => copy(location.origin + location.pathname + '#' + link(state.place));
actions['whole-call'] = () => go('/read/' + state.place.transcript, { turn: state.place.turn });
actions.earlier = () => widen({ before: state.place.before + 5 }, true);
actions.later = () => widen({ after: state.place.after + 5 }, false);

async function widen(change, upwards) {
  const text = $('.tc-reader-text');
  const height = text.scrollHeight;
  const top = text.scrollTop;
  const translation = $('.tc-reader-translation').firstElementChild;
  await openReader({ ...state.place, ...change, translation }, { focus: false });
  text.scrollTop = top + (upwards ? text.scrollHeight - height : 0);
}

actions['turn-link'] = (anchor) => {
  const at = { transcript: state.view === 'read' ? state.call : state.place.transcript, turn: Number(anchor.dataset.turn) };
  copy(location.origin + location.pathname + '#' + link(at));
};
