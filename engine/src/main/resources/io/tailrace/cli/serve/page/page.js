'use strict';
// A page for eyes: it asks the endpoints that anybody may ask, and draws at most ten times a second, whatever comes.
const $ = id => document.getElementById(id);
const DRAW_MS = 100, METRICS_MS = 1000, KEPT = 120, PACE_MS = 100;
let source = null, rows = [], changed = new Map(), dirty = false, key = 'id', atNow = true, events = 0, chosen = false, shows = 0;

async function ask(path) {
  const answer = await fetch(path);
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error);
  return body;
}

function say(error) {
  $('error').hidden = !error;
  $('error').textContent = error || '';
}

function parameters(live) {
  const p = new URLSearchParams();
  if ($('filter').value.trim()) p.set('filter', $('filter').value.trim());
  p.set('orderBy', $('orderBy').value.trim() || key); // always the first of an order, so that a page never takes in a whole table
  if ($('desc').checked) p.set('desc', 'true');
  p.set('limit', $('limit').value || '100');
  if (live) { p.set('initial', 'true'); p.set('states', 'true'); p.set('offsets', 'true'); p.set('squash', 'true'); p.set('pace', String(PACE_MS)); }
  else if (!atNow) p.set('asOf', $('when').value);
  return p;
}

function stop() {
  if (source) source.close();
  source = null;
  playing(false);
}

function playing(on) {
  $('play').setAttribute('aria-pressed', String(on));
  $('play').textContent = on ? 'Pause' : 'Play';
}

async function show() {
  stop();
  say('');
  const table = $('table').value, mine = ++shows; // an answer that comes after the next question is none
  if (!table) return;
  rows = [];
  changed = new Map();
  events = 0;
  history.replaceState(null, '', '/?' + new URLSearchParams({table, filter: $('filter').value}));
  for (const button of document.querySelectorAll('nav button')) button.setAttribute('aria-current', String(button.dataset.table === table));
  const path = '/tables/' + encodeURIComponent(table);
  try {
    const found = await ask(path + '/documents?' + parameters(false));
    if (mine !== shows) return;
    taken(found);
    if ($('live').checked && atNow) follow(path);
  } catch (e) {
    if (mine !== shows) return;
    say(e.message);
    dirty = true;
  }
}

function taken(found) {
  rows = found.documents;
  $('state').textContent = `${found.documents.length}${found.more ? ' of more' : ''} documents at sequence ${found.sequence}`
    + (found.time ? `, ${found.time}` : '');
  const fits = fitsLadder(rows);
  $('view').querySelector('[value=ladder]').disabled = !fits;
  if (!fits) $('view').value = 'table'; else if (!chosen) $('view').value = 'ladder';
  dirty = true;
}

function placed(sequence) {
  $('at').textContent = atNow ? 'now' : sequence;
  $('when').setAttribute('aria-valuetext', atNow ? 'now' : `sequence ${sequence}`);
}

// Plays what came after the place of the slider, change for change; all there is where it stands at the end.
async function play() {
  stop();
  say('');
  const table = $('table').value, mine = ++shows;
  if (!table) return;
  if ($('when').value === $('when').max) $('when').value = $('when').min;
  atNow = false;
  events = 0;
  const begin = Number($('when').value), end = $('when').max, path = '/tables/' + encodeURIComponent(table);
  placed(begin);
  try {
    const found = await ask(path + '/documents?' + parameters(false));
    if (mine !== shows) return;
    taken(found);
  } catch (e) {
    if (mine === shows) say(e.message);
    return;
  }
  const p = parameters(false);
  p.delete('asOf');
  for (const [name, value] of Object.entries({from: begin + 1, until: end, squash: 'false', offsets: 'true', speed: $('speed').value})) p.set(name, String(value));
  const opened = new EventSource(path + '/changes?' + p);
  source = opened;
  playing(true);
  opened.onmessage = message => {
    if (source !== opened) return;
    const event = JSON.parse(message.data);
    apply(event);
    $('when').value = event.seq;
    placed(event.seq);
  };
  opened.addEventListener('ended', () => {
    if (source !== opened) return;
    stop();
    $('when').value = end;
    placed(end);
    $('state').textContent = `played to sequence ${end}: ${rows.length} documents, ${events} events`;
  });
  opened.addEventListener('failed', message => { say(message.data); stop(); });
}

function apply(event) {
  events++;
  if (event.old_offset !== undefined && event.old_offset !== null) rows.splice(event.old_offset, 1);
  if (event.new_offset !== null) {
    rows.splice(event.new_offset, 0, event.new_val);
    if (event.old_val !== undefined) changed.set(idOf(event.new_val), performance.now());
  }
  dirty = true;
}

