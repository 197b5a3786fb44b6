// The pages across calls: a form each, what it asks for in the link, the result as HTML from Python.
const STUDIES = ['compare', 'mentions', 'guidance', 'questions'];
// `shown` is the link whose result stands in the page; `number` tells a late result from the last one asked for.
const study = { shown: '#/compare', asked: null, number: 0, choices: null, generation: 0, first: '', count: 0, most: 0 };
const result = $('.tc-study-result');

async function showChoices() {
  const number = study.generation;
  if (study.choices === number) return;
  const found = await call('choices');
  study.choices = number;
  study.first = found.first;
  study.count = found.count;
  study.most = found.most;
  for (const select of $$('.tc-study select[name="company"]')) {
    select.replaceChildren(new Option(t('all_companies'), ''), fragment(found.companies));
  }
  $('.tc-study select[name="subject"]').replaceChildren(new Option(t('which_call'), ''), fragment(found.calls));
  $('.tc-pick-list').replaceChildren(fragment(found.ticks));
}

// The library has changed: what was chosen from and what was found may no longer be there.
function forgetStudies() {
  study.generation += 1;
}

const formOf = (name) => $('.tc-study[data-study="' + name + '"]');
const picked = () => $$('.tc-pick-list input:checked').map((box) => box.value);

function showPicked() {
  const count = picked().length;
  const form = formOf('compare');
  $('.tc-pick-count').textContent = count ? t('picked_calls', { count }) : t('pick_calls');
  // Calls that were ticked go before a company's newest.
  form.elements.company.disabled = form.elements.last.disabled = count > 0;
}

function choose(select, value) {
  if (value && ![...select.options].some((option) => option.value === value)) select.append(new Option(value, value));
  select.value = value;
}

function fillStudy(name, subject, parameters) {
  const { elements } = formOf(name);
  const bare = !subject && ![...parameters].length;
  if (elements.subject && name !== 'questions') elements.subject.value = subject;
  // Of a single call there is nothing to choose.
  else if (elements.subject) choose(elements.subject, subject || (study.count === 1 ? elements.subject.options[1].value : ''));
  if (elements.company) choose(elements.company, bare && name === 'compare' ? study.first : parameters.get('company') || '');
  if (elements.last) choose(elements.last, parameters.get('last') || '4');
  if (elements.exact) elements.exact.checked = parameters.get('exact') === '1';
  if (elements.plans) elements.plans.checked = parameters.get('plans') !== '0';
  if (name !== 'compare') return;
  const calls = (parameters.get('calls') || '').split(',');
  for (const box of $$('.tc-pick-list input')) box.checked = calls.includes(box.value);
  showPicked();
}

function readStudy(name) {
  const { elements } = formOf(name);
  const asked = { study: name, subject: elements.subject ? elements.subject.value.trim() : '' };
  const calls = name === 'compare' ? picked() : [];
  if (calls.length) return { ...asked, calls };
  if (elements.company) asked.company = elements.company.value;
  if (elements.last) asked.last = Number(elements.last.value);
  if (elements.exact) asked.exact = elements.exact.checked;
  if (elements.plans) asked.plans = elements.plans.checked;
  return asked;
}

function linkOf(asked) {
  const extra = { company: asked.company };
  if (asked.calls) extra.calls = asked.calls.join(',');
  else if (asked.last) extra.last = String(asked.last);
  if (asked.exact) extra.exact = '1';
  if (asked.plans === false) extra.plans = '0';
  return ['/' + asked.study + (asked.subject ? '/' + encodeURIComponent(asked.subject) : ''), extra];
}

function subjectOf(part) {
  try {
    return decodeURIComponent(part).slice(0, 200);
  } catch {
    return part.slice(0, 200);
  }
}

async function openStudy(name, part, parameters) {
  show('across');
  closeReader();
  for (const form of $$('.tc-study')) form.hidden = form.dataset.study !== name;
  for (const anchor of $$('[data-study-link]')) {
    if (anchor.dataset.studyLink === name) anchor.setAttribute('aria-current', 'page');
    else anchor.removeAttribute('aria-current');
  }
  $('.tc-study-title').textContent = t(name);
  $('.tc-study-hint').textContent = t(name + '_hint');
  const same = study.shown === location.hash && study.choices === study.generation;
  if (same) return;
  try {
    await showChoices();
  } catch (error) {
    showProblem(error);
    return;
  }
  fillStudy(name, subjectOf(part), parameters);
  await runStudy(name);
}

function showProblem(error) {
  if (!(error instanceof Refusal)) throw error;
  const alert = Object.assign(document.createElement('p'), { className: 'tc-error', textContent: error.message });
  alert.setAttribute('role', 'alert');
  result.replaceChildren(alert);
}

async function runStudy(name) {
  const asked = readStudy(name);
  const number = study.number += 1;
  study.shown = location.hash;
  result.replaceChildren();
  $('.tc-study-state').textContent = '';
  // A page without its subject is the form alone; that the library holds too little is told at once.
  const little = study.count === 0 || (name === 'compare' && study.count === 1);
  if (!asked.subject && name !== 'guidance' && !little) {
    const field = formOf(name).elements.subject;
    if (matchMedia('(min-width: 800px)').matches) field.focus({ preventScroll: true });
    return;
  }
  study.asked = asked;
  $('.tc-study-state').textContent = t('studying');
  app.classList.add('tc-studying');
  try {
    const found = await call('study', { asked });
    if (number === study.number) result.replaceChildren(fragment(found.html));
  } catch (error) {
    if (number === study.number) showProblem(error);
  }
  if (number !== study.number) return;
  $('.tc-study-state').textContent = '';
  app.classList.remove('tc-studying');
}

app.addEventListener('submit', (event) => {
  const form = event.target.closest('.tc-study');
  if (!form) return;
  event.preventDefault();
  const name = form.dataset.study;
  const asked = readStudy(name);
  $('.tc-pick').open = false;
  if (!asked.subject && name !== 'guidance') { form.elements.subject.focus(); return; }
  if (asked.calls && asked.calls.length > study.most) { toast(t('picked_most', { most: study.most })); return; }
  study.shown = '';
  go(...linkOf(asked));
});
app.addEventListener('change', (event) => {
  const form = event.target.closest('.tc-study');
  if (!form) return;
  if (event.target.name === 'calls') showPicked();
  if ('atOnce' in event.target.dataset) form.requestSubmit();
});
// The list of calls opens at those of the company that is chosen.
$('.tc-pick').addEventListener('toggle', () => {
  const company = formOf('compare').elements.company.value;
  const group = $$('.tc-pick fieldset').find((node) => node.dataset.company === company);
  if (group) $('.tc-pick-list').scrollTop = group.offsetTop - $('.tc-pick-list').offsetTop;
});
actions['pick-none'] = () => {
  for (const box of $$('.tc-pick-list input:checked')) box.checked = false;
  showPicked();
};
actions['study-more'] = (button) => attempt(async () => {
  const found = await call('study', { asked: study.asked, after: Number(button.dataset.after) });
  const rows = $('[data-rows]', result);
  const last = rows.lastElementChild;
  rows.append(fragment(found.rows));
  button.replaceWith(fragment(found.more));
  $('button', last.nextElementSibling).focus({ preventScroll: true });
});
actions['study-export'] = (button) => attempt(async () => {
  const found = await call('study_export', { asked: study.asked, form: button.dataset.form });
  download(found.name, found.type, found.text);
});
