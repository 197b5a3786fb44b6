// The whole call as a document, with search in it.
async function openCall(id, term = '', turn = null) {
  const found = await attempt(() => call('read', { transcript: id, term }));
  if (!found) return;
  state.call = found.id;
  state.term = term;
  $('.tc-doc-pick').replaceChildren();
  $('.tc-doc-head').replaceChildren(fragment(found.head));
  $('.tc-doc').replaceChildren(fragment(found.html));
  $('.tc-outline').replaceChildren(fragment(found.speakers + found.contents));
  $('.tc-found-in-call').replaceChildren(fragment(found.found));
  $('.tc-find').hidden = false;
  $('.tc-find input').value = term;
  state.hit = -1;
  $('.tc-steps').hidden = !$('.tc-hit');
  $('.tc-step-at').textContent = '';
  if (turn !== null) goTo(turn);
  else $('.tc-read .tc-scroll').scrollTop = 0;
}

// Without a call: which one?
async function pickCall(term) {
  const options = Object.entries(state.options.transcript || {});
  if (options.length === 1) { go('/read/' + options[0][0], { q: term }, true); return; }
  state.call = null;
  for (const selector of ['.tc-doc-head', '.tc-doc', '.tc-outline', '.tc-found-in-call']) $(selector).replaceChildren();
  $('.tc-find').hidden = true;
  const found = await attempt(() => call('library'));
  if (found) $('.tc-doc-pick').replaceChildren(fragment(found.library));
}

async function goTo(turn) {
  for (let loads = 0; loads < 100; loads += 1) {
    const node = $('.tc-doc [data-turn="' + turn + '"]');
    if (node) { node.scrollIntoView({ block: 'start' }); return node; }
    const more = $('.tc-doc [data-do="more"]');
    if (!more) return null;
    await actions.more(more);
  }
  return null;
}

actions.goto = (anchor) => { closeMenu(); goTo(Number(anchor.dataset.turn)); };
actions.more = (button) => attempt(async () => {
  const found = await call('more', { transcript: state.call, after: Number(button.dataset.after), term: state.term });
  button.replaceWith(fragment(found.html));
});
actions.hit = async (button) => {
  state.hit = Number(button.dataset.mark);
  $('.tc-step-at').textContent = (state.hit + 1) + ' / ' + $$('.tc-hit').length;
  await goTo(Number(button.dataset.turn));
  const mark = $('.tc-doc mark[data-mark="' + button.dataset.mark + '"]');
  $$('.tc-doc mark.tc-here').forEach((node) => node.classList.remove('tc-here'));
  if (!mark) return;
  mark.classList.add('tc-here');
  mark.scrollIntoView({ block: 'center' });
};
actions.step = (button) => {
  const hits = $$('.tc-hit');
  return actions.hit(hits[(state.hit + Number(button.dataset.by) + hits.length) % hits.length]);
};
$('.tc-find').addEventListener('submit', (event) => {
  event.preventDefault();
  const term = $('.tc-find input').value.trim();
  // Enter once more goes on to the next hit.
  if (term && term === state.term && $('.tc-hit')) actions.step({ dataset: { by: 1 } });
  else go('/read/' + state.call, { q: term });
});
actions.read = (button) => go('/read/' + button.dataset.transcript);