function idOf(document) {
  return document !== null && typeof document === 'object' && key in document ? JSON.stringify(document[key]) : '';
}

function follow(path) {
  const opened = new EventSource(path + '/changes?' + parameters(true));
  source = opened;
  opened.onmessage = message => {
    if (source !== opened) return;
    const event = JSON.parse(message.data);
    if ('state' in event) {
      if (event.state === 'initializing') rows = []; // the first time, and where it was cut off before it had told all
      return;
    }
    apply(event);
  };
  opened.addEventListener('failed', message => { say(message.data); stop(); });
  opened.onerror = () => { if (source === opened && opened.readyState !== EventSource.OPEN) $('state').textContent = 'cut off, trying again'; };
}

function text(value) {
  if (value === undefined) return '';
  if (value === null || typeof value !== 'object') return String(value);
  return value.$reql_type$ === 'TIME' ? new Date(value.epoch_time * 1000).toISOString() : JSON.stringify(value);
}

function cell(value) {
  const td = document.createElement('td');
  td.textContent = text(value);
  if (typeof value === 'number') td.className = 'number';
  return td;
}

// Documents are levels of an order book where they have a price, a side and a size.
const sizeOf = level => ['size', 'qty', 'quantity', 'amount'].map(name => level[name]).find(value => typeof value === 'number');
const isLevel = d => d !== null && typeof d === 'object' && typeof d.price === 'number' && 'side' in d && sizeOf(d) !== undefined;
const isBid = level => /^b/i.test(String(level.side));
const fitsLadder = documents => documents.length > 0 && documents.every(isLevel);

function drawLadder() {
  const levels = rows.filter(isLevel).sort((a, b) => b.price - a.price || isBid(a) - isBid(b)), most = Math.max(1, ...levels.map(sizeOf));
  const now = performance.now();
  $('ladder').tBodies[0].replaceChildren(...levels.map(level => {
    const tr = document.createElement('tr'), price = document.createElement('th'), size = sizeOf(level), bid = isBid(level);
    price.scope = 'row';
    price.textContent = level.price.toLocaleString('en', {minimumFractionDigits: 2, maximumFractionDigits: 8});
    const side = name => {
      const td = document.createElement('td'), here = bid === (name === 'bid');
      td.className = name;
      td.style.setProperty('--part', here ? `${Math.round(size / most * 100)}%` : '0%');
      td.textContent = here ? size.toLocaleString('en') : '';
      return td;
    };
    if (now - (changed.get(idOf(level)) || -1e9) < 400) { price.className = 'changed'; dirty = true; }
    tr.append(side('bid'), price, side('ask'));
    return tr;
  }));
}

function draw() {
  if (!dirty) return;
  dirty = false;
  const shown = rows, asLadder = $('view').value === 'ladder';
  $('ladder').hidden = !asLadder;
  $('rows').hidden = asLadder;
  $('rows').dataset.events = events;
  if (source) $('state').textContent = `${atNow ? 'live' : 'playing'}: ${rows.length} documents, ${events} events`;
  if (asLadder) { drawLadder(); return; }
  const names = [key, ...[...new Set(shown.flatMap(d => d !== null && typeof d === 'object' ? Object.keys(d) : ['value']))].filter(n => n !== key).sort()];
  const head = document.createElement('tr');
  for (const name of names) { const th = document.createElement('th'); th.scope = 'col'; th.textContent = name; head.append(th); }
  $('rows').tHead.replaceChildren(head);
  const now = performance.now();
  $('rows').tBodies[0].replaceChildren(...shown.map(d => {
    const tr = document.createElement('tr');
    const id = idOf(d);
    if (now - (changed.get(id) || -1e9) < 400) { tr.className = 'changed'; dirty = true; }
    for (const name of names) tr.append(cell(d !== null && typeof d === 'object' ? d[name] : name === 'value' ? d : undefined));
    return tr;
  }));
}

// What is counted, as it went in the last two minutes: of the numbers now, those before, and the seconds between.
const PLOTS = {
  'changes/s': (now, before, s) => (now['tailrace.sequence.journaled'] - before['tailrace.sequence.journaled']) / s,
  'slots of the ring in use': now => now['tailrace.ring.used'],
  'largest lag of a feed': now => Math.max(0, ...now.feeds.map(feed => feed.lag)),
  'changes not on the device yet': now => now['tailrace.sequence.journaled'] - now['tailrace.sequence.synced'],
};
const past = {};
let lastMetrics = null;

for (const name of Object.keys(PLOTS)) {
  const figure = document.createElement('figure'), caption = document.createElement('figcaption'), canvas = document.createElement('canvas');
  Object.assign(canvas, {width: 240, height: 60});
  canvas.setAttribute('role', 'img');
  figure.append(caption, canvas);
  $('plots').append(figure);
  past[name] = {values: [], caption, canvas};
}

