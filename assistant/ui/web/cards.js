// The card of a citation: shown while the pointer or the focus is on its chip, kept inside the window.
let openCard = null;

function showCard(chip) {
  const card = chip.parentElement.querySelector('.tc-card');
  if (!card || card === openCard) return;
  hideCard();
  openCard = card;
  card.classList.add('tc-open');
  const edge = 8;
  const at = chip.getBoundingClientRect();
  const size = card.getBoundingClientRect();
  const left = Math.min(Math.max(edge, at.left + at.width / 2 - size.width / 2), innerWidth - size.width - edge);
  const below = at.bottom + edge + size.height < innerHeight || at.top < size.height + 2 * edge;
  card.style.left = left + 'px';
  card.style.top = (below ? at.bottom + 6 : at.top - size.height - 6) + 'px';
}

function hideCard() {
  if (!openCard) return false;
  openCard.classList.remove('tc-open');
  openCard = null;
  return true;
}

app.addEventListener('pointerover', (event) => {
  const cite = event.target.closest('.tc-cite');
  if (event.pointerType === 'touch') return;
  if (cite) showCard(cite.querySelector('.tc-chip'));
  else if (openCard && !openCard.parentElement.contains(document.activeElement)) hideCard();
});
app.addEventListener('focusin', (event) => {
  const chip = event.target.closest('.tc-chip');
  // Only for the keyboard: after a click the reader shows the same and more.
  if (chip && chip.matches(':focus-visible')) showCard(chip);
  else hideCard();
});
app.addEventListener('scroll', hideCard, true);

actions.why = (button) => {
  const reason = button.nextElementSibling;
  reason.hidden = !reason.hidden;
  button.setAttribute('aria-expanded', String(!reason.hidden));
};
