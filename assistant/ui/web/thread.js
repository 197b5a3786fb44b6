// The chat: questions, streamed answers, and what can be done with them.
const box = $('#tc-question');

function grow() {
  box.style.height = 'auto';
  box.style.height = Math.min(box.scrollHeight, 200) + 'px';
}
box.addEventListener('input', grow);
box.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $('.tc-composer').requestSubmit();
  }
});
$('.tc-composer').addEventListener('submit', (event) => {
  event.preventDefault();
  const question = box.value.trim();
  if (!question) { box.focus(); return; }
  if (state.run) return;
  const again = box.dataset.again || null;
  box.value = '';
  delete box.dataset.again;
  grow();
  ask(question, again);
});

// `again` is the id of the kept question whose place this one takes, with all that followed it.
function ask(question, again = null) {
  const run = { id: runId(), node: null, question, again };
  state.run = run;
  if (again) {
    const node = $('[data-exchange="' + again + '"]');
    while (node && node.nextElementSibling) node.nextElementSibling.remove();
    if (node) node.remove();
  }
  $$('.tc-slot-follow').forEach((node) => node.replaceChildren());
  app.classList.add('tc-has-chat');
  $('.tc-filter-menu').open = false;
  busy(true);
  say(t('working'));
  watchOver(run);
  trigger('ask', {
    run: run.id, owner: me, ui, question, chat: state.chat, again, scope: { ...state.scope },
    language: store.get('answers') || null,
  });
}

// Without news for a while, the server may be gone: ask it something small.
function watchOver(run) {
  run.news = true;
  run.timer = setInterval(async () => {
    if (state.run !== run) { clearInterval(run.timer); return; }
    if (run.news) { run.news = false; return; }
    try {
      await call('chats', { owner: me });
    } catch {
      clearInterval(run.timer);
      if (state.run !== run) return;
      if (run.node) {
        place(run.node, '', 'draft');
        const alert = Object.assign(document.createElement('p'), { className: 'tc-error', textContent: t('lost') });
        alert.setAttribute('role', 'alert');
        $('.tc-slot-end', run.node).replaceChildren(alert);
      } else {
        box.value = run.question;
        toast(t('lost'));
      }
      state.run = null;
      busy(false);
      say('');
    }
  }, 2500);
}

function busy(on) {
  $('.tc-send').hidden = on;
  $('.tc-stop').hidden = !on;
  app.classList.toggle('tc-busy', on);
}

function say(message) {
  $('.tc-state').textContent = message || '';
}

function place(node, html, key) {
  if (html === undefined || node['tc' + key] === html) return;
  node['tc' + key] = html;
  $('.tc-slot-' + key, node).replaceChildren(fragment(html));
}

// Brings a snapshot into an exchange; what is the same already stays, with its focus and its open parts.
function fill(node, snapshot) {
  place(node, snapshot.found, 'found');
  place(node, snapshot.notes, 'notes');
  const slot = $('.tc-slot-statements', node);
  const before = node.tcStatements || [];
  const now = snapshot.statements || [];
  now.forEach((html, i) => {
    if (before[i] === html) return;
    const fresh = fragment(html);
    if (slot.children[i]) slot.children[i].replaceWith(fresh);
    else slot.append(fresh);
  });
  while (slot.children.length > now.length) slot.lastElementChild.remove();
  node.tcStatements = now;
  place(node, snapshot.draft || '', 'draft');
  place(node, snapshot.end, 'end');
  place(node, snapshot.follow, 'follow');
}

function newExchange(html) {
  $('.tc-thread').append(fragment(html));
  return $('.tc-thread').lastElementChild;
}

function onAnswer(snapshot) {
  const run = state.run;
  if (!run || snapshot.run !== run.id) return;
  run.news = true;
  if (!run.node && snapshot.open) {
    run.node = newExchange(snapshot.open);
    run.node.scrollIntoView({ block: 'start' });
  }
  if (snapshot.chat && snapshot.chat !== state.chat) {
    state.chat = snapshot.chat;
    if (state.view === 'ask' && !state.place) history.replaceState(null, '', '#/chat/' + state.chat + query());
  }
  if (run.node) fill(run.node, snapshot);
  if (snapshot.message) say(snapshot.message);
  if (snapshot.state === 'done' || snapshot.state === 'failed') ended(snapshot.message);
}

function ended(message) {
  state.run = null;
  busy(false);
  say(message);
  setTimeout(() => { if (!state.run) say(''); }, 4000);
  refreshChats();
  if (state.chat) call('chat', { owner: me, chat: state.chat }).then((found) => showChatMenu(found.menu), () => {});
}