function plot(name, value) {
  const {values, caption, canvas} = past[name];
  values.push(value);
  if (values.length > KEPT) values.shift();
  const most = Math.max(1, ...values), at = canvas.getContext('2d');
  caption.textContent = `${name}: ${Math.round(value).toLocaleString('en')}`;
  canvas.setAttribute('aria-label', `${name}, last two minutes: now ${Math.round(value)}, at most ${Math.round(most)}`);
  at.clearRect(0, 0, canvas.width, canvas.height);
  at.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue('--accent');
  at.beginPath();
  values.forEach((v, i) => at.lineTo(i * canvas.width / (KEPT - 1), canvas.height - 3 - v / most * (canvas.height - 6)));
  at.stroke();
}

async function metrics() {
  let now;
  try { now = await ask('/metrics'); } catch { $('engine').textContent = 'no engine tells its numbers'; return; }
  const seconds = lastMetrics ? (now.timeNs - lastMetrics.timeNs) / 1e9 : 0;
  $('engine').textContent = `process ${now.process}, ${now.open ? 'open' : 'closed'}`;
  for (const [name, of] of Object.entries(PLOTS)) plot(name, of.length === 1 || seconds > 0 ? of(now, lastMetrics, seconds) : 0);
  lastMetrics = now;
  const told = {sequence: now['tailrace.sequence.journaled'], synced: now['tailrace.sequence.synced'],
    documents: now['tailrace.index.keys'], segments: now['tailrace.journal.segments'], feeds: now['tailrace.feeds']};
  $('numbers').replaceChildren(...Object.entries(told).flatMap(([name, value]) => {
    const dt = document.createElement('dt'), dd = document.createElement('dd');
    dt.textContent = name; dd.textContent = Number(value).toLocaleString('en');
    return [dt, dd];
  }));
  $('feeds').tBodies[0].replaceChildren(...now.feeds.slice().sort((a, b) => b.lag - a.lag).slice(0, 12).map(f => {
    const tr = document.createElement('tr');
    tr.title = f.query;
    tr.append(cell(f.name || '(unnamed)'), cell(f.lag), cell(f.events));
    return tr;
  }));
  $('cursors').tBodies[0].replaceChildren(...now.cursors.slice().sort((a, b) => b.lag - a.lag).slice(0, 12).map(c => {
    const tr = document.createElement('tr');
    tr.title = c.query;
    tr.append(cell(c.name), cell(c.lag), cell(c.position));
    return tr;
  }));
}

async function tables() {
  const all = await ask('/tables');
  $('directory').textContent = all.directory;
  if (atNow) { $('when').min = all.firstSequence - 1; $('when').max = all.lastSequence; $('when').value = all.lastSequence; }
  const wanted = $('table').value || new URLSearchParams(location.search).get('table');
  if ($('table').options.length !== all.tables.length) {
    $('table').replaceChildren(...all.tables.map(t => { const o = document.createElement('option'); o.value = o.textContent = t.name; o.dataset.key = t.key; return o; }));
    if (wanted) $('table').value = wanted;
  }
  $('tables').replaceChildren(...all.tables.map(t => {
    const li = document.createElement('li'), button = document.createElement('button'), count = document.createElement('span');
    button.dataset.table = button.textContent = t.name;
    button.setAttribute('aria-current', String(t.name === $('table').value));
    count.textContent = t.count.toLocaleString('en');
    button.append(count);
    button.onclick = () => { $('table').value = t.name; choose(); };
    li.append(button);
    return li;
  }));
}

function choose() {
  const option = $('table').selectedOptions[0];
  key = option ? option.dataset.key : 'id';
  chosen = false;
  show();
}

let sliding = 0;
$('query').onsubmit = e => { e.preventDefault(); choose(); };
$('table').onchange = choose;
$('live').onchange = choose;
$('view').onchange = () => { chosen = true; dirty = true; };
$('play').onclick = () => { if ($('play').getAttribute('aria-pressed') === 'true') stop(); else play(); };
$('now').onclick = () => { $('when').value = $('when').max; $('when').oninput(); };
$('when').oninput = () => {
  stop();
  atNow = $('when').value === $('when').max;
  placed($('when').value);
  clearTimeout(sliding);
  sliding = setTimeout(show, 200);
};
setInterval(draw, DRAW_MS);
setInterval(metrics, METRICS_MS);
setInterval(() => tables().catch(() => {}), 5000);
$('filter').value = new URLSearchParams(location.search).get('filter') || '';
tables().then(() => { choose(); metrics(); }).catch(e => say(e.message));
