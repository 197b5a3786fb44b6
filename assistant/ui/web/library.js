// Adding, listing and removing transcripts.
const drop = $('.tc-drop');
let limits = { files: 20, bytes: 20000000 };

function showLibrary(html) {
  $('.tc-list').replaceChildren(fragment(html));
}

async function refreshLibrary() {
  const found = await attempt(() => call('library'));
  if (found) showLibrary(found.library);
}

// What there is to ask about has changed: filters, suggestions, the line of the welcome.
async function refreshOptions() {
  forgetStudies();
  const found = await attempt(() => call('boot', { owner: me }));
  if (found) showBoot(found);
}

function job(name) {
  const node = document.createElement('div');
  node.className = 'tc-job';
  const words = document.createElement('span');
  const bar = document.createElement('progress');
  bar.max = 1;
  bar.setAttribute('aria-label', name);
  node.append(words, bar);
  $('.tc-jobs').append(node);
  return {
    node,
    show(message, done) {
      words.textContent = message;
      if (done === undefined) bar.removeAttribute('value');
      else bar.value = done;
    },
    end(message, failed) {
      words.textContent = message;
      bar.remove();
      node.classList.toggle('tc-failed', Boolean(failed));
      if (failed) node.setAttribute('role', 'alert');
      const close = document.createElement('button');
      close.type = 'button';
      close.className = 'tc-button tc-quiet';
      close.textContent = t('close');
      close.addEventListener('click', () => node.remove());
      node.append(close);
    },
  };
}

async function take(files) {
  if (files.length > limits.files) { toast(t('too_many', { files: limits.files, count: files.length })); return; }
  for (const file of files) await recognise(file);
}

async function recognise(file) {
  const work = job(file.name);
  work.show(t('reading', { name: file.name }));
  try {
    if (file.size > limits.bytes) throw new Refusal(file.name + ': > ' + limits.bytes / 1e6 + ' MB');
    let path;
    try {
      path = (await upload(file)).path;
    } catch (error) {
      throw new Refusal(t('failed_call'));
    }
    const found = await call('preview', { token: path, name: file.name.slice(0, 200) });
    $('.tc-reviews').append(fragment(found.html));
    work.node.remove();
    const review = $('.tc-reviews').lastElementChild;
    if ($$('.tc-review').length === 1) $('input', review).focus();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    work.end(t('refused', { name: file.name }) + ': ' + error.message, true);
  }
}

const jobs = new Map();

app.addEventListener('submit', (event) => {
  const review = event.target.closest('.tc-review');
  if (!review) return;
  event.preventDefault();
  const corrections = {};
  // Only what was changed is a correction; the rest stays as recognised.
  for (const field of $$('input[name]', review)) if (field.value !== field.defaultValue) corrections[field.name] = field.value;
  const run = runId();
  const work = job(review.dataset.name);
  work.show(t('adding', { name: review.dataset.name }), 0);
  jobs.set(run, { work, review });
  review.hidden = true;
  trigger('ingest', { run, ui, token: review.dataset.token, name: review.dataset.name, corrections });
});

function onJob(snapshot) {
  const found = jobs.get(snapshot.run);
  if (!found) return;
  const { work, review } = found;
  if (snapshot.state === 'working') { work.show(snapshot.message, snapshot.done); return; }
  jobs.delete(snapshot.run);
  const failed = snapshot.state !== 'done';
  if (failed && review) {
    // The reader's corrections may be what is wrong: give the form back with the reason.
    review.hidden = false;
    const alert = $('.tc-error', review);
    alert.textContent = snapshot.message;
    alert.hidden = false;
    work.node.remove();
    return;
  }
  if (review) review.remove();
  work.end(snapshot.message, failed);
  if (snapshot.library) { showLibrary(snapshot.library); refreshOptions(); }
}

actions.discard = (button) => button.closest('.tc-review').remove();
actions.choose = () => $('.tc-file').click();
$('.tc-file').addEventListener('change', (event) => {
  take([...event.target.files]);
  event.target.value = '';
});
actions.reindex = () => {
  const run = runId();
  const work = job(t('reindex'));
  work.show(t('reindex'), 0);
  jobs.set(run, { work, review: null });
  trigger('reindex', { run, ui });
};
actions.remove = (button) => attempt(async () => {
  const gone = await call('remove', { transcript: button.dataset.transcript });
  showLibrary(gone.library);
  refreshOptions();
  toast(gone.message, {
    words: t('undo'),
    run: () => attempt(async () => {
      const back = await call('undo', { transcript: gone.undo });
      showLibrary(back.library);
      refreshOptions();
      toast(back.message);
    }),
  });
});
actions['ask-about'] = (button) => {
  state.scope = { transcript: button.dataset.transcript };
  go('/');
  box.focus();
};
actions['view-library'] = () => go('/library');

for (const kind of ['dragover', 'drop']) {
  // Everywhere: a file dropped beside the field must not replace the page.
  app.addEventListener(kind, (event) => {
    if (![...event.dataTransfer.types].includes('Files')) return;
    event.preventDefault();
    drop.classList.toggle('tc-over', kind === 'dragover');
    if (kind === 'drop') {
      if (state.view !== 'library') go('/library');
      take([...event.dataTransfer.files]);
    }
  });
}
app.addEventListener('dragleave', (event) => { if (!drop.contains(event.relatedTarget)) drop.classList.remove('tc-over'); });
