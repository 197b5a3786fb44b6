// The list of chats, and opening one of them.
async function refreshChats() {
  const found = await attempt(() => call('chats', { owner: me, search: $('.tc-chat-search').value.slice(0, 200) }));
  if (found) showChats(found.chats);
}

function showChats(html) {
  $('.tc-chats').replaceChildren(fragment(html));
  markChat();
}

function markChat() {
  for (const link of $$('[data-do="chat"]')) {
    if (link.dataset.chat === state.chat) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
  }
}

function showChatMenu(html) {
  $('.tc-chat-menu').replaceChildren(fragment(html));
}

let searchTimer;
$('.tc-chat-search').addEventListener('input', () => {
  clearTimeout(searchTimer);
  searchTimer = setTimeout(refreshChats, 200);
});

function clearChat() {
  if (state.run) actions.stop();
  state.chat = null;
  $('.tc-thread').replaceChildren();
  showChatMenu('');
  app.classList.remove('tc-has-chat');
  markChat();
}

async function openChat(id) {
  if (state.chat === id) return;
  clearChat();
  const found = await attempt(() => call('chat', { owner: me, chat: id }));
  if (!found) { go('/'); return; }
  state.chat = id;
  app.classList.add('tc-has-chat');
  for (const exchange of found.exchanges) fill(newExchange(exchange.open), exchange);
  showChatMenu(found.menu);
  markChat();
  const last = $('.tc-thread').lastElementChild;
  if (last) last.scrollIntoView({ block: 'start' });
}

actions['new-chat'] = () => {
  go('/');
  closeMenu();
  box.focus();
};
actions.chat = (link) => {
  closeMenu();
  go('/chat/' + link.dataset.chat);
};
actions['remove-chat'] = (button) => attempt(async () => {
  const found = await call('remove_chat', { owner: me, chat: button.dataset.chat });
  if (button.dataset.chat === state.chat) { clearChat(); go('/'); }
  showChats(found.chats);
});