actions.stop = () => {
  const run = state.run;
  if (!run) return;
  trigger('stop', {});
  if (run.node) {
    place(run.node, '', 'draft');
    const note = document.createElement('p');
    note.className = 'tc-note';
    note.textContent = t('stopped');
    const retry = document.createElement('button');
    retry.type = 'button';
    retry.className = 'tc-button tc-quiet';
    retry.dataset.do = 'retry';
    retry.textContent = t('retry');
    $('.tc-slot-end', run.node).replaceChildren(note, retry);
  }
  ended(t('stopped'));
  box.focus();
};

const exchangeOf = (node) => node.closest('.tc-exchange');
const questionOf = (node) => $('h2', exchangeOf(node)).textContent;

actions.suggest = (button) => { if (!state.run) ask(button.textContent); };
actions.retry = (button) => { if (!state.run) ask(questionOf(button), exchangeOf(button).dataset.exchange || null); };
actions.edit = (button) => {
  box.value = questionOf(button);
  box.dataset.again = exchangeOf(button).dataset.exchange;
  grow();
  box.focus();
};
actions['copy-answer'] = (button) => {
  const node = exchangeOf(button);
  const lines = $$('.tc-statement', node).map((statement) => {
    const said = $('.tc-said, .tc-quoted', statement).cloneNode(true);
    $$('.tc-card', said).forEach((card) => card.remove());
    $$('.tc-chip', said).forEach((chip) => chip.replaceWith('[' + chip.textContent + ']'));
    const who = $('.tc-who', statement);
    const text = said.matches('.tc-quoted') ? '“' + said.textContent + '”' : said.textContent;
    return who ? text + ' — ' + who.textContent.trim() : text;
  });
  copy(questionOf(button) + '\n\n' + lines.join('\n'));
};
actions.export = (button) => attempt(async () => {
  button.closest('details').open = false;
  const { what, id, form } = button.dataset;
  const file = await call('export', { owner: me, what, id, form });
  download(file.name, file.type, file.text);
});
actions.rate = (button) => attempt(async () => {
  const node = exchangeOf(button);
  const rating = button.getAttribute('aria-pressed') === 'true' ? null : button.dataset.rating;
  const kept = await call('rate', { owner: me, exchange: node.dataset.exchange, rating });
  $$('[data-do="rate"]', node).forEach((other) => other.setAttribute('aria-pressed', String(other.dataset.rating === rating)));
  $('.tc-below', node).replaceChildren();
  if (rating !== 'down') { if (rating) toast(kept.message); return; }
  form(node, t('bad_reason'), t('bad_example'), [], async (reason) =>
    call('rate', { owner: me, exchange: node.dataset.exchange, rating, reason }));
});
actions['save-test'] = (button) => {
  const node = exchangeOf(button);
  form(node, t('test_holds'), '', [['refused', t('test_refused')]], async (expected, checked) =>
    call('save_test', { owner: me, exchange: node.dataset.exchange, expected, refused: checked.refused }));
};

// A small form below an answer: one line of text, tick boxes, save and cancel.
function form(node, label, placeholder, boxes, send) {
  const made = document.createElement('form');
  made.className = 'tc-inline-form';
  const field = document.createElement('label');
  const input = Object.assign(document.createElement('input'), { type: 'text', placeholder, maxLength: 2000 });
  field.append(label, input);
  made.append(field);
  const checks = boxes.map(([name, words]) => {
    const holder = document.createElement('label');
    const check = Object.assign(document.createElement('input'), { type: 'checkbox', name });
    check.addEventListener('change', () => { input.disabled = check.checked; });
    holder.className = 'tc-check';
    holder.append(check, words);
    made.append(holder);
    return check;
  });
  const save = Object.assign(document.createElement('button'), { className: 'tc-button tc-primary', textContent: t('save') });
  const cancel = Object.assign(document.createElement('button'), { type: 'button', className: 'tc-button', textContent: t('cancel') });
  cancel.addEventListener('click', () => made.remove());
  const row = Object.assign(document.createElement('div'), { className: 'tc-actions' });
  row.append(save, cancel);
  made.append(row);
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    attempt(async () => {
      const kept = await send(input.value, Object.fromEntries(checks.map((check) => [check.name, check.checked])));
      const done = Object.assign(document.createElement('p'), { className: 'tc-note', textContent: kept.message });
      done.setAttribute('role', 'status');
      made.replaceWith(done);
    });
  });
  $('.tc-below', node).replaceChildren(made);
  input.focus();
}
