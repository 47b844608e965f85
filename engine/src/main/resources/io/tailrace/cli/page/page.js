'use strict';
// A page for eyes: it asks the endpoints that anybody may ask, and draws at most ten times a second, whatever comes.
const $ = id => document.getElementById(id);
const DRAW_MS = 100, METRICS_MS = 1000, KEPT = 120, PACE_MS = 100;
let source = null, rows = [], changed = new Map(), dirty = false, key = 'id', atNow = true, events = 0;

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
}

async function show() {
  stop();
  say('');
  const table = $('table').value;
  if (!table) return;
  rows = [];
  changed = new Map();
  events = 0;
  history.replaceState(null, '', '/?' + new URLSearchParams({table, filter: $('filter').value}));
  for (const button of document.querySelectorAll('nav button')) button.setAttribute('aria-current', String(button.dataset.table === table));
  const path = '/tables/' + encodeURIComponent(table);
  try {
    const found = await ask(path + '/documents?' + parameters(false));
    rows = found.documents;
    $('state').textContent = `${found.documents.length}${found.more ? ' of more' : ''} documents at sequence ${found.sequence}`;
    dirty = true;
    if ($('live').checked && atNow) follow(path);
  } catch (e) {
    say(e.message);
    dirty = true;
  }
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
    events++;
    if (event.old_offset !== undefined && event.old_offset !== null) rows.splice(event.old_offset, 1);
    if (event.new_offset !== null) {
      rows.splice(event.new_offset, 0, event.new_val);
      if (event.old_val !== undefined) changed.set(idOf(event.new_val), performance.now());
    }
    dirty = true;
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

function draw() {
  if (!dirty) return;
  dirty = false;
  const shown = rows;
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
  $('rows').dataset.events = events;
  if (source) $('state').textContent = `live: ${rows.length} documents, ${events} events`;
}

const past = {changes: [], ring: []};
let lastMetrics = null;

function plot(id, values) {
  const canvas = $(id), at = canvas.getContext('2d'), most = Math.max(1, ...values);
  at.clearRect(0, 0, canvas.width, canvas.height);
  at.strokeStyle = getComputedStyle(document.documentElement).getPropertyValue('--accent');
  at.beginPath();
  values.forEach((v, i) => at.lineTo(i * canvas.width / (KEPT - 1), canvas.height - 3 - v / most * (canvas.height - 6)));
  at.stroke();
}

async function metrics() {
  let now;
  try { now = await ask('/metrics'); } catch { $('engine').textContent = 'no engine tells its numbers'; return; }
  const rate = lastMetrics && now.timeNs > lastMetrics.timeNs
    ? (now['tailrace.sequence.journaled'] - lastMetrics['tailrace.sequence.journaled']) / (now.timeNs - lastMetrics.timeNs) * 1e9 : 0;
  $('engine').textContent = `process ${now.process}, ${now.open ? 'open' : 'closed'}`;
  for (const [id, value] of [['changes', rate], ['ring', now['tailrace.ring.used']]]) {
    past[id].push(value);
    if (past[id].length > KEPT) past[id].shift();
    plot(id, past[id]);
  }
  lastMetrics = now;
  const told = {sequence: now['tailrace.sequence.journaled'], synced: now['tailrace.sequence.synced'], 'changes/s': Math.round(rate),
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
}

async function tables() {
  const all = await ask('/tables');
  $('directory').textContent = all.directory;
  if (atNow) { $('when').min = all.firstSequence - 1; $('when').max = all.lastSequence; $('when').value = all.lastSequence; }
  const chosen = $('table').value || new URLSearchParams(location.search).get('table');
  if ($('table').options.length !== all.tables.length) {
    $('table').replaceChildren(...all.tables.map(t => { const o = document.createElement('option'); o.value = o.textContent = t.name; o.dataset.key = t.key; return o; }));
    if (chosen) $('table').value = chosen;
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
  show();
}

let sliding = 0;
$('query').onsubmit = e => { e.preventDefault(); choose(); };
$('table').onchange = choose;
$('live').onchange = choose;
$('when').oninput = () => {
  atNow = $('when').value === $('when').max;
  $('at').textContent = atNow ? 'now' : $('when').value;
  clearTimeout(sliding);
  sliding = setTimeout(show, 200);
};
setInterval(draw, DRAW_MS);
setInterval(metrics, METRICS_MS);
setInterval(() => tables().catch(() => {}), 5000);
$('filter').value = new URLSearchParams(location.search).get('filter') || '';
tables().then(() => { choose(); metrics(); }).catch(e => say(e.message));
